"""ISO 8601 text, a working calendar -> instants, working time between them, the moment by which something is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.domain import CheckContext
from service.guardrail.check import Unknown
from service.guardrail.fields import value
from service.standards.node import Node

_DAY = timedelta(days=1)
_LONGEST = 400  # days looked at: a request that waits longer is late by any rule
_SATURDAY = 5
_FIRST_YEAR, _LAST_YEAR = 1970, 2200  # beyond, sums with durations leave the calendar


@lru_cache(maxsize=1024)
def instant(written: str) -> datetime | None:
    """A moment with its zone (UTC where none is written); None for what is no ISO 8601 of our times."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if not _FIRST_YEAR < moment.year < _LAST_YEAR:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def moment_of(context: CheckContext, name: str) -> datetime | Unknown:
    """The field's moment; Unknown where the request leaves it out or writes it unreadably."""
    written = value(context, name)
    return (instant(str(written)) if written is not None else None) or Unknown(name)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Monday to Friday between two hours of a zone, without the holidays."""

    zone: ZoneInfo
    opens: time
    closes: timedelta  # since midnight, so that a day may end at 24:00
    holidays: frozenset[date]

    def working(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; never negative."""
        first, last = start.astimezone(self.zone), end.astimezone(self.zone)
        total, day = timedelta(), first.date()
        for _ in range(_LONGEST):
            if day > last.date():
                break
            total += self._within(day, first, last)
            day += _DAY
        return total

    def due(self, start: datetime, working: timedelta) -> datetime:
        """The moment by which so much working time has passed since ``start``."""
        left, day = working, start.astimezone(self.zone).date()
        for _ in range(_LONGEST):
            opens, closes = self._hours(day)
            begin = max(opens, start)
            if self._works(day) and begin + left <= closes:
                return begin + left
            left -= max(closes - begin, timedelta()) if self._works(day) else timedelta()
            day += _DAY
        return start + _LONGEST * _DAY

    def _within(self, day: date, first: datetime, last: datetime) -> timedelta:
        if not self._works(day):
            return timedelta()
        opens, closes = self._hours(day)
        return max(min(closes, last) - max(opens, first), timedelta())

    def _works(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and day not in self.holidays

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        """In UTC: clock arithmetic within a zone ignores the change to summer time."""
        midnight = datetime.combine(day, time(), self.zone)
        opens = datetime.combine(day, self.opens, self.zone)
        closes = midnight + self.closes
        return opens.astimezone(UTC), closes.astimezone(UTC)


def read_calendar(node: Node) -> Calendar:
    """``zone: Europe/Moscow``, ``hours: 9-18``, ``holidays: [2026-01-01]``. Raises StandardInvalid."""
    entries = node.only(required=("zone", "hours"), optional=("holidays",))
    opens, closes = _hours(entries["hours"])
    holidays = entries["holidays"].items() if "holidays" in entries else ()
    return Calendar(_zone(entries["zone"]), time(opens), timedelta(hours=closes), frozenset(map(_date, holidays)))


def _zone(node: Node) -> ZoneInfo:
    try:
        return ZoneInfo(node.text())
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise node.refusal(f"`{node.text()}` is no time zone; write one such as Europe/Moscow or UTC") from exc


def _hours(node: Node) -> tuple[int, int]:
    opens, dash, closes = node.text().partition("-")
    if not (dash and opens.isdecimal() and closes.isdecimal() and int(opens) < int(closes) <= 24):
        raise node.refusal(f"`{node.text()}` are no working hours; write whole hours such as 9-18")
    return int(opens), int(closes)


def _date(node: Node) -> date:
    try:
        return date.fromisoformat(node.text())
    except ValueError as exc:
        raise node.refusal(f"`{node.text()}` is no date; write it as 2026-01-09") from exc
