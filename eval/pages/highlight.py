"""A text and marks at offsets -> pieces that, put together, are the text again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Literal

Unit = Literal["codepoint", "utf16"]


@dataclass(frozen=True, slots=True)
class Mark:
    """``kind`` is a class of the style sheet; ``sign`` is shown behind the marked stretch, or in an empty one."""

    start: int
    end: int
    kind: str
    sign: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch under the same marks. ``signs``: those of the marks that end here; of an empty piece, all of them."""

    text: str
    kinds: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def pieces(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """Marks may overlap, and may be empty (something is missing there); what lies outside the text is cut to it."""
    inside = [_cut(mark, len(text)) for mark in marks]
    cuts = sorted({0, len(text), *(place for mark in inside for place in (mark.start, mark.end))})
    found: list[Piece] = []
    for place, following in pairwise([*cuts, len(text)]):
        empty = [mark for mark in inside if mark.start == mark.end == place]
        found += [_piece("", empty, place)] if empty else []
        over = [mark for mark in inside if mark.start <= place and mark.end >= following > place]
        found += [_piece(text[place:following], over, following)] if following > place else []
    return tuple(found)


def _piece(text: str, marks: Sequence[Mark], end: int) -> Piece:
    return Piece(
        text,
        tuple(dict.fromkeys(mark.kind for mark in marks)),
        tuple(mark.sign for mark in marks if mark.end == end and mark.sign),
        tuple(dict.fromkeys(mark.note for mark in marks if mark.note)),
    )


def _cut(mark: Mark, length: int) -> Mark:
    start = min(max(mark.start, 0), length)
    return Mark(start, min(max(mark.end, start), length), mark.kind, mark.sign, mark.note)


def place_in(text: str, span: Mapping[str, int], unit: Unit) -> tuple[int, int]:
    """The span in code points; one that cuts a surrogate pair in two takes the whole character."""
    start, end = span["start"], span["end"]
    if unit == "codepoint" or text.isascii():
        return start, end
    units = _units(text)
    return bisect_right(units, start) - 1, bisect_left(units, end)


@lru_cache(maxsize=4)
def _units(text: str) -> tuple[int, ...]:
    """How many UTF-16 units stand before each character and before the end; all marks of a draft ask for it."""
    return 0, *accumulate(2 if char > "\uffff" else 1 for char in text)
