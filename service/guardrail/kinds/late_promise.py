"""Promised times held against what is agreed with the customer -> a hit for each promise that comes too late."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.facts import Fact, FactKind
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.clock import Calendar, moment_of, read_calendar
from service.guardrail.phrases.book import PhraseSet, programs
from service.guardrail.phrases.program import Program
from service.guardrail.phrases.words import Reading
from service.guardrail.promises import Promises
from service.standards.node import Node

_DAY = timedelta(days=1)
_WEEK = 7
_FOREVER = 10**9  # seconds, some thirty years
_TIMED = (FactKind.DATE, FactKind.TIME, FactKind.DURATION)
_WEEKDAYS = ("понедельник", "вторник", "", "четверг", "пятниц", "суббот", "воскресень")
_ENGLISH_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AFTER = {"сегодня": 0, "today": 0, "tonight": 0, "завтра": 1, "tomorrow": 1, "послезавтра": 2}


@dataclass(frozen=True, slots=True)
class LatePromise:
    """A promise is late if the earliest moment that its words allow is after ``by``; a day without an hour lasts
    until its end only where that end is what is promised, so it is taken at the opening of business.
    """

    promises: Promises
    by: tuple[str, ...]
    calendar: Calendar

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        now = moment_of(context, "case.now")
        if isinstance(now, Unknown):
            return now
        agreed = [moment_of(context, name) for name in self._binding(context)]
        limits = [moment for moment in agreed if isinstance(moment, datetime)]
        if not limits:
            return Unknown(self.by[0])
        local = now.astimezone(self.calendar.zone)
        if not any(self._due(analysis, one.span, local) > min(limits) for one in analysis.sentences):
            return ()  # cheaper than to look for promises
        made = self.promises.find(analysis)
        return tuple(Hit(one.span) for one in made if self._due(analysis, one.span, local) > min(limits))

    def _binding(self, context: CheckContext) -> Iterator[str]:
        """Once the answer is given, the time agreed for it is no matter of this reply."""
        return (name for name in self.by if name != "case.response_by" or not context.case.answer_given)

    def _due(self, analysis: Analysis, span: Span, now: datetime) -> datetime:
        """The earliest moment that the promise can mean; the present where it names none."""
        first = bisect_left(analysis.facts, span.start, key=lambda fact: fact.span.end)
        last = bisect_left(analysis.facts, span.end, lo=first, key=lambda fact: fact.span.start)
        found = [fact for fact in analysis.facts[first:last] if fact.kind in _TIMED and span.overlaps(fact.span)]
        lasting = [self._after(now, fact) for fact in found if fact.kind is FactKind.DURATION]
        if lasting:
            return max(lasting)
        day = _day(analysis, span, found, now)
        minutes = _minutes(found)
        if day is None and minutes is None:
            return now
        start = (day or now).replace(hour=0, minute=0, second=0, microsecond=0)
        if minutes is not None:
            return start + timedelta(minutes=minutes)
        opens = self.calendar.opens
        return max(now, start.replace(hour=opens.hour, minute=opens.minute))

    def _after(self, now: datetime, fact: Fact) -> datetime:
        """The upper bound counts: «за 2–3 дня» promises no more than three days."""
        amount, unit = float(str(fact.value[1])), fact.value[2]
        if unit == "bd":
            hours = self.calendar.closes - timedelta(hours=self.calendar.opens.hour)
            return self.calendar.due(now, min(amount, _WEEK * 52) * hours)
        if unit == "bh":
            return self.calendar.due(now, timedelta(hours=min(amount, _FOREVER / 3600)))
        seconds = amount if unit == "s" else amount * 30 * _DAY.total_seconds()
        return now + timedelta(seconds=min(seconds, _FOREVER))


def _minutes(found: list[Fact]) -> int | None:
    times = [int(str(fact.value[1])) for fact in found if fact.kind is FactKind.TIME]
    return times[0] if times else None


def _day(analysis: Analysis, span: Span, found: list[Fact], now: datetime) -> datetime | None:
    for fact in found:
        if fact.kind is FactKind.DATE:
            return _dated(fact, now)
    first = bisect_left(analysis.words, span.start, key=lambda word: word.start)
    last = bisect_left(analysis.words, span.end, lo=first, key=lambda word: word.start)
    named = next((day for day in (_day_named(word.norm) for word in analysis.words[first:last]) if day), None)
    return None if named is None else now + named.ahead(now) * _DAY


def _dated(fact: Fact, now: datetime) -> datetime | None:
    """A date without its year is the next such date; a month without its day is left alone."""
    parts = fact.value[1]
    year, month, day = parts if isinstance(parts, tuple) else (None, None, None)
    if not isinstance(month, int) or not isinstance(day, int):
        return None
    try:
        return _next(now, month, day) if year is None else now.replace(year=int(str(year)), month=month, day=day)
    except ValueError:  # 31 June
        return None


def _next(now: datetime, month: int, day: int) -> datetime:
    """This year's date unless it is long past: in December «5 января» is next year's."""
    this = now.replace(month=month, day=day)
    return this if this > now - 14 * _DAY else this.replace(year=now.year + 1)


@dataclass(frozen=True, slots=True)
class _DayNamed:
    """So many days from now, or the next day of the week."""

    days: int = 0
    weekday: int | None = None

    def ahead(self, now: datetime) -> int:
        return self.days if self.weekday is None else (self.weekday - now.weekday()) % _WEEK


@lru_cache(maxsize=20_000)
def _day_named(word: str) -> _DayNamed | None:
    if word in _AFTER:
        return _DayNamed(days=_AFTER[word])
    if word in ("среда", "среду", "среды", "среде"):
        return _DayNamed(weekday=2)
    number = next((day for day, stem in enumerate(_WEEKDAYS) if stem and word.startswith(stem)), None)
    if number is None and word in _ENGLISH_DAYS:
        number = _ENGLISH_DAYS.index(word)
    return None if number is None else _DayNamed(weekday=number)


def build(node: Node, material: Material) -> LatePromise:
    """``own``, ``announced``, ``unless``, ``times``: lists of phrases that promise, that promise only with a time,
    that cancel these, and that name a time.
    """
    entries = node.only(required=("own", "announced", "unless", "times", "by", "calendar"))
    unless = _programs(entries["unless"], material)
    return LatePromise(
        promises=Promises(
            own=PhraseSet(_programs(entries["own"], material, Reading.BEST), unless),
            announced=PhraseSet(_programs(entries["announced"], material, Reading.BEST), unless),
            others=PhraseSet(()),
            times=PhraseSet(_programs(entries["times"], material)),
        ),
        by=tuple(item.choice(("case.response_by", "case.resolve_by")) for item in entries["by"].items()),
        calendar=read_calendar(entries["calendar"]),
    )


def _programs(names: Node, material: Material, reading: Reading = Reading.ANY) -> tuple[Program, ...]:
    """Phrase by phrase: one long choice of all of them would be tried at each word that begins any."""
    lists = material.lists
    nodes = [
        Node(phrase, name.file, name.line)
        for name in names.items()
        for phrase in lists.phrases[name.choice(lists.phrases)]
    ]
    return programs(nodes, lists, reading)
