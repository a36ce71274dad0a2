"""What a recogniser of this room returns: a stretch of a text, what it is, and which value it is a writing of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.normalise import normalise
from service.masking.declension import Cases
from service.masking.kinds import Label


@dataclass(frozen=True, slots=True)
class Hit:
    """``key`` is equal for all writings of one value. ``value``: how it is written where no case is asked for.

    ``cases``: for the name of a person, that value in the six cases.
    """

    start: int
    end: int
    label: Label
    key: str
    value: str
    cases: Cases | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A text as the recognisers read it: normalised, digits and signs of other scripts as ASCII ones, same length."""

    original: str
    text: str
    span: Callable[[int, int], Span]  # of `text` -> of `original`


_TELLS = 3  # characters: fewer tell nothing of anybody
_DIGIT_ZEROS = "٠۰०০๐０"
_WIDE = {0xFF01 + number: chr(0x21 + number) for number in range(94)}
_FOLDS = {
    **_WIDE,
    **{ord(zero) + digit: str(digit) for zero in _DIGIT_ZEROS for digit in range(10)},
    ord("·"): ".",
    ord("∙"): ".",
    ord("•"): ".",
    ord("⁄"): "/",
}


def read(text: str) -> Read:
    source = normalise(text)
    folded = source.text if source.text.isascii() else source.text.translate(_FOLDS)
    return Read(text, folded, source.span)


def apart(hits: Iterable[Hit], text: str) -> list[Hit]:
    """In order, non-overlapping. Of two that overlap the earlier in ``hits`` stays; the rest of the other is hidden
    by itself, as nothing that a recogniser saw may stay readable."""
    taken = bytearray(len(text))
    kept: list[Hit] = []
    for hit in hits:
        for start, end in _free(taken, hit.start, hit.end):
            whole = (start, end) == (hit.start, hit.end)
            kept += [hit] if whole else _rest(hit, start, end, text)
        taken[hit.start : hit.end] = b"\x01" * (hit.end - hit.start)
    return sorted(kept, key=lambda hit: hit.start)


def _free(taken: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        begin = taken.find(0, start, end)
        if begin < 0:
            return
        stop = taken.find(1, begin, end)
        yield begin, end if stop < 0 else stop
        start = end if stop < 0 else stop


def _rest(hit: Hit, start: int, end: int, text: str) -> list[Hit]:
    """What is left of a hit; next to nothing that stands apart («1) » before a number) is let be."""
    first, last = start, end
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    piece = text[start:end]
    apart = (start - first) + (last - end) > 1
    return (
        [Hit(start, end, hit.label, piece.casefold(), piece)] if piece and not (apart and len(piece) < _TELLS) else []
    )


_SPACE = re.compile(r"\s")
_DIGITS = re.compile(r"\d+")


def near_digits(text: str, *, before: int, after: int) -> list[tuple[int, int]]:
    """The stretches of a text that lie around its digits, up to a white space: nothing else needs to be searched."""
    found: list[tuple[int, int]] = []
    for match in _DIGITS.finditer(text):
        end = match.end() + after
        if found and end <= found[-1][1]:
            continue
        space = _SPACE.search(text, end)
        stop = space.start() if space else len(text)
        start = max(0, match.start() - before)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found
