"""A question -> what an answer to it holds: words by weight, a kind of figure, steps, error codes."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kb_index.text.facts import FactKind, facts
from kb_index.text.lemmas import search_terms
from service.drafting.leave import Leave, leave_sought
from service.drafting.narrowing import counted, period_asked
from service.drafting.prompt_book import Wording
from service.ports import Closeness
from service.understanding.topics import light_terms, proper

_STORY, _BACKGROUND = 0.4, 0.25  # weight of the sentences before the question, and of the rest of the message
_LIGHT = 0.15  # weight of words that any question may hold
_KINDS: Mapping[str, frozenset[FactKind]] = {
    "money": frozenset({FactKind.MONEY}),
    "span": frozenset({FactKind.DURATION}),
    "moment": frozenset({FactKind.DURATION, FactKind.DATE, FactKind.TIME}),
    "version": frozenset({FactKind.VERSION, FactKind.NUMBER}),
    "number": frozenset({FactKind.NUMBER, FactKind.DURATION, FactKind.MONEY, FactKind.PERCENT}),
}
CODE = re.compile(r"\b(?:[A-ZА-Я]{1,6}-\d{2,6}|0x[0-9A-Fa-f]{4,})\b")


Near = Callable[[str, Sequence[str]], Sequence[float]]  # a question, texts -> a cosine for each, or none at all


def near_by(closeness: Closeness | None, language_code: str) -> Near | None:
    """How close sentences in that language come to a question; None where nothing tells."""
    return None if closeness is None else lambda question, texts: closeness.near(question, texts, language_code)


@dataclass(frozen=True, slots=True)
class Sought:
    """``own``: weight by term of the question itself; ``core``: with its story; ``wanted``: with the whole message."""

    question: str
    own: Mapping[str, float]
    core: Mapping[str, float]
    wanted: Mapping[str, float]
    figures: frozenset[FactKind]
    way: bool
    codes: frozenset[str]
    known: Mapping[str, int]  # in how many of ``among`` sections a term stands
    among: int
    remedy: bool = False  # what helps is asked for, not what has happened
    refused: bool = False  # the reply is to say no
    leave: Leave | None = None  # who asks whether they may do what
    counted: frozenset[str] = frozenset()  # terms of what is to be counted
    period: frozenset[str] = frozenset()  # "month" or "year": what is paid for at a time
    near: Mapping[str, float] = field(default_factory=dict)  # text of a stretch -> cosine, of those that were compared

    def weight(self, term: str) -> float:
        """How much a term says, by its rarity."""
        rarity = math.log(1.0 + (self.among + 1.0) / (self.known.get(term, 0) + 0.5))
        return rarity * (_LIGHT if term in light_terms() else 1.0)

    def covers(self, terms: frozenset[str]) -> float:
        """0..1: how much of what is wanted the terms hold."""
        return coverage(terms, self.wanted)

    def figured(self, text: str) -> bool:
        """Whether the text states a figure of the kind that is asked for."""
        return bool(self.figures) and bool(self.figures & kinds_of(text))

    def foreign(self, text: str) -> bool:
        """Whether the text is about error codes, and not about one that was named."""
        named = codes_of(text)
        return bool(named) and not named & self.codes


def sought(entry: str, query: str, message: str, known: Mapping[str, int], n: int, *, wording: Wording) -> Sought:
    """``entry``: a question with its story; ``query``: the whole message; ``known``: in how many of ``n`` sections."""
    story, question = proper(entry)
    words = set(re.findall(r"\w+", question.lower()))
    figures = next((kinds for kind, kinds in _KINDS.items() if words & wording.figure_words[kind]), frozenset())
    figures = frozenset() if wording.consequence.search(question) else figures  # «Что будет с остатком гигабайт?»
    seeks = Sought(
        question=question,
        own={},
        core={},
        wanted={},
        figures=figures,
        way=bool(words & wording.way_words),
        codes=codes_of(entry) or codes_of(message),
        known=known,
        among=n,
        remedy=bool(codes_of(entry) or wording.asks_remedy.search(entry)),
        leave=leave_sought(story, question, wording),
        counted=counted(question, wording),
        period=period_asked((entry, query, message), wording),
    )
    own, told = _weighed(question, seeks, 1.0), _weighed(story, seeks, _STORY)
    return replace(seeks, own=own, core=told | own, wanted=_weighed(query, seeks, _BACKGROUND) | told | own)


def _weighed(text: str, seeks: Sought, share: float) -> dict[str, float]:
    return {term: share * seeks.weight(term) for term in search_terms(text)}


def coverage(terms: frozenset[str], wanted: Mapping[str, float]) -> float:
    """0..1: the part of the wanted weight that the terms hold."""
    total = sum(wanted.values())
    return sum(weight for term, weight in wanted.items() if term in terms) / total if total else 0.0


@lru_cache(maxsize=4096)
def kinds_of(text: str) -> frozenset[FactKind]:
    """The kinds of figures that a text states; the number of a step is none."""
    stated = (
        fact for fact in facts(text) if fact.kind is not FactKind.NUMBER or re.search(r"\d\d|[^\W\d_]", fact.text)
    )
    return frozenset(fact.kind for fact in stated)


@lru_cache(maxsize=4096)
def codes_of(text: str) -> frozenset[str]:
    """The error codes that a text names, upper case."""
    return frozenset(code.upper() for code in CODE.findall(text.upper()))
