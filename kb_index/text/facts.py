"""Text -> typed facts: amounts, dates, times, durations, addresses, codes, in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from operator import itemgetter

from kb_index.records import Span
from kb_index.text.fact_clock import by_the_hands, clock_times
from kb_index.text.fact_lexemes import RawFact
from kb_index.text.fact_quantities import quantities
from kb_index.text.fact_shapes import shapes
from kb_index.text.normalise import compose
from kb_index.text.units import counted_things, same_things


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


# --- does a source say what a claim says? -----------------------------------------------------------

_MEASURED = (FactKind.MONEY, FactKind.DURATION, FactKind.PERCENT, FactKind.NUMBER)


# Besides a fact of its own kind; what `supports` says of other pairs is never asked.
_ALSO_SUPPORTED_BY: Mapping[FactKind, tuple[FactKind, ...]] = {
    **dict.fromkeys(_MEASURED, _MEASURED),
    FactKind.NUMBER: (*_MEASURED, FactKind.VERSION, FactKind.CODE, FactKind.DATE, FactKind.TIME),
    FactKind.DATE: (FactKind.NUMBER,),
    FactKind.TIME: (FactKind.NUMBER,),
    FactKind.VERSION: (FactKind.NUMBER, FactKind.VERSION),
    FactKind.CODE: (FactKind.NUMBER,),
}


@cache
def supporting_kinds(kind: FactKind) -> frozenset[FactKind]:
    """The kinds of facts that can support a claim of this kind."""
    return frozenset({kind, *_ALSO_SUPPORTED_BY.get(kind, ())})


def supports(source: Fact, claim: Fact) -> bool:
    """Whether the source states what the claim states.

    A claim may say less than its source (a date without the year, a price without the period, one end of a
    range, a number without its unit), never more or other.
    """
    if source.kind == claim.kind and source.value == claim.value:
        return True
    if source.kind in _MEASURED and claim.kind in _MEASURED:
        return _measures(source, claim)
    if source.kind == claim.kind == FactKind.DATE:
        return _dates(source.value, claim.value)
    if source.kind == claim.kind == FactKind.TIME:
        return _times(source, claim)
    if source.kind == claim.kind == FactKind.VERSION:
        return _release(source) == _release(claim)
    return _across(source, claim)


def _measures(source: Fact, claim: Fact) -> bool:
    unit, wanted = source.value[2], claim.value[2]
    if source.kind == claim.kind and same_things(str(unit), str(wanted)) and unit != "":
        return _periods(source.value[3], claim.value[3]) and _bounds(source, claim)
    if wanted == "":
        return _same_numbers(source, claim)
    counted = claim.kind is FactKind.NUMBER and wanted in counted_things()
    return unit == "" and (counted or _distinctive(claim)) and _same_numbers(source, claim)


def _periods(source: Hashable, claim: Hashable) -> bool:
    """«1290 ₽ в месяц» supports «1290 ₽» and is supported by it (a price list says the period once)."""
    return source == claim or not source or not claim or set(str(claim).split("/")) <= set(str(source).split("/"))


def _bounds(source: Fact, claim: Fact) -> bool:
    low, high, *_ = source.value
    if (low, high) == claim.value[:2]:
        return True
    if claim.value[0] != claim.value[1]:
        return False
    if source.kind is FactKind.DURATION:  # «за 2 дня» promises more than «2–3 дня»
        return claim.value[0] == high
    return claim.value[0] in (low, high)


def _same_numbers(source: Fact, claim: Fact) -> bool:
    if source.value[2] == claim.value[2]:
        ends = source.value[:2]
        return claim.value[:2] == ends or (claim.value[0] == claim.value[1] and claim.value[0] in ends)
    said, claimed = _decimals(source), _decimals(claim)
    return claimed == said or (claimed[0] == claimed[1] and claimed[0] in said)


def _distinctive(fact: Fact) -> bool:
    """Three digits or more: a number that is unlikely to stand in the source by chance."""
    return min(_decimals(fact)) >= 100


def _decimals(fact: Fact) -> tuple[Decimal, Decimal]:
    """The bounds as they were written: a duration in its own unit, not in seconds."""
    if fact.kind is not FactKind.DURATION:
        return Decimal(str(fact.value[0])), Decimal(str(fact.value[1]))
    numbers = [Decimal(digits.replace(",", ".")) for digits in re.findall(r"\d+(?:[.,]\d+)?", fact.text)[:2]]
    return (numbers[0], numbers[-1]) if numbers else (Decimal(-1), Decimal(-1))


def _times(source: Fact, claim: Fact) -> bool:
    """One end of a range is enough. «в половине десятого» is told by the hands of a clock: morning or evening."""
    if by_the_hands(claim.text) or by_the_hands(source.text):
        shown = [int(str(minutes)) % 720 for minutes in source.value]
        return all(int(str(minutes)) % 720 in shown for minutes in claim.value)
    if claim.value[0] != claim.value[1]:
        return source.value == claim.value
    return claim.value[0] in source.value


def _release(fact: Fact) -> str:
    """4.2 and 4.2.0 are one version."""
    return re.sub(r"(?:\.0)+$", "", str(fact.value[0]))


def _dates(source: tuple[Hashable, ...], claim: tuple[Hashable, ...]) -> bool:
    if claim[0] == claim[1]:
        return any(_date_within(claim[0], end) for end in source)
    return all(_date_within(one, end) for one, end in zip(claim, source, strict=True))


def _date_within(claim: Hashable, source: Hashable) -> bool:
    if not isinstance(claim, tuple) or not isinstance(source, tuple):
        return False
    return all(part is None or part == said for part, said in zip(claim, source, strict=True))


def _across(source: Fact, claim: Fact) -> bool:
    """The same thing written so that it reads as two kinds: 4.2 and v4.2, 14.03 and 14 марта, 403 and HTTP 403."""
    number, other = (claim, source) if claim.kind is FactKind.NUMBER else (source, claim)
    if number.kind is not FactKind.NUMBER:
        return False
    if other.kind in (FactKind.VERSION, FactKind.CODE):
        return number.value[:3] == (other.value[0], other.value[0], "")
    if other.kind is FactKind.DATE:
        return _number_date(number, other, claimed=claim.kind)
    if other.kind is not FactKind.TIME:
        return False
    if other is source:
        return _hours(source) == claim.value[:2] or _on_the_hour(source, claim)
    return _hours(claim) == source.value[:2] or _at_bare_hours(claim, source)


def _on_the_hour(source: Fact, claim: Fact) -> bool:
    """«с 9 до 4», "from nine to 4": hours without a sign that says so."""
    hour = str(claim.value[0])
    if claim.value[:3] != (hour, hour, "") or not hour.isdigit() or not 1 <= int(hour) <= 24:
        return False
    return any(int(str(at)) % 60 == 0 and int(str(at)) // 60 % 12 == int(hour) % 12 for at in source.value)


def _at_bare_hours(claim: Fact, source: Fact) -> bool:
    """«до семи вечера» where the timetable says 15–19."""
    if source.value[2] != "" or source.value[0] == source.value[1]:
        return False
    bounds = [int(str(end)) % 12 for end in source.value[:2] if str(end).isdigit() and int(str(end)) <= 24]
    hours = [divmod(int(str(at)), 60) for at in claim.value]
    return len(bounds) == 2 and all(minutes == 0 and hour % 12 in bounds for hour, minutes in hours)


def _number_date(number: Fact, date: Fact, *, claimed: FactKind) -> bool:
    day, month, found = str(number.value[0]).partition(".")[0], str(number.value[0]).partition(".")[2], date.value[0]
    if not isinstance(found, tuple) or number.value[2] != "":
        return False
    if not month:
        return str(found[0]) == day and (claimed is FactKind.NUMBER or found[1:] == (None, None))
    if len(month) != 2 or (claimed is FactKind.DATE and found[0] is not None):
        return False
    return (f"{found[1]:02}" if found[1] else "") == month and str(found[2]) == day


def _hours(fact: Fact) -> tuple[str, ...]:
    try:
        return tuple(str(int(str(minutes)) // 60) if int(str(minutes)) % 60 == 0 else "" for minutes in fact.value)
    except (ValueError, InvalidOperation):
        return ()
