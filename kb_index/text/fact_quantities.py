"""Facts that are read word by word: amounts with units, dates in words, number words, ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from kb_index.text.fact_amounts import (
    BUSINESS,
    RANGE_WORDS,
    Amount,
    Measured,
    range_end,
    read_amount,
    read_measured,
    read_rate,
    read_unit,
    unit_word,
)
from kb_index.text.fact_dates import date_by_day, date_by_month, month_words
from kb_index.text.fact_lexemes import Found, RawFact, Reader
from kb_index.text.numerals import is_number_word, is_ordinal, number_words, prefixes
from kb_index.text.units import adjective_units

_IMPLICIT_BEFORE = frozenset(("течение", "через", "спустя", "within", "after", "in"))
_IDIOMS = frozenset({("в", "двух", "словах"), ("в", "двух", "шагах"), ("в", "два", "клика"), ("на", "все", "сто")})
_WHOLE = {"полчаса": ("s", Decimal(1800)), "получаса": ("s", Decimal(1800)), "полгода": ("mo", Decimal(6)),
          "полугода": ("mo", Decimal(6)), "полминуты": ("s", Decimal(30))}  # fmt: skip
CURRENCY_BEFORE = frozenset(("$", "€", "£", "₽", "₴", "₸", "¥", "us$", "usd", "eur", "rub", "gbp"))


def quantities(text: str) -> Iterator[RawFact]:
    """Facts of the folded text in order, non-overlapping; stretches that are taken are written as NULs."""
    if not _may_hold_any(text):
        return
    reader = Reader(text)
    triggers = _triggers()
    index = 0
    while index < len(reader.items):
        item = reader.items[index]
        if item.lastgroup not in _READ and item.group() not in triggers:
            index += 1
            continue
        found = _at(reader, index)
        if found is None:
            index += 1
        else:
            index = max(found[1], index + 1)
            if found[0] is not None:
                yield found[0]


_READ = frozenset(("number", "adjective"))
_LETTERS = re.compile(r"[a-zа-я]+")
_DIGIT = re.compile(r"\d")


def _may_hold_any(text: str) -> bool:
    """Most sentences hold no digit and no word that a fact can begin with: they need no reader."""
    if _DIGIT.search(text) or any(sign in text for sign in CURRENCY_BEFORE):
        return True
    words = set(_LETTERS.findall(text))
    return not words.isdisjoint(_opening_words()) or any(word.startswith(tuple(prefixes())) for word in words)


@cache
def _opening_words() -> frozenset[str]:
    """The letters that each of the triggers begins with."""
    return frozenset(match.group() for match in map(_LETTERS.match, _triggers()) if match)


@cache
def _triggers() -> frozenset[str]:
    """The words and signs that a fact can begin with; all others are passed over."""
    return frozenset({*number_words(), *month_words(), *_WHOLE, *CURRENCY_BEFORE, *_IMPLICIT_BEFORE, "half"})


def _at(reader: Reader, index: int) -> Found:
    kind, text = reader.kind(index), reader.text(index)
    if kind == "number":
        return date_by_day(reader, index) or _measured_fact(reader, index)
    if kind == "adjective":
        return _compound_adjective(reader, index)
    if text in CURRENCY_BEFORE:
        return _money_before(reader, index)
    return _at_word(reader, index, text)


def _at_word(reader: Reader, index: int, text: str) -> Found:
    if is_number_word(text):
        if is_ordinal(reader.word(index + 1)):
            return None, index + 2  # «двадцать восьмого» is a place in a row, not twenty of something
        idiom = (reader.word(index - 1), text, reader.word(index + 1)) in _IDIOMS or (reader.word(index - 1), text) == (
            "все",
            "сто",
        )
        return (None, index + 1) if idiom else _measured_fact(reader, index)
    if text in _WHOLE:
        name, value = _WHOLE[text]
        return (reader.start(index), reader.end(index), "duration", (value, value, name, "")), index + 1
    return date_by_month(reader, index) or _implicit(reader, index)


def _measured_fact(reader: Reader, index: int) -> Found:
    measured = read_measured(reader, index)
    if measured is None:
        return None
    if measured.unit is None:
        return _bare(measured), measured.next
    if measured.unit.family == "number" and not measured.low.digits and measured.high.value == 1:
        return None, measured.next  # «один файл», "one user": hardly ever a count
    special = _year(reader, index, measured) or _hours(reader, index, measured)
    if special is not None:
        return special, measured.next
    low, high = (amount.value * Decimal(measured.unit.factor) for amount in (measured.low, measured.high))
    start, end, position = measured.low.start, measured.end, measured.next
    if low == high and measured.unit.family in ("duration", "money"):
        more, end, position = _more(reader, measured)
        low = high = low + more
    if measured.unit.name == "°c" or measured.unit.family == "percent":
        sign = -1 if _negative(reader, index) else 1
        low, high, start = low * sign, high * sign, start - (sign < 0)
    family = measured.unit.family
    return (start, end, family, (low, high, measured.name, measured.per)), position


def _negative(reader: Reader, index: int) -> bool:
    return reader.text(index - 1) == "-" and reader.glued(index) and not reader.glued(index - 1)


def _bare(measured: Measured) -> RawFact | None:
    low, high = measured.low, measured.high
    if not low.digits and high.value <= 10:
        return None  # «один из», "two ways": too common to be a fact of its own
    return (low.start, high.end, "number", (low.shown, high.shown, "", ""))


def _year(reader: Reader, index: int, measured: Measured) -> RawFact | None:
    amount, unit = measured.low, measured.unit
    if unit is None or unit.name != "mo" or unit.factor != 12 or not 1900 <= amount.value <= 2100:
        return None
    first, last = (int(amount.value), None, None), (int(measured.high.value), None, None)
    return (amount.start, measured.end, "date", (first, last))


def _hours(reader: Reader, index: int, measured: Measured) -> RawFact | None:
    """«в 18 часов», «с 9 до 18 часов» are times of day, «18 часов» is a duration."""
    if measured.unit is None or measured.name != "s" or measured.unit.factor != 3600 or measured.high.value > 24:
        return None
    single = measured.low is measured.high
    opener = reader.word(index - 1)
    word = reader.word(measured.next - 1)
    hours = word.startswith("час") or (word == "ч" and not single)
    if not hours or opener not in (("в", "к") if single else ("с", "со")):
        return None
    return (measured.low.start, measured.end, "time", (int(measured.low.value * 60), int(measured.high.value * 60)))


def _more(reader: Reader, measured: Measured) -> tuple[Decimal, int, int]:
    """«1 час 30 минут», «10 руб. 50 коп.», "2 days and 4 hours": the smaller parts of one amount."""
    total, end, position = Decimal(0), measured.end, measured.next
    last = measured.unit
    while last is not None:
        begin = position + (reader.text(position) in (".", "и", "and", ","))
        amount = read_amount(reader, begin)
        unit = read_unit(reader, amount.next, amount) if amount else None
        if amount is None or unit is None or unit[1] != measured.name:
            break
        if Decimal(unit[0].factor) >= Decimal(last.factor) or range_end(reader, unit[3], begin):
            break
        total += amount.value * Decimal(unit[0].factor)
        last, end, position = unit[0], unit[2], unit[3]
    return total, end, position


def _money_before(reader: Reader, index: int) -> Found:
    unit = reader.units[reader.text(index)]
    low = read_amount(reader, index + 1)
    if low is None:
        return None
    position = low.next
    high, link = low, reader.text(position)
    if link == "-" or link in RANGE_WORDS:
        begin = position + 1 + (reader.text(position + 1) in CURRENCY_BEFORE)
        other = read_amount(reader, begin)
        high = other if other is not None and other.value >= low.value else low
    per, end, position = read_rate(reader, high.next, high.end)
    value = (low.value * Decimal(unit.factor), high.value * Decimal(unit.factor), unit.name, per)
    return (reader.start(index), end, "money", value), position


def _compound_adjective(reader: Reader, index: int) -> Found:
    text = reader.text(index)
    for prefix, value in prefixes().items():
        unit = adjective_units().get(text.removeprefix(prefix)) if text.startswith(prefix) else None
        if unit is not None:
            amount = value * Decimal(unit.factor)
            return (reader.start(index), reader.end(index), "duration", (amount, amount, unit.name, "")), index + 1
    return None


def _implicit(reader: Reader, index: int) -> Found:
    """«в течение часа», "within a day": one, unsaid. «half an hour» too."""
    text = reader.text(index)
    half = text == "half"
    if not half and text not in _IMPLICIT_BEFORE:
        return None
    article = reader.word(index + 1) in ("a", "an") or (text == "within" and reader.word(index + 1) == "the")
    position = index + 1 + article
    business = reader.word(position).startswith(BUSINESS)
    unit = unit_word(reader, position + business, _ONE, business=business)
    if unit is None or unit[0].family != "duration" or len(reader.word(unit[3] - 1)) < 3:
        return None
    if not half and not article and text in ("in", "after", "within"):
        return None
    amount = Decimal(unit[0].factor) * (Decimal("0.5") if half else 1)
    start = reader.start(index if half else position)
    return (start, unit[2], "duration", (amount, amount, unit[1], "")), unit[3]


_ONE = Amount(Decimal(1), "1", 0, 0, 0, digits=False)
