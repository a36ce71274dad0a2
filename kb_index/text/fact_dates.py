"""Lexemes -> dates written in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kb_index.text.fact_lexemes import Found, Reader

_MONTHS = (
    "январь января январю январе январем янв january jan",
    "февраль февраля февралю феврале февралем фев february feb",
    "март марта марту марте мартом мар march mar",
    "апрель апреля апрелю апреле апрелем апр april apr",
    "май мая маю мае маем may",
    "июнь июня июню июне июнем june jun",
    "июль июля июлю июле июлем july jul",
    "август августа августу августе августом авг august aug",
    "сентябрь сентября сентябрю сентябре сентябрем сен сент september sept sep",
    "октябрь октября октябрю октябре октябрем окт october oct",
    "ноябрь ноября ноябрю ноябре ноябрем ноя нояб november nov",
    "декабрь декабря декабрю декабре декабрем дек december dec",
)


@cache
def month_words() -> Mapping[str, int]:
    """Form or abbreviation of a month's name -> 1..12."""
    return {form: number for number, forms in enumerate(_MONTHS, start=1) for form in forms.split()}


def _whole(reader: Reader, index: int, lowest: int, highest: int) -> int | None:
    if reader.kind(index) != "number":
        return None
    match = re.match(r"\d+(?![\d.,' ]*\d)", reader.text(index))
    return int(match.group()) if match and len(match.group()) < 5 and lowest <= int(match.group()) <= highest else None


def date_by_day(reader: Reader, index: int) -> Found:
    """«14 марта 2025 года», «1–5 марта», «с 1 по 5 марта», "14th of March"."""
    first = _whole(reader, index, 1, 31)
    if first is None:
        return None
    last, position = first, index + 1
    if reader.text(position) in ("-", "по", "до", "to") and (second := _whole(reader, position + 1, 1, 31)):
        last, position = second, position + 2
    position += reader.word(position) in ("of", "числа")
    month = month_words().get(reader.word(position))
    if month is None:
        return None
    year, end, position = _year_after(reader, position + 1)
    return (reader.start(index), end, "date", ((year, month, first), (year, month, last))), position


def date_by_month(reader: Reader, index: int) -> Found:
    """ "March 14, 2025", "March 1–5", «в марте 2025 года»."""
    month = month_words().get(reader.text(index))
    if month is None:
        return None
    position = index + 1 + (reader.text(index + 1) == ".")
    first = _whole(reader, position, 1, 31) if reader.text(index).isascii() else None
    last = first
    if first is not None:
        position += 1
        if reader.text(position) in ("-", "to") and (second := _whole(reader, position + 1, 1, 31)):
            last, position = second, position + 2
    year, end, after = _year_after(reader, position)
    if first is None and year is None:
        return None
    return (reader.start(index), end, "date", ((year, month, first), (year, month, last))), after


def _year_after(reader: Reader, position: int) -> tuple[int | None, int, int]:
    """The year at ``position``: (year or None, end of the date, next index)."""
    begin = position + (reader.text(position) in (",", "."))
    year = _whole(reader, begin, 1900, 2100)
    if year is None:
        return None, reader.end(position - 1), position
    after = begin + 1
    if reader.word(after) in ("года", "год", "году", "г"):
        after += 1
    return year, reader.end(after - 1), after
