"""A fact that no fact of a text supports -> whether the text says it all the same, in shorthand.

Case notes and price lists are written for colleagues: «2 р.д.», «10 с», "3 m", an order «77-31-204» that a reply
calls 7731204. Read on their own such marks are too weak to be facts; beside a claim that names the whole they
are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.fact_clock import by_the_hands
from kb_index.text.facts import Fact, FactKind, fold
from kb_index.text.numerals import forms_of

_ALWAYS = re.compile(r"круглосуточно|24 часа|24 hours|around the clock|24 ?[/x×] ?7|без выходных и перерывов")
# (canonical unit, factor) -> how notes abbreviate it.
_SHORTHAND: dict[tuple[str, Decimal], str] = {
    ("s", Decimal(1)): r"с|сек|s|secs?",
    ("s", Decimal(60)): r"м|мин|min|mins|m|'",
    ("s", Decimal(3600)): r"(?:ак\.? ?)?ч|час|h|hrs?",
    ("s", Decimal(86400)): r"д|дн|к\.? ?д|кал\.? ?дн?|сут|d",
    ("s", Decimal(604800)): r"нед|wk|w",
    ("bd", Decimal(1)): r"р\.? ?д|раб\.? ?дн?(?:ей|я)?|раб\.? ?день|b\.? ?d|bus\.? days?|working days?",
    ("bh", Decimal(1)): r"р\.? ?ч|раб\.? ?ч",
    ("mo", Decimal(1)): r"м|мес|mo|mth",
    ("mo", Decimal(12)): r"г|л|год|y|yrs?",
    ("rub", Decimal(1)): r"р|руб",
    ("rub", Decimal(1000)): r"т\.? ?р|тыс\.? ?р|тр",
    ("w", Decimal(1)): r"вт|w",
    ("m", Decimal(1)): r"м|m",
    ("km", Decimal(1)): r"км|km",
    ("l", Decimal(1)): r"л|l",
    ("g", Decimal(1)): r"г|гр|g",
    ("kg", Decimal(1)): r"кг|kg",
    ("gb", Decimal(1)): r"гб|гиг|gb|g",
    ("page", Decimal(1)): r"стр|с|pp?|pgs?",
    ("inch", Decimal(1)): r"\"|″|дюйм|in",
    ("°c", Decimal(1)): r"°c|°с|°|град|c",
    ("time", Decimal(1)): r"р|раз|x|×",
}
_PEOPLE_AND_THINGS = frozenset({"person", "user", "employee", "member", "client", "piece", "image", "seat", "item"})
_SEPARATOR = r"[\s\-–—./()#№]{0,2}"
_PARTING = re.compile(r"[\s\-–—./()#№]")
_RUN = re.compile(r"\d+")
_MOST_DIGITS, _DECIMALS = 24, 6
Wanted = tuple[str, str, str]  # a pattern, and what a text must hold for it: see `_Way`


@dataclass(frozen=True, slots=True)
class Notes:
    """A text as it is searched: lower case, ё folded, dashes as hyphens; one character for one.

    ``runs``: its runs of digits; ``closed``: without what may part the signs of a number. They tell at once that
    most claims are not there.
    """

    text: str
    runs: frozenset[str]
    closed: str


@dataclass(frozen=True, slots=True)
class _Way:
    """A pattern, and what a text must hold for it: a run of digits, or signs one after the other."""

    pattern: re.Pattern[str]
    run: str
    signs: str

    def search(self, notes: Notes) -> re.Match[str] | None:
        if (self.run and self.run not in notes.runs) or self.signs not in notes.closed:
            return None
        return self.pattern.search(notes.text)


def restated(claim: Fact, notes: Notes) -> Span | None:
    """Where, if so. ``notes``: see `shorthand`."""
    for way in _compiled(claim.kind, claim.value, claim.text):
        found = way.search(notes)
        if found is not None:
            return Span(found.start(), found.end())
    return None


def shorthand(text: str) -> Notes:
    folded = fold(text)
    return Notes(folded, frozenset(_RUN.findall(folded)), _PARTING.sub("", folded))


@lru_cache(maxsize=4096)
def _compiled(kind: FactKind, value: tuple[object, ...], written: str) -> tuple[_Way, ...]:
    ways = _ways(kind, value, written.lower().replace("ё", "е"))
    return tuple(_Way(re.compile(pattern), run, signs) for pattern, run, signs in ways)


def _ways(kind: FactKind, value: tuple[object, ...], written: str) -> Iterator[Wanted]:
    if kind in (FactKind.CODE, FactKind.PHONE, FactKind.NUMBER, FactKind.VERSION):
        yield from _spaced_otherwise(kind, value, written)
    if kind is FactKind.CODE and value == ("24/7",):
        yield _ALWAYS.pattern, "", ""
    if kind in (FactKind.DURATION, FactKind.NUMBER, FactKind.MONEY):
        yield from _in_shorthand(value)
    if kind is FactKind.NUMBER:
        yield from _counted(value, written)
    if kind is FactKind.PERCENT and value[0] == value[1]:
        yield rf"(?<![\d.,])[-−]? ?{_digits(value[0])} ?%", _whole(value[0]), ""
    if kind is FactKind.TIME:
        yield from _on_a_clock(value, by_the_hands(written))
    if kind is FactKind.DATE:
        yield from _in_digits(value)


def _spaced_otherwise(kind: FactKind, value: tuple[object, ...], written: str) -> Iterator[Wanted]:
    """The same letters and digits, parted by other signs: «№ 4471-0093» and 44710093, +44 20 7946 and 020 7946."""
    signs = re.sub(r"^[^\w]*(?:код\w*|ошибк\w*|code|error)?[^\w]*", "", written)
    if kind is FactKind.PHONE:
        signs = "".join(re.findall(r"\d", signs))[-9:]
    kept = re.findall(r"[^\W_]", signs)
    digits = sum(sign.isdigit() for sign in kept)
    if digits < 3 or not 4 <= len(kept) <= _MOST_DIGITS or (kind is FactKind.NUMBER and value[2] != ""):
        return
    if kind is FactKind.NUMBER and (clock := re.fullmatch(r"(\d{1,2})\.(\d\d)", written)):
        yield rf"(?<!\d){clock.group(1)}[:.\-]{clock.group(2)}(?!\d)", clock.group(1), ""
    before = "" if kind is FactKind.PHONE else r"(?<!\d)(?<!\d[.,])"
    yield before + _SEPARATOR.join(map(re.escape, kept)) + r"(?!\d|[.,]\d)", "", "".join(kept)


def _in_shorthand(value: tuple[object, ...]) -> Iterator[Wanted]:
    """«10 с» for ten seconds, «25–30 р.д.» for 25 to 30 business days."""
    low, high, unit = Decimal(str(value[0])), Decimal(str(value[1])), value[2]
    for (name, factor), short in _SHORTHAND.items():
        if name != unit or any(len(f"{bound / factor:f}".rpartition(".")[2]) > _DECIMALS for bound in (low, high)):
            continue
        amount = _digits(low / factor)
        bounds = amount if low == high else rf"{amount} ?(?:-|…|\.\.\.?|до|to) ?\+?{_digits(high / factor)}"
        yield rf"(?<![\d.,])[+\-−]?{bounds}[ \-]?(?:{short})(?![a-zа-я\d])", _whole(low / factor), ""
        if low == high == factor:  # «один рабочий день» where the note says only «раб. день»
            yield rf"(?<![\d][ \-])(?<![\d])(?:full |whole |полный )(?:{short}|day|день)(?![a-zа-я])", "", ""


def _counted(value: tuple[object, ...], written: str) -> Iterator[Wanted]:
    """«два фото» for «2 шт.», "eight people" for "a team of eight"."""
    if value[0] != value[1] or value[2] not in _PEOPLE_AND_THINGS:
        return
    amount = Decimal(str(value[0]))
    yield rf"(?<![\d.,:/]){_digits(amount)} ?(?:шт|чел|pcs?|ppl|people|pax|мест|seats?)(?![a-zа-я])", _whole(amount), ""
    if not any(sign.isdigit() for sign in written) and amount == amount.to_integral_value() and 2 <= amount <= 20:
        yield rf"(?<![\w-])(?:{'|'.join(forms_of(int(amount)))})(?![\w-])", "", ""


def _on_a_clock(value: tuple[object, ...], by_hands: bool) -> Iterator[Wanted]:
    """«в половине одиннадцатого» for 10-30, «с девяти до пяти» for 9-00 до 17-00."""
    first, last = (_face(int(str(at)), by_hands) for at in value)
    yield (first if value[0] == value[1] else rf"{first} ?(?:-|до|to|по) ?{last}"), "", f"{int(str(value[0])) % 60:02}"


def _face(minutes: int, by_hands: bool) -> str:
    hours = {minutes // 60 % 24, *([(minutes // 60 + 12) % 24] if by_hands else [])}
    return rf"(?<!\d)(?:{'|'.join(f'0?{hour}' for hour in sorted(hours))})[:.\-]?{minutes % 60:02}(?!\d)"


def _in_digits(value: tuple[object, ...]) -> Iterator[Wanted]:
    """A date in an American order, or a year that stands in a name: 12/02, «весна-2026»."""
    if value[0] != value[1] or not isinstance(value[0], tuple):
        return
    year, month, day = value[0]
    if month is None and year is not None:
        yield rf"(?<!\d){year}(?!\d)", str(year), ""
    elif day is not None:
        yield rf"(?<!\d)(?:0?{month}/0?{day}|0?{day}[/.]0?{month})(?!\d)", "", str(day)


def _whole(amount: object) -> str:
    """The digits before a decimal sign: a run of their own wherever the amount stands."""
    return f"{Decimal(str(amount)).normalize():f}".partition(".")[0].lstrip("-")


def _digits(amount: object) -> str:
    written = f"{Decimal(str(amount)).normalize():f}"
    return re.escape(written).replace(r"\.", "[.,]")
