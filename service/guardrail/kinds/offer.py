"""Phrases that offer something -> a hit for each that no authorised offer of the request covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.fact_support import supports
from kb_index.text.facts import Fact, FactKind, facts
from kb_index.text.lemmas import search_terms
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.fields import customer_burst
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_AMOUNTS = frozenset({FactKind.PERCENT, FactKind.MONEY})


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer covers a phrase that shares a word with it and whose sentence names no amount but the offer's.

    ``sentences``: only so many at the beginning are looked at. ``authorised``: what a request without a list of
    offers means: ``unknown``, ``none`` (nothing is covered), or ``never`` (the list makes no difference).
    ``unless_asked``: what the customer speaks of is their order rather than our offer.
    """

    phrases: PhraseSet
    sentences: int | None
    authorised: str
    unless_asked: bool

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = [place for place in self.phrases.find(analysis) if self._concerns(analysis, place[0])]
        if not found:
            return ()
        offers = () if self.authorised == "never" else context.case.authorised_offers
        if offers is None and self.authorised == "unknown":
            return Unknown("case.authorised_offers")
        asked = [message.text for message in customer_burst(context)] if self.unless_asked else []
        known = (*(offers or ()), *asked)
        return tuple(Hit(analysis.span(*place)) for place in found if not _covered(analysis, place, known))

    def _concerns(self, analysis: Analysis, word: int) -> bool:
        return self.sentences is None or analysis.sentence_of[word] < self.sentences


def _covered(analysis: Analysis, place: tuple[int, int], offers: Sequence[str]) -> bool:
    if not offers:
        return False
    sentence = analysis.sentences[analysis.sentence_of[place[0]]]
    said = frozenset(search_terms(analysis.span(*place).of(analysis.text)))
    stretch = Span(analysis.words[sentence.first].start, analysis.words[sentence.last - 1].end)
    amounts = [fact for fact in analysis.facts if fact.kind in _AMOUNTS and stretch.overlaps(fact.span)]
    return any(_covers(offer, said, amounts) for offer in offers)


def _covers(offer: str, said: frozenset[str], amounts: Sequence[Fact]) -> bool:
    terms, known = _read(offer)
    return not said.isdisjoint(terms) and all(any(supports(fact, one) for fact in known) for one in amounts)


@lru_cache(maxsize=512)
def _read(offer: str) -> tuple[frozenset[str], tuple[Fact, ...]]:
    return frozenset(search_terms(offer)), facts(offer)


def build(node: Node, material: Material) -> Offer:
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "sentences", "authorised", "unless_asked"))
    return Offer(
        phrases=phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow),
        sentences=entries["sentences"].integer(least=1) if "sentences" in entries else None,
        authorised=entries["authorised"].choice(("unknown", "none", "never")) if "authorised" in entries else "unknown",
        unless_asked="unless_asked" in entries and entries["unless_asked"].flag(),
    )
