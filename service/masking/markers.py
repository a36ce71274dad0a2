"""A text -> the markers in it, as we write them and as a model may garble them.

No written form holds a bracket between its own: what a text adds beside a marker never becomes a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.masking.kinds import Label


class Case(StrEnum):
    NOM = "nom"
    GEN = "gen"
    DAT = "dat"
    ACC = "acc"
    INS = "ins"
    LOC = "loc"


@dataclass(frozen=True, slots=True)
class Marker:
    """``text[start:end]`` is a marker. ``variant`` counts the ways in which one value was written, from 1."""

    start: int
    end: int
    label: str
    number: int
    case: Case | None = None
    variant: int | None = None


_RUSSIAN_LABELS: Mapping[str, str] = {
    "имя": Label.NAME,
    "компания": Label.COMPANY,
    "телефон": Label.PHONE,
    "почта": Label.EMAIL,
    "адрес": Label.ADDRESS,
    "карта": Label.CARD,
    "паспорт": Label.PASSPORT,
    "заказ": Label.ORDER,
    "номер": Label.NUMBER,
    "логин": Label.LOGIN,
}
# The first letters tell the case, in English, Latin and Russian: «dat», «dative», «дат», «дательный».
_CASES: Mapping[str, Case] = {
    **{str(case): case for case in Case},
    "pre": Case.LOC,
    "abl": Case.INS,
    "им": Case.NOM,
    "ро": Case.GEN,
    "да": Case.DAT,
    "ви": Case.ACC,
    "тв": Case.INS,
    "пр": Case.LOC,
}
_WORDS = "|".join([*Label, *_RUSSIAN_LABELS])
_SUFFIX = r"(?P<suffix{n}>(?:[ \t]{{0,2}}\\?[:|/,][ \t]{{0,2}}[A-Za-zА-Яа-яЁё0-9]{{1,16}}){{0,2}})[ \t]{{0,2}}"
_MARKER = re.compile(
    rf"(?:\\\[\\\[|\[[ \t]?\[)[ \t]{{0,2}}(?P<label1>{_WORDS})(?:\\?_|[ \t\-])?(?P<number1>[0-9]{{1,4}})"
    rf"{_SUFFIX.format(n=1)}(?:\\\]\\\]|\][ \t]?\]|\])"
    rf"|\[[ \t]{{0,2}}(?P<label2>{_WORDS})\\?_(?P<number2>[0-9]{{1,4}}){_SUFFIX.format(n=2)}\]",
    re.IGNORECASE,
)
_PART = re.compile(r"[A-Za-zА-Яа-яЁё0-9]+")


def written(label: Label, number: int, *, case: Case | None = None, variant: int | None = None) -> str:
    """``[[name_1]]``, ``[[name_1:dat]]``, ``[[name_1:2]]``."""
    suffixes = "".join(f":{one}" for one in (case, variant) if one is not None)
    return f"[[{label}_{number}{suffixes}]]"


def markers(text: str) -> Iterator[Marker]:
    """In order, non-overlapping, whether they stand for something or not. Linear in the length."""
    if "[" not in text:
        return
    for match in _MARKER.finditer(text):
        group = "1" if match["label1"] is not None else "2"
        label = match["label" + group].lower()
        case, variant = _read_suffix(match["suffix" + group])
        number = int(match["number" + group])
        yield Marker(match.start(), match.end(), _RUSSIAN_LABELS.get(label, label), number, case, variant)


def _read_suffix(suffix: str) -> tuple[Case | None, int | None]:
    case: Case | None = None
    variant: int | None = None
    for part in _PART.findall(suffix.lower()):
        if part.isdigit():
            variant = int(part)
        else:
            case = _CASES.get(part[:3]) or _CASES.get(part[:2]) or case
    return case, variant
