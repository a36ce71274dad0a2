"""Phrases that must not stand in the last sentences of a reply -> a hit for each."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.customer import CustomerSays, read_customer_says
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_CLOSED = (".", "!", "?", "…")
_SIGNATURE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Ending:
    """``sentences``: how many at the end are looked at; a signature and sentences with a ``skip`` phrase go uncounted.

    ``unless_customer``: what the customer asks for is no intrusion.
    """

    phrases: PhraseSet
    skip: PhraseSet | None
    sentences: int
    unless_customer: CustomerSays | None

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = self.phrases.find(analysis)
        if not found:
            return ()
        begin = self._begin(analysis)
        inside = [place for place in found if place[0] >= begin]
        if not inside or (self.unless_customer and self.unless_customer.said(context) is True):
            return ()
        return tuple(Hit(analysis.span(*place)) for place in _by_sentence(analysis, inside))

    def _begin(self, analysis: Analysis) -> int:
        """The first word of the sentences looked at."""
        skipped = {analysis.sentence_of[first] for first, _ in self.skip.find(analysis)} if self.skip else set()
        left, signed = self.sentences, True
        for number in range(len(analysis.sentences) - 1, -1, -1):
            sentence = analysis.sentences[number]
            signed = signed and _no_sentence(analysis, sentence.first, sentence.last)
            left -= not (signed or number in skipped)
            if left == 0:
                return sentence.first
        return 0


def _by_sentence(analysis: Analysis, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """One stretch per sentence: «оформите тариф со скидкой» is one offer in two phrases."""
    joined: dict[int, tuple[int, int]] = {}
    for first, last in places:
        sentence = analysis.sentence_of[first]
        joined[sentence] = (joined.get(sentence, (first, last))[0], last)
    return list(joined.values())


def _no_sentence(analysis: Analysis, first: int, last: int) -> bool:
    closed = analysis.words[last].gap.lstrip("»”\"')").startswith(_CLOSED)
    return not closed and last - first <= _SIGNATURE_WORDS


def build(node: Node, material: Material) -> Ending:
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "skip", "sentences", "unless_customer"))
    language = material.language_code
    customer = read_customer_says(entries["unless_customer"], material) if "unless_customer" in entries else None
    return Ending(
        phrases=phrase_set(entries, material.lists, language_code=language, allow=material.allow),
        skip=phrase_set({"skip": entries["skip"]}, material.lists, language_code=language, key="skip")
        if "skip" in entries
        else None,
        sentences=entries["sentences"].integer(least=1) if "sentences" in entries else 2,
        unless_customer=customer,
    )
