"""A text -> the same without what says nothing: polite turns and repetitions. No word of the rest is changed.

In about linear time: a sentence is read once, and compared with those before it that share its rarest word.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.fact_support import supports
from kb_index.text.facts import Fact, facts
from kb_index.text.sentences import sentences
from service.drafting.backing.courtesy import held, is_courtesy, meaning, word_ends
from service.drafting.backing.naming import days, labels, names
from service.drafting.backing.negation import negated
from service.understanding.cues import Cue, find_cues

_APOLOGY = re.compile(r"извин|прост(?:и|ите)\b|\bsorry\b|apolog", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t]+")
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
# A repetition stands near what it repeats; in a list of hundreds of lines that share all their words none is looked for
# further away.
_NEAREST = 30

Promised = Callable[[str], Iterable[Span]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    text: str
    terms: tuple[str, ...]
    facts: tuple[Fact, ...]
    names: frozenset[str]
    denies: bool

    @property
    def tells(self) -> bool:
        """Whether it holds what no polite turn has."""
        return bool(self.facts or self.names or labels(self.text) or self.denies)

    def repeats(self, earlier: _Sentence) -> bool:
        if self.denies != earlier.denies or self.names - earlier.names:
            return False
        if not all(any(supports(one, fact) for one in earlier.facts) for fact in self.facts):
            return False
        return all(held(term, earlier.terms) for term in self.terms)


class _Earlier:
    """The sentences read so far, by the beginnings and the ends of their words."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._with: dict[str, list[_Sentence]] = defaultdict(list)

    def add(self, one: _Sentence) -> None:
        self._texts.add(one.text)
        for end in word_ends(one.terms):
            self._with[end].append(one)

    def repeated_by(self, one: _Sentence) -> bool:
        """All of its words must be there: only those that hold the rarest one are looked at."""
        holders = [[self._with[end] for end in word_ends((term,)) if end in self._with] for term in one.terms]
        rarest = min(holders, key=lambda lists: sum(map(len, lists)), default=[])
        near = (each for found in rarest for each in found[-_NEAREST:])
        return one.text in self._texts or any(one.repeats(each) for each in near)


def shortened(text: str, *, room: int | None, promised: Promised) -> str:
    """Greeting, signature and one apology stay. Where the rest is longer than ``room``, plain sentences go as well:

    never one that holds a fact, a name, a promise or a "not", so that the result may still be too long. ``promised``:
    where a text promises something.
    """
    body = _body(text)
    idle = _idle(body)
    made = _without(text, body, idle)
    if room is None or len(made) <= room:
        return made
    plain = _plain([one for one in body if one.span not in idle], promised(text))
    # The more sentences go, the shorter is the rest: the first number of them that is enough.
    enough = bisect_left(
        range(len(plain)), -room, key=lambda count: -len(_without(text, body, idle.union(plain[:count])))
    )
    return _without(text, body, idle.union(plain[:enough]))


def _body(text: str) -> list[_Sentence]:
    """The sentences between the first one, which greets or begins, and the signature."""
    farewells = [hit.span.start for hit in find_cues(text) if hit.cue is Cue.VALEDICTION]
    end = max(farewells, default=len(text))
    return [_read(span, span.of(text)) for span in sentences(text)[1:] if span.end <= end]


def _read(span: Span, text: str) -> _Sentence:
    return _Sentence(span, text, meaning(text), facts(text), frozenset(names(text)), negated(text))


def _idle(body: Sequence[_Sentence]) -> set[Span]:
    """What says nothing, or nothing more than a sentence before it."""
    earlier, apologised = _Earlier(), False
    idle: set[Span] = set()
    for one in body:
        apologises = bool(_APOLOGY.search(one.text))
        if apologises:
            gone = apologised and is_courtesy(one.text)
        else:
            gone = not one.tells if is_courtesy(one.text) else earlier.repeated_by(one)
        idle.update([one.span] if gone else [])
        apologised = apologised or apologises
        earlier.add(one)
    return idle


def _plain(kept: Iterable[_Sentence], promised: Iterable[Span]) -> list[Span]:
    """Sentences without which nothing would be missing, those of the fewest words first."""
    promises = sorted(promised)
    plain = [one for one in kept if not (one.tells or days(one.text) or _touches(one.span, promises))]
    return [one.span for one in sorted(plain, key=lambda one: len(one.terms))]


def _touches(place: Span, apart: Sequence[Span]) -> bool:
    """Whether it has something in common with one of the spans, which are in order and overlap nowhere."""
    before = bisect_left(apart, place.end, key=lambda span: span.start)
    return before > 0 and apart[before - 1].end > place.start


def _without(text: str, body: Sequence[_Sentence], gone: Collection[Span]) -> str:
    """The text itself where nothing of its body would be left."""
    if len(gone) == len(body):
        return text
    pieces, position = [], 0
    for one in body:
        if one.span in gone:
            before, position = text[position : one.span.start], _after(text, one.span)
            ends_line = position == len(text) or text[position] == "\n"
            pieces.append(before.rstrip(" \t") if ends_line else before)
    return _EMPTY_LINES.sub("\n\n", "".join([*pieces, text[position:]])).strip()


def _after(text: str, span: Span) -> int:
    """Where the text goes on: a line that held nothing else goes with its sentence."""
    begins = not text[text.rfind("\n", 0, span.start) + 1 : span.start].strip()
    blanks = _BLANKS.match(text, span.end)
    end = blanks.end() if blanks else span.end
    return end + 1 if begins and text.startswith("\n", end) else end
