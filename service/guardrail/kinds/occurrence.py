"""Phrases that may occur so many times -> a hit for each occurrence beyond."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Occurrence:
    phrases: PhraseSet
    most: int

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        return tuple(Hit(span) for span in self.phrases.spans(analysis)[self.most :])


def build(node: Node, material: Material) -> Occurrence:
    entries = node.only(required=("phrases", "most"), optional=PHRASE_KEYS)
    found = phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow)
    return Occurrence(found, entries["most"].integer(least=1))
