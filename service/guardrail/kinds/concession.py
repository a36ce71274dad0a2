"""Discounts, gifts, refunds that a draft promises -> a hit for each that nothing in the request authorises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.fact_support import supports
from kb_index.text.facts import Fact, FactKind
from service.domain import CheckContext
from service.guardrail.analysis import Analysis, analyse
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.clauses import asked, clause, reported, subordinate
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.guardrail.quotes import QuoteWords
from service.standards.node import Node

_PLAIN = QuoteWords(frozenset(), frozenset(), frozenset())
_AMOUNTS = (FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION)
_HALF = ("половин", "полцены", "пополам", "half")
_NOT = frozenset({"не", "нет", "нельзя", "невозможно", "not", "no", "never", "cannot", "non-refundable"})


@dataclass(frozen=True, slots=True)
class _Given:
    """What is promised: the place, the kind, the amounts."""

    place: tuple[int, int]
    named: PhraseSet
    amounts: tuple[Fact, ...]
    half: bool


@dataclass(frozen=True, slots=True)
class Concession:
    """``offers``: kind -> (phrases that promise it, words by which an authorisation or a policy names it).

    A promise is covered by an authorised offer of its kind that is no smaller, by a policy in the sources that
    names the kind with its amounts and does not deny it, or, a sum of money, by the limit of compensation.
    """

    offers: Mapping[str, tuple[PhraseSet, PhraseSet]]

    @property
    def triggers(self) -> frozenset[str] | None:
        keys: set[str] = set()
        for promised, _ in self.offers.values():
            if promised.triggers is None:
                return None
            keys |= promised.triggers
        return frozenset(keys)

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        verdicts = [(one, _covered(one, context)) for one in self._given(analysis)]
        hits = tuple(Hit(analysis.span(*one.place)) for one, covered in verdicts if covered is False)
        if not hits and any(covered is None for _, covered in verdicts):
            return Unknown("case.authorised_offers")
        return hits

    def _given(self, analysis: Analysis) -> Iterator[_Given]:
        for promised, named in self.offers.values():
            for place in promised.find(analysis):
                sentence = analysis.sentences[analysis.sentence_of[place[0]]]
                unsaid = (asked, subordinate, reported)
                if not any(takes_back(analysis, sentence, place[0]) for takes_back in unsaid):
                    span = clause(analysis, sentence, place[0], [analysis.span(*place)])
                    yield _Given(place, named, _amounts(analysis, span), _is_half(analysis, place))


def _amounts(analysis: Analysis, span: Span) -> tuple[Fact, ...]:
    return tuple(fact for fact in analysis.facts_over(span) if fact.kind in _AMOUNTS)


def _is_half(analysis: Analysis, place: tuple[int, int]) -> bool:
    last = min(place[1] + 3, len(analysis.words) - 1)
    return any(word.norm.startswith(_HALF) for word in analysis.words[place[0] : last])


def _covered(one: _Given, context: CheckContext) -> bool | None:
    """None: the request does not say what is authorised."""
    offers, limit = context.case.authorised_offers, context.case.compensation_limit
    language = context.language_code
    if any(_authorises(_read(offer, language), one) for offer in offers or ()):
        return True
    total = max((_high(fact) for fact in one.amounts if fact.kind is FactKind.MONEY), default=None)
    if limit is not None and total is not None:
        return total <= Decimal(str(limit))
    if any(_allows(_read(text, language), one) for text in _policies(context)):
        return True
    return None if offers is None else False


def _policies(context: CheckContext) -> Iterator[str]:
    yield from (source.text for source in context.sources or ())
    yield from (reference.content for reference in context.context_references)


def _authorises(offer: Analysis, one: _Given) -> bool:
    """«Скидка 10 %» authorises a discount of up to 10 %; an offer without an amount authorises any."""
    if not one.named.occurs(offer):
        return False
    allowed = [fact for fact in offer.facts if fact.kind in _AMOUNTS]
    percents = [_high(fact) for fact in allowed if fact.kind is FactKind.PERCENT]
    if one.half and percents and max(percents) < 50:
        return False
    return all(_within(fact, allowed) for fact in one.amounts)


def _within(fact: Fact, allowed: Sequence[Fact]) -> bool:
    same = [one for one in allowed if one.kind is fact.kind]
    if not same:
        return fact.kind is FactKind.DURATION or not allowed
    return any(one.value[2] == fact.value[2] and _high(fact) <= _high(one) for one in same)


def _allows(policy: Analysis, one: _Given) -> bool:
    places = {policy.sentence_of[first] for first, _ in one.named.find(policy)}
    said = (policy.sentences[place] for place in places)
    stated = any(_NOT.isdisjoint(word.norm for word in policy.words[one.first : one.last]) for one in said)
    return stated and all(any(supports(known, fact) for known in policy.facts) for fact in one.amounts)


def _high(fact: Fact) -> Decimal:
    return Decimal(str(fact.value[1]))


@lru_cache(maxsize=256)
def _read(text: str, language_code: str) -> Analysis:
    """Offers and articles come again and again; callers only read."""
    return analyse(text, CheckContext(language_code), _PLAIN)


def build(node: Node, material: Material) -> Concession:
    """``offers: {discount: {promised: [...], named: [...]}}``; what cancels a promise stands under ``unless``."""
    entries = node.only(required=("offers",), optional=PHRASE_KEYS)
    shared = {key: entries[key] for key in PHRASE_KEYS if key in entries}

    def read(kind: Node) -> tuple[PhraseSet, PhraseSet]:
        own = kind.only(required=("promised", "named"))
        language, lists = material.language_code, material.lists
        promised = phrase_set(
            {**shared, "promised": own["promised"]}, lists, language_code=language, key="promised", allow=material.allow
        )
        return promised, phrase_set({"named": own["named"]}, lists, language_code=language, key="named")

    return Concession({name: read(kind) for name, kind in entries["offers"].entries().items()})
