"""A text and its rewriting -> what was kept, what was lost, and what the one may not have for the other.

Judged are typed facts, links, names, labels, negations, promises and whole statements. A translation is judged by
what does not depend on a language: facts, links, Latin words, how names sound, and the number of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb_index.text.fact_support import supporting_kinds, supports
from kb_index.text.facts import Fact, FactKind, facts
from kb_index.text.sentences import sentences
from service.drafting.backing.courtesy import held, is_courtesy, is_polite, meaning, word_ends
from service.drafting.backing.naming import days, labels, named_in, names, sounds_in
from service.drafting.backing.negation import flat, negated
from service.drafting.backing.turned import turned

_STATEMENT = 3  # words of meaning that make a statement
_OWN = 0.25  # of them the other text must hold
_SAME = 0.3  # of the words of two sentences that speak of the same
_GROWN = 2.5  # a translation is no longer than so many times its original

Promises = Callable[[str], tuple[str, ...]]


class Change(StrEnum):
    ADDED = "added"
    LOST = "lost"
    TURNED = "turned"  # it now says the contrary


@dataclass(frozen=True, slots=True)
class Element:
    """``kind``: a FactKind, or name | label | negation | promise | statement."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Violation:
    change: Change
    element: Element


@dataclass(frozen=True, slots=True)
class Comparison:
    """``lost``: what the rewriting was free to leave out."""

    kept: tuple[Element, ...] = ()
    lost: tuple[Element, ...] = ()
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    old: str
    new: str
    translated: bool


def compare(old: str, new: str, *, promises: Promises, translated: bool = False, may_lose: bool = False) -> Comparison:
    """``promises`` finds those of a text. ``may_lose``: to leave something out whole is no violation."""
    pair, back = _Pair(old, new, translated), _Pair(new, old, translated)
    promised, promises_now = promises(old), promises(new)
    kept: list[Element] = []
    lost: list[Element] = []
    for element, there in _traced(pair):
        (kept if there else lost).append(element)
    missing = [*lost, *_unpaired(promised, promises_now, pair), *_silenced(pair), *_unsaid(pair)]
    added = [element for element, there in _traced(back) if not there]
    added += [*_unpaired(promises_now, promised, back), *_silenced(back), *_unsaid(back)]
    turned_round = [Violation(Change.TURNED, one) for one in _turned(pair)]
    violations = [Violation(Change.ADDED, one) for one in added] + turned_round
    if not may_lose:
        violations += [Violation(Change.LOST, one) for one in missing]
    kept += [Element("promise", one) for one in promised if Element("promise", one) not in missing]
    kept += [Element("negation", one) for one in _denials(old) if Element("negation", one) not in missing]
    return Comparison(tuple(kept), tuple(missing) if may_lose else (), tuple(dict.fromkeys(violations)))


def _traced(pair: _Pair) -> Iterator[tuple[Element, bool]]:
    """What stands in ``old`` by itself, and whether ``new`` has it."""
    there = facts(pair.new)
    same = {(one.kind, one.value) for one in there}
    for fact in facts(pair.old):
        kept = (fact.kind, fact.value) in same or any(_same(one, fact, pair) for one in there)
        yield Element(fact.kind.value, fact.text), kept
    told = days(pair.new)
    yield from ((Element("date", word), day in told) for day, word in days(pair.old).items())
    has_name = sounds_in if pair.translated else named_in
    for name in names(pair.old):
        yield Element("name", name), has_name(name, pair.new)
    quoted = labels(pair.old)
    if pair.translated:
        enough = len(labels(pair.new)) >= len(quoted)
        yield from ((Element("label", one), enough or one in pair.new) for one in quoted)
    else:
        yield from ((Element("label", one), one.casefold() in pair.new.casefold()) for one in quoted)


def _same(one: Fact, fact: Fact, pair: _Pair) -> bool:
    """Both ways: neither says more than the other. Units of things are words, which a translation changes."""
    if one.kind in supporting_kinds(fact.kind) and supports(one, fact):
        return True
    counted = one.kind is fact.kind is FactKind.NUMBER and pair.translated
    return counted and one.value[:2] == fact.value[:2]


def _unpaired(mine: Sequence[str], others: Sequence[str], pair: _Pair) -> list[Element]:
    """Promises of mine that are none of the others."""
    if pair.translated:
        return [Element("promise", one) for one in mine[len(others) :]]
    left = list(others)
    unpaired = []
    for promise in mine:
        same = next((one for one in left if _share(meaning(promise), meaning(one)) >= _SAME), None)
        if same is None:
            unpaired.append(Element("promise", promise))
        else:
            left.remove(same)
    return unpaired


def _denials(text: str) -> list[str]:
    return [one for one in _sentences(text) if negated(one)]


def _silenced(pair: _Pair) -> list[Element]:
    """Sentences of ``old`` with a "not" whose counterparts in ``new`` have none."""
    denials = _denials(pair.old)
    if pair.translated:
        return [Element("negation", one) for one in denials[len(_denials(pair.new)) :]]
    return [Element("negation", one) for one in denials if not any(negated(other) for other in _about(one, pair.new))]


def _unsaid(pair: _Pair) -> list[Element]:
    """Statements of ``old`` of which ``new`` holds next to nothing."""
    if pair.translated:
        return [Element("statement", pair.old[-80:])] if len(pair.old) > _GROWN * len(pair.new) else []
    terms = meaning(pair.new)
    found = []
    for sentence in _sentences(pair.old):
        own = [term for term in meaning(sentence) if not is_polite(term)]
        if len(own) >= _STATEMENT and not is_courtesy(sentence) and _share(own, terms) < _OWN:
            found.append(Element("statement", sentence))
    return found


def _turned(pair: _Pair) -> Iterator[Element]:
    """Sentences of ``new`` that contradict the sentence of ``old`` which speaks of the same."""
    for sentence in () if pair.translated else _sentences(pair.new):
        for other in _about(sentence, pair.old)[:1]:
            if _contrary(flat(sentence), flat(other)):
                yield Element("statement", sentence)


def _contrary(sentence: str, other: str) -> bool:
    return turned(sentence, other, draft_facts=facts(sentence), source_facts=facts(other)) is not None


def _about(sentence: str, text: str) -> list[str]:
    """The sentences of a text that speak of the same, the nearest first."""
    others = _sentences(text)
    if sentence in others:
        return [sentence]
    rated = [(_alike(sentence, one), one) for one in others]
    return [one for near, one in sorted(rated, key=lambda each: -each[0]) if near >= 2 * _SAME]


def _alike(one: str, other: str) -> float:
    """0..2. Sentences without enough word ends in common are not looked at closer: they cannot reach the bound."""
    mine, its = meaning(one), meaning(other)
    common = len(word_ends(mine) & word_ends(its))
    if common * (len(mine) + len(its)) < 2 * _SAME * len(mine) * len(its):
        return 0.0
    return _share(mine, its) + _share(its, mine)


def _share(terms: Sequence[str], others: tuple[str, ...]) -> float:
    return sum(held(term, others) for term in terms) / len(terms) if terms else 0.0


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(span.of(text) for span in sentences(text))
