"""Words that must not open a sentence, or the whole text -> a hit for each that does."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Opening:
    phrases: PhraseSet
    whole_text: bool  # only at the beginning of the text; else of every sentence, line and list item
    alone: bool  # only where nothing else stands in that sentence

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        return tuple(
            Hit(analysis.span(first, last))
            for first, last in self.phrases.find(analysis)
            if self._opens(analysis, first, last)
        )

    def _opens(self, analysis: Analysis, first: int, last: int) -> bool:
        in_table = "|" in analysis.words[first].gap
        if first not in analysis.starts or in_table or (self.whole_text and first > 0):
            return False
        if self.alone and analysis.sentences[analysis.sentence_of[first]].last != last:
            return False
        # A label in quotation marks opens nothing, unless the whole sentence stands in them.
        sentence = analysis.sentences[analysis.sentence_of[first]]
        around = analysis.zones_over(analysis.span(first, last))
        return all(zone.span.end >= analysis.words[sentence.last - 1].end for zone in around)


def build(node: Node, material: Material) -> Opening:
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "unit", "alone"))
    found = phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow)
    unit = entries["unit"].choice(("sentence", "text")) if "unit" in entries else "sentence"
    return Opening(found, unit == "text", "alone" in entries and entries["alone"].flag())
