"""Words that are fine one by one and heavy in numbers -> one hit, on the sentence that holds most of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Density:
    """At least ``least`` of the phrases, and on average at least ``per_hundred`` of them in a hundred sentences."""

    phrases: PhraseSet
    least: int
    per_hundred: int

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = self.phrases.find(analysis)
        if len(found) < self.least or len(found) * 100 < self.per_hundred * len(analysis.sentences):
            return ()
        per_sentence = Counter(analysis.sentence_of[first] for first, _ in found)
        fullest = analysis.sentences[max(per_sentence, key=lambda number: (per_sentence[number], -number))]
        return (Hit(analysis.span(fullest.first, fullest.last)),)


def build(node: Node, material: Material) -> Density:
    entries = node.only(required=("phrases", "least", "per_hundred"), optional=PHRASE_KEYS)
    return Density(
        phrases=phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow),
        least=entries["least"].integer(least=1),
        per_hundred=entries["per_hundred"].integer(least=1),
    )
