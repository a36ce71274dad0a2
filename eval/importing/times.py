"""What stands in the cells of a column of dates -> times: Excel's, ISO, Russian, British, American, with words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from eval.importing.values import text_of
from kb_index.text.fact_dates import month_words

_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})[./\-](?P<b>\d{1,2}|[A-Za-zА-Яа-яё]{3,9})[./\-](?P<c>\d{2,4})\.?(?:г\.?)?"
    r"(?:[ T,]+(?:в )?(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?)?\s*(?P<half>[AaPp][Mm])?"
    r"\s*(?P<zone>Z|UTC|GMT|МСК|MSK|[+\-]\d\d:?\d\d)?"
)
_WORDED = re.compile(
    r"(?:[A-Za-zа-яё]{2,4},? )?"
    r"(?:(?P<d1>\d{1,2})\.? (?P<m1>[A-Za-zА-Яа-яё]{3,9})|(?P<m2>[A-Za-z]{3,9})\.? (?P<d2>\d{1,2}))"
    r"\.?,? (?P<y>\d{4})(?: ?г(?:\.|ода)?)?,?"
    r"(?: (?:at |в )?(?P<h>\d{1,2}):(?P<mi>\d\d)(?::\d\d)?)?\s*(?P<half>[AaPp][Mm])?"
    r"\s*(?P<zone>Z|UTC|GMT|МСК|MSK|[+\-]\d\d:?\d\d)?"
)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_FIRST_SERIAL, _LAST_SERIAL = 25_000.0, 80_000.0  # days of Excel: 1968 to 2119
_EPOCH = datetime(1899, 12, 30)
_SECONDS = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")


def month_first(cells: Iterable[object], *, russian: bool) -> bool | None:
    """Whether ``03/04/2026`` is of March; None: no cell tells, and the language of the header does not either."""
    seen = [_NUMERIC.fullmatch(text_of(cell)) for cell in cells]
    pairs = [(one["a"], one["b"]) for one in seen if one and len(one["a"]) < 3 and one["b"].isdigit()]
    if any(int(a) > 12 for a, _ in pairs):
        return False
    if any(int(b) > 12 for _, b in pairs) or any(one["half"] for one in seen if one):
        return True
    return False if russian or not pairs else None


def time_of(cell: object, *, month_leads: bool, zone: tzinfo | None) -> datetime | None:
    """None: no time that can be read. A time without a zone is in ``zone``, where one is given."""
    found = _time(cell, month_leads=month_leads)
    if found is not None and found.tzinfo is None and zone is not None:
        found = found.replace(tzinfo=zone)
    return found.replace(microsecond=0) if found is not None else None


def clock_of(cell: object) -> time | None:
    """«14:05»: an hour without a day."""
    found = _CLOCK.fullmatch(text_of(cell))
    return time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def _time(cell: object, *, month_leads: bool) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    text = text_of(cell).replace("\u202f", " ")
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    for read in (_serial, _iso, lambda one: _by_shape(one, month_leads=month_leads)):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _serial(text: str) -> datetime:
    """Excel's days since 1900. Raises ValueError."""
    days = float(text.replace(",", "."))
    if not _FIRST_SERIAL <= days <= _LAST_SERIAL:
        raise ValueError(text)
    return _EPOCH + timedelta(seconds=round(days * 86_400))


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text.replace(" UTC", "+00:00").replace(" +", "+"))


def _by_shape(text: str, *, month_leads: bool) -> datetime:
    """Raises ValueError, for a 31st of February too."""
    numeric, worded = _NUMERIC.fullmatch(text), _WORDED.fullmatch(text)
    if numeric:
        a, b, c = numeric["a"], numeric["b"], numeric["c"]
        year, month, day = (a, b, c) if len(a) == 4 else (c, a, b) if month_leads and b.isdigit() else (c, b, a)
        minute, found = numeric["m"], numeric
    elif worded:
        year, month, day = worded["y"], worded["m1"] or worded["m2"], worded["d1"] or worded["d2"]
        minute, found = worded["mi"], worded
    else:
        raise ValueError(text)
    number = int(month) if month.isdigit() else month_words().get(month.lower().replace("ё", "е"), 0)
    full = int(year) + (2000 if len(year) == 2 else 0)
    return datetime(full, number, int(day), _hour(found), int(minute or 0), tzinfo=_zone(found["zone"]))


def _hour(found: re.Match[str]) -> int:
    hour = int(found["h"] or 0)
    half = (found["half"] or "").lower()
    return hour % 12 + (12 if half == "pm" else 0) if half else hour


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written in ("МСК", "MSK"):
        written = "+03:00"
    return UTC if written in ("Z", "UTC", "GMT") else datetime.strptime(written, "%z").tzinfo
