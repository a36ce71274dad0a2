"""Prices of a draft -> a hit for each that only the customer has named: a price comes from the price list."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.asked import CUSTOMER
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.grounding import ground
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_MONEY = "money"


@dataclass(frozen=True, slots=True)
class Price:
    """``phrases`` make a sentence one about prices. A sum that nobody has named, and one that is
    confirmed on nobody's word but the customer's, is a matter of grounding."""

    phrases: PhraseSet

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if not any(fact.kind == _MONEY for fact in analysis.facts):
            return ()
        places = self.phrases.find(analysis)
        if not places:
            return ()
        if context.sources is None:
            return Unknown("sources")
        traced = ground(analysis, context)
        about = [analysis.sentences[analysis.sentence_of[first]].span for first, _ in places]
        claims = traced.supported_claims if traced else ()
        return tuple(
            Hit(claim.span)
            for claim in claims
            if claim.kind == _MONEY and claim.source == CUSTOMER and any(claim.span.overlaps(span) for span in about)
        )


def build(node: Node, material: Material) -> Price:
    entries = node.only(required=("phrases",), optional=PHRASE_KEYS)
    return Price(phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow))
