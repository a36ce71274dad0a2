"""Phrases that are wrong only beside others, or only in answer to certain words -> a hit for each."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.customer import CustomerSays, read_customer_says
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.guardrail.presence import PART_KEYS, Part, read_part
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Combination:
    """``along``: what must be said from ``before`` sentences ahead of the phrase to ``after`` behind it.

    ``saved_by``: what anywhere in the reply makes the phrases harmless. ``only_if``: what the customer must have said.
    """

    phrases: PhraseSet
    along: PhraseSet | None
    before: int
    after: int
    saved_by: Part | None
    only_if: CustomerSays | None

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = [place for place in self.phrases.find(analysis) if self._accompanied(analysis, place[0])]
        if not found:
            return ()
        saved = self.saved_by.present(analysis, context, 0, len(analysis.words) - 1) if self.saved_by else False
        if saved is True:
            return ()
        asked = self.only_if.said(context) if self.only_if else True
        unknown = next((one for one in (saved, asked) if isinstance(one, Unknown)), None)
        if unknown is not None:
            return unknown
        return tuple(Hit(analysis.span(*place)) for place in found) if asked else ()

    def _accompanied(self, analysis: Analysis, word: int) -> bool:
        if self.along is None:
            return True
        sentence = analysis.sentence_of[word]
        near = range(sentence - self.before, sentence + self.after + 1)
        return any(analysis.sentence_of[first] in near for first, _ in self.along.find(analysis))


def build(node: Node, material: Material) -> Combination:
    entries = node.only(
        required=("phrases",), optional=(*PHRASE_KEYS, "along", "before", "after", "saved_by", "only_if")
    )
    language = material.language_code
    along = phrase_set(entries, material.lists, language_code=language, key="along") if "along" in entries else None
    return Combination(
        phrases=phrase_set(entries, material.lists, language_code=language, allow=material.allow),
        along=along,
        before=entries["before"].integer() if "before" in entries else 0,
        after=entries["after"].integer() if "after" in entries else 0,
        saved_by=read_part(entries["saved_by"].only(optional=PART_KEYS), material) if "saved_by" in entries else None,
        only_if=read_customer_says(entries["only_if"], material) if "only_if" in entries else None,
    )
