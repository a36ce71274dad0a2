"""The words of a time and the request's clock -> the last moment that they can mean, as ISO 8601.

A day without an hour lasts until its end, a part of a day until the end of that part, a range until its upper end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kb_index.records import Span
from kb_index.text.facts import Fact, FactKind
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.clauses import word_from
from service.guardrail.clock import instant

_DAY, _WEEK, _SATURDAY = timedelta(days=1), 7, 5
_TIMED = (FactKind.DATE, FactKind.TIME, FactKind.DURATION)
_LONGEST = 10**9  # seconds
_HOUR_AS_DURATION = re.compile(r"\b(?:до|к|в|с|by|at|until|before)\s+(?:\d{1,2}\s+(?:до|-|–)\s+)?$", re.IGNORECASE)
_BARE_HOURS = re.compile(r"\b(?:до|к|by|until|before)\s+(\d{1,2})(?:[-.](\d\d))?(?![\d%.:])", re.IGNORECASE)
_CLOCK_HOURS = re.compile(r"(\d{1,2})\s*(?:ч\b|ч\.|час)", re.IGNORECASE)
_ZONES = {"мск": "Europe/Moscow", "московскому": "Europe/Moscow", "msk": "Europe/Moscow", "utc": "UTC", "gmt": "UTC"}
_AHEAD = {"сегодня": 0, "сегодняшнего": 0, "today": 0, "tonight": 0, "завтра": 1, "завтрашнего": 1, "tomorrow": 1}
_AHEAD |= {"послезавтра": 2, "overnight": 1}
_PARTS = {"утром": 12, "утра": 12, "утру": 12, "morning": 12, "полудня": 12, "полудню": 12, "полдень": 12, "noon": 12}
_PARTS |= {"midday": 12, "обеда": 13, "обеду": 13, "lunch": 13, "днем": 18, "afternoon": 18}
_WEEKDAYS = "понедельник вторник сред четверг пятниц суббот воскресень"
_ENGLISH_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_NEXT = ("следующ", "будущ", "next")


def due_at(analysis: Analysis, span: Span, context: CheckContext) -> str | None:
    """None where `case.now` is not known or the words name no moment («в ближайшее время»)."""
    now = instant(context.case.now) if context.case.now else None
    if now is None:
        return None
    words = [word.norm for word in analysis.words[word_from(analysis, span.start) : word_from(analysis, span.end)]]
    local = now.astimezone(_zone([*words, *_behind(analysis, span)], context, now))
    found = [fact for fact in analysis.facts_over(span) if fact.kind in _TIMED]
    try:
        moment = _moment(analysis.text, span, words, found, local)
    except (ValueError, OverflowError):  # 31 June, the year 9999
        return None
    return None if moment is None else moment.isoformat(timespec="seconds")


def _behind(analysis: Analysis, span: Span) -> list[str]:
    """The words after the time: «до 15:00 по московскому времени»."""
    after = word_from(analysis, span.end)
    return [word.norm for word in analysis.words[after : after + 2] if not word.gap.strip(" (")]


def zone_known(context: CheckContext) -> bool:
    """Whether hours of the draft can be compared with the clock: a bare UTC may stand for no zone at all."""
    now = instant(context.case.now) if context.case.now else None
    return context.end_user.time_zone is not None or (now is not None and bool(now.utcoffset()))


def _zone(words: Iterable[str], context: CheckContext, now: datetime) -> tzinfo | None:
    named = next((_ZONES[word] for word in words if word in _ZONES), context.end_user.time_zone)
    try:
        return ZoneInfo(named) if named else now.tzinfo
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return now.tzinfo


def _moment(text: str, span: Span, words: list[str], found: list[Fact], now: datetime) -> datetime | None:
    minutes = _minutes(text, span, found)
    lasting = [fact for fact in found if fact.kind is FactKind.DURATION]
    day = _day(words, found, now)
    if minutes is None and lasting and day is None:
        return max(_after(now, fact) for fact in lasting)
    part = next((_PARTS[word] for word in words if word in _PARTS), None)
    if minutes is None and part is not None:
        minutes = part * 60
    if day is None:
        day = now if minutes is not None else _period(words, now)
    if day is None:
        return None
    start = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return _end_of(start) if minutes is None else start + timedelta(minutes=minutes)


def _end_of(day: datetime) -> datetime:
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def _minutes(text: str, span: Span, found: list[Fact]) -> int | None:
    """Of the day; «до 18 часов» is an hour of the clock, however much it looks like a duration."""
    times = [int(str(fact.value[1])) for fact in found if fact.kind is FactKind.TIME]
    if times:
        return times[0]
    for fact in found:
        hours = _CLOCK_HOURS.match(fact.text)
        if fact.kind is FactKind.DURATION and hours and _HOUR_AS_DURATION.search(text[: fact.span.start][-20:]):
            return int(hours.group(1)) * 60 if int(hours.group(1)) <= 24 else None
    bare = _BARE_HOURS.search(span.of(text))
    if bare is None or any(fact.kind is not FactKind.TIME for fact in found):
        return None
    hour, minute = int(bare.group(1)), int(bare.group(2) or 0)
    return hour * 60 + minute if hour <= 24 and minute < 60 else None


def _after(now: datetime, fact: Fact) -> datetime:
    """Hours and minutes to the second, days until the end of the last of them. Raises OverflowError."""
    amount, unit = float(str(fact.value[1])), fact.value[2]
    if unit == "bd":
        return _end_of(_working_days(now, amount))
    if unit == "mo":
        return _end_of(_months(now, int(amount)))
    seconds = amount * 3600 if unit == "bh" else amount
    moment = now + timedelta(seconds=min(seconds, _LONGEST))
    return _end_of(moment) if seconds >= _DAY.total_seconds() else moment.replace(microsecond=0)


def _working_days(now: datetime, days: float) -> datetime:
    """Monday to Friday; a day begun counts for itself only where less than one is asked for."""
    left, day = min(int(days), 366), now
    while left > 0:
        day += _DAY
        left -= day.weekday() < _SATURDAY
    return day


def _months(now: datetime, months: int) -> datetime:
    ahead = now.month - 1 + months
    year, month = now.year + ahead // 12, ahead % 12 + 1
    return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))


def _day(words: list[str], found: list[Fact], now: datetime) -> datetime | None:
    for fact in found:
        if fact.kind is FactKind.DATE:
            return _dated(fact, now)
    ahead = next((_AHEAD[word] for word in words if word in _AHEAD), None)
    if ahead is not None:
        return now + ahead * _DAY
    number = next((day for word in words for stem, day in _stems() if word.startswith(stem)), None)
    if number is None:
        return None
    later = any(word.startswith(_NEXT) for word in words)
    monday = now - now.weekday() * _DAY
    return monday + (_WEEK + number) * _DAY if later else now + ((number - now.weekday()) % _WEEK) * _DAY


def _dated(fact: Fact, now: datetime) -> datetime | None:
    """A date without its year is the next such date, unless it is just past. Raises ValueError."""
    parts = fact.value[1]
    year, month, day = parts if isinstance(parts, tuple) else (None, None, None)
    if not isinstance(month, int) or not isinstance(day, int):
        return None
    if year is not None:
        return now.replace(year=int(str(year)), month=month, day=day)
    this = now.replace(month=month, day=day)
    return this if this > now - 60 * _DAY else this.replace(year=now.year + 1)


def _period(words: list[str], now: datetime) -> datetime | None:
    """The last day of «до конца недели», "by the end of the month", «на следующей неделе»."""
    later = any(word.startswith(_NEXT) for word in words)
    if any(word.startswith(("недел", "week")) for word in words):
        return now + (6 - now.weekday() + _WEEK * later) * _DAY
    if any(word in ("месяца", "месяце", "month") for word in words):
        month = _months(now, 1) if later else now
        return month.replace(day=monthrange(month.year, month.month)[1])
    if any(word in ("дня", "day", "eod", "вечера", "вечеру", "вечером", "evening") for word in words):
        return now
    return None


@cache
def _stems() -> tuple[tuple[str, int], ...]:
    stems = [(stem, day) for day, stem in enumerate(_WEEKDAYS.split()) if stem != "сред"]
    wednesday = [(f"сред{end}", 2) for end in ("у", "ы", "е")]
    return (*stems, *wednesday, *((stem, day) for day, stem in enumerate(_ENGLISH_DAYS.split())))
