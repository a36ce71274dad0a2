"""A fact of a draft and the places of a source that state it -> whether the source says something else of that matter.

«До 7 пользователей» may stand in an article, for another plan than the sentence is about. Where a sentence of
the source is about the same as the draft's (its words are there) and states another value of the same sort, and
no sentence that states the draft's value is nearly as close, the value was put into the wrong place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.fact_support import supporting_kinds, supports
from kb_index.text.facts import Fact, FactKind, facts
from kb_index.text.lemmas import search_terms
from kb_index.text.normalise import clean_input
from kb_index.text.sentences import sentences

_LEAST_WORDS = 3  # of a sentence that can be told apart by its words
_LEAST_TOLD = 2  # of a source's sentence that a draft can be said to repeat
_CLOSE = 0.6  # share of the draft sentence's words that the rival's sentence holds
_FARTHER = 0.7  # of the rival's closeness: what states the value is about something else
_MEASURED = frozenset({"money", "duration", "percent", "number"})


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a source: its words without its facts, and the facts."""

    words: frozenset[str]
    facts: tuple[Fact, ...]


def misplaced(claim: Fact, words: frozenset[str], told: Iterable[Told]) -> bool:
    """``words``: those of the draft's sentence (`words_of`); ``told``: the sentences of all sources."""
    if len(words) < _LEAST_WORDS:
        return False
    own = rival = 0.0
    kinds = supporting_kinds(claim.kind)
    for sentence in told:
        close = len(words & sentence.words) / len(words)
        if _in_full(sentence.words, words) and _states(sentence, claim, kinds):
            return False
        if close > own and _states(sentence, claim, kinds):
            own = close
        elif close > rival and any(fact.kind == claim.kind and _rivals(fact, claim) for fact in sentence.facts):
            rival = close
    return rival >= _CLOSE and own < _FARTHER * rival


def _states(sentence: Told, claim: Fact, kinds: frozenset[FactKind]) -> bool:
    return any(fact.kind in kinds and supports(fact, claim) for fact in sentence.facts)


def _in_full(told: frozenset[str], words: frozenset[str]) -> bool:
    """The draft says all that the source's sentence says, and in the same breath more."""
    return len(told) >= _LEAST_TOLD and told <= words


def _rivals(fact: Fact, claim: Fact) -> bool:
    """Of facts of one kind: the same unit with another number, or the same number with another unit."""
    if supports(fact, claim):
        return False
    if str(fact.kind) not in _MEASURED:
        return _sort(fact.text) == _sort(claim.text) and any(sign.isdigit() for sign in fact.text)
    return fact.value[2] == claim.value[2] or fact.value[:2] == claim.value[:2]


def _sort(text: str) -> str:
    """E-1044 and E-1049 are of one sort, `created_at` and `UTC+3` are not."""
    return "".join("0" if sign.isdigit() else sign for sign in text.casefold())


@lru_cache(maxsize=1024)
def told_by(text: str) -> tuple[Told, ...]:
    """The sentences of a source that state facts; articles are cited again and again."""
    found = facts(clean_input(text)[0])
    spans = sentences(text)
    by_sentence: dict[int, list[Fact]] = {}
    for fact in found:
        place = bisect_right(spans, fact.span.start, key=lambda span: span.start) - 1
        by_sentence.setdefault(place, []).append(fact)
    return tuple(
        Told(words_of(spans[place].of(text), spans[place].start, own), tuple(own))
        for place, own in by_sentence.items()
        if place >= 0
    )


def words_of(sentence: str, start: int, own: Sequence[Fact]) -> frozenset[str]:
    """The search terms of a sentence that begins at ``start``, those of its facts left out."""
    pieces: list[str] = []
    position = 0
    for fact in own:
        pieces += [sentence[position : max(position, fact.span.start - start)]]
        position = max(position, fact.span.end - start)
    return frozenset(search_terms(" ".join([*pieces, sentence[position:]])))
