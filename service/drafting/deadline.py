"""The case's deadline -> «сегодня до 18:00 (по московскому времени)»."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.drafting.prompt_book import PhraseBook


def by_when(response_by: str | None, book: PhraseBook, *, now: str | None, time_zone: str | None) -> str:
    """When the customer gets an answer: from the case, else the standard's default. Never a time already past.

    All times are ISO 8601; ``time_zone`` is an IANA name. Without a zone of the customer the deadline keeps its own.
    """
    deadline = _moment(response_by)
    if deadline is None:
        return book.say("when_default", "")
    zone, named = _zone(time_zone)
    local = deadline.astimezone(zone) if zone and deadline.tzinfo else deadline
    current = _aligned(_moment(now), local)
    if current is not None and local <= current:
        return book.say("when_default", "")
    phrase = _phrase(local, current, book)
    label = _zone_label(local, time_zone if named else None, book)
    return f"{phrase} {book.say('zone', '', zone=label)}" if label else phrase


def _moment(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        return None


def _zone(name: str | None) -> tuple[tzinfo | None, bool]:
    try:
        return (ZoneInfo(name), True) if name else (None, False)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None, False


def _aligned(now: datetime | None, local: datetime) -> datetime | None:
    """``now`` on the clock of ``local``; None where the two cannot be compared."""
    if now is None:
        return None
    if now.tzinfo and local.tzinfo:
        return now.astimezone(local.tzinfo)
    return now.replace(tzinfo=None) if local.tzinfo is None else None


def _phrase(local: datetime, current: datetime | None, book: PhraseBook) -> str:
    time = f"{local:%H:%M}"
    date = f"{local.day} {book.wording.months[local.month - 1]}"
    if current is None:
        return book.say("when_date", "", date=date, time=time)
    days = (local.date() - current.date()) // timedelta(days=1)
    if days == 0:
        return book.say("when_today", "", time=time)
    return book.say("when_tomorrow" if days == 1 else "when_date", "", date=date, time=time)


def _zone_label(local: datetime, time_zone: str | None, book: PhraseBook) -> str:
    if local.tzinfo is None:
        return ""
    if time_zone and time_zone in book.wording.zones:
        return book.wording.zones[time_zone]
    offset = local.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    if minutes == 0 and local.tzinfo in (UTC,):
        return "UTC"
    sign, hours, rest = "+" if minutes >= 0 else "-", abs(minutes) // 60, abs(minutes) % 60
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
