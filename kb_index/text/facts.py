"""Text -> typed facts: amounts, dates, times, durations, addresses, codes, in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter

from kb_index.records import Span
from kb_index.text.fact_clock import clock_times
from kb_index.text.fact_lexemes import RawFact
from kb_index.text.fact_quantities import quantities
from kb_index.text.fact_shapes import shapes
from kb_index.text.normalise import compose


class FactKind(StrEnum):
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    PERCENT = "percent"
    NUMBER = "number"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    VERSION = "version"
    PATH = "path"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Fact:
    """``original[span] == text``; facts that are the same have the same ``kind`` and ``value``.

    ``value`` by kind: money, duration, percent, number ``(low, high, unit, per)``, a number without a unit as its
    digits; date ``((year, month, day), (year, month, day))`` with None for what is not said; time
    ``(from, to)`` in minutes of the day; the rest one folded string. Durations are in seconds (``s``), months
    (``mo``), business days (``bd``) or business hours (``bh``).
    """

    kind: FactKind
    value: tuple[Hashable, ...]
    span: Span
    text: str


def facts(text: str) -> tuple[Fact, ...]:
    """All facts in order, non-overlapping, Russian and English in one pass. Linear in the length of the text."""
    source = compose(text)
    folded = fold(source.text)
    shaped = _apart([*shapes(folded), *clock_times(folded)])
    rest = _blanked(folded, shaped)
    found = _joined(folded, sorted([*shaped, *quantities(rest)], key=itemgetter(0)))
    spans = [source.span(start, end) for start, end, _, _ in found]
    return tuple(
        Fact(FactKind(kind), value, span, text[span.start : span.end])
        for (_, _, kind, value), span in zip(found, spans, strict=True)
    )


# «1 – 5 ГБ» is a range; «Старт — 5 ГБ» and table cells parted by an em dash between spaces are not.
_DASH = re.compile("[‐‑‒–−]|(?<! )—|—(?! )")


def fold(text: str) -> str:
    """Lower case, ё→е, dashes of ranges as hyphens; one character for one."""
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    return _DASH.sub("-", folded).replace("ё", "е").replace("’", "'")


def _apart(found: list[RawFact]) -> list[RawFact]:
    """In order; of overlapping ones the first, and of those the longest."""
    kept: list[RawFact] = []
    for fact in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or fact[0] >= kept[-1][1]:
            kept.append(fact)
    return kept


def _blanked(text: str, taken: Iterable[RawFact]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, _, _ in taken:
        pieces += [text[position:start], "\x00" * (end - start)]
        position = end
    return "".join([*pieces, text[position:]])


_LINK = re.compile(r" ?- ?| (?:до|to|по|through|until|till) ")


def _joined(text: str, found: list[RawFact]) -> list[RawFact]:
    """Two times or dates with «–», «до», "to" between them are one range."""
    joined: list[RawFact] = []
    for fact in found:
        last = joined[-1] if joined else None
        if last is not None and last[2] == fact[2] in ("time", "date") and _LINK.fullmatch(text, last[1], fact[0]):
            joined[-1] = (last[0], fact[1], fact[2], (_with_year(last[3][0], fact[3][1]), fact[3][1]))
        else:
            joined.append(fact)
    return joined


def _with_year(first: Hashable, last: Hashable) -> Hashable:
    if isinstance(first, tuple) and isinstance(last, tuple) and first[0] is None:
        return (last[0], *first[1:])
    return first
