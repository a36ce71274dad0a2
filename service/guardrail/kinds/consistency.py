"""Ways of writing that exclude each other -> a hit for each use of the rarer one."""

from __future__ import annotations

from dataclasses import dataclass

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Consistency:
    """``phrases`` written with a capital and without, where no sentence begins with them."""

    phrases: PhraseSet

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        capital: list[Span] = []
        small: list[Span] = []
        for first, last in self.phrases.find(analysis):
            if first in analysis.starts:
                continue
            written = analysis.text[analysis.words[first].start]
            (capital if written.isupper() else small).append(analysis.span(first, last))
        if not capital or not small:
            return ()
        return tuple(Hit(span) for span in (capital if len(capital) <= len(small) else small))


def build(node: Node, material: Material) -> Consistency:
    entries = node.only(required=("phrases",), optional=("unless",))
    return Consistency(phrase_set(entries, material.lists, language_code=material.language_code))
