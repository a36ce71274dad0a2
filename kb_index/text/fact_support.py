"""Two typed facts -> whether the one, of a source, states what the other, of a draft, claims."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from kb_index.text.fact_clock import by_the_hands
from kb_index.text.facts import Fact, FactKind
from kb_index.text.units import counted_things, same_things

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
