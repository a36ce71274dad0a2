"""ISO 8601 dates and times as text -> seconds since 1970, so that they can be compared as numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime

DAY_S = 86_400.0


def moment(text: str) -> float | None:
    """Seconds since 1970; a day is its first moment, a time without a zone is UTC. None where it is no time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def end(text: str) -> float | None:
    """The moment from which on the last time is over: a day counts until it ends, in UTC."""
    found = moment(text)
    return None if found is None else found + (DAY_S if _is_day(text) else 0.0)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
