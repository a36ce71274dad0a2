"""Forms that are always a slip -> a hit for each, with the right spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.tokens import norm
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.inflection import in_letter_case_of
from service.guardrail.phrases.book import PhraseSet, programs
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Misspelling:
    """``right``: what each wrong form should be."""

    words: PhraseSet
    right: Mapping[str, str]

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.words.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        return tuple(self._hit(analysis, first) for first, _ in self.words.find(analysis))

    def _hit(self, analysis: Analysis, place: int) -> Hit:
        word = analysis.words[place]
        mended = in_letter_case_of(analysis.text[word.start : word.end], self.right[word.norm])
        return Hit(Span(word.start, word.end), (Replacement(mended, "suggest"),))


def build(node: Node, material: Material) -> Misspelling:
    """``words``: lines of «wrong: right»."""
    entries = node.only(required=("words",))["words"].entries()
    forms = [Node("=" + wrong, right.file, right.line) for wrong, right in entries.items()]
    unless = programs(material.allow, material.lists)
    latin = material.language_code == "en"
    return Misspelling(
        words=PhraseSet(programs(forms, material.lists), unless, latin=latin),
        right={norm(wrong): right.text() for wrong, right in entries.items()},
    )
