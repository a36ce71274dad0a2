"""Phrases that must not occur -> a hit for each occurrence."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Existence:
    phrases: PhraseSet
    instead: tuple[str, ...]

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        replacements = tuple(Replacement(text, "suggest") for text in self.instead)
        return tuple(Hit(span, replacements) for span in self.phrases.spans(analysis))


def build(node: Node, material: Material) -> Existence:
    """``instead``: whole wordings for the agent to choose from, never applied by themselves."""
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "instead"))
    found = phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow)
    return Existence(found, entries["instead"].texts() if "instead" in entries else ())
