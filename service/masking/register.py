"""The values of one request -> markers, and markers -> values: numbers, writings, cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.masking.context import case_asked, ending_case
from service.masking.declension import Cases
from service.masking.hit import Hit
from service.masking.kinds import Label
from service.masking.markers import Case, Marker, written


@dataclass(slots=True)
class _Value:
    """``writings``: the ways it was written that no case explains, in order of appearance."""

    label: Label
    number: int
    text: str
    cases: Cases | None
    writings: list[str] = field(default_factory=list)
    hidden: bool = False


class Register:
    """Numbers the values of a request from 1 for each label. Equal keys, equal numbers."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[Label, str], _Value] = {}
        self._by_number: dict[tuple[str, int], _Value] = {}
        self._last: dict[Label, int] = {}

    def add(self, label: Label, key: str, text: str, cases: Cases | None = None) -> _Value:
        value = self._by_key.get((label, key))
        if value is None:
            number = self._last[label] = self._last.get(label, 0) + 1
            value = self._by_key[label, key] = _Value(label, number, " ".join(text.split()), cases)
            self._by_number[label, number] = value
        return value

    def marker(self, hit: Hit, surface: str, before: str, after: str) -> str:
        """What stands for ``surface`` behind the masked ``before``; `resolve` turns it into exactly this again."""
        value = self.add(hit.label, hit.key, hit.value, hit.cases)
        value.hidden = True
        if not _continues(after):
            asked = case_asked(before) if value.cases else None
            fitting = _case_of(value, surface, asked)
            if fitting is not None:
                bare = fitting is Case.NOM and self._form(value, asked) == surface
                return written(value.label, value.number, case=None if bare or not value.cases else fitting)
        if surface not in value.writings:
            value.writings.append(surface)
        return written(value.label, value.number, variant=value.writings.index(surface) + 1)

    def resolve(self, marker: Marker, before: str, after: str) -> tuple[str, int] | None:
        """The value in the form asked for, and how many letters of ``after`` belong to it; None: no such value."""
        value = self._by_number.get((marker.label, marker.number))
        if value is None:
            return None
        if marker.variant is not None:
            known = 0 < marker.variant <= len(value.writings)
            return (value.writings[marker.variant - 1] if known else value.text), 0
        if value.cases is None:
            return value.text, 0
        asked, taken = ending_case(value.cases, after)
        case = marker.case or asked or case_asked(before)
        return self._form(value, case), taken

    def knows(self, marker: Marker) -> bool:
        return (marker.label, marker.number) in self._by_number

    @staticmethod
    def _form(value: _Value, case: Case | None) -> str:
        return value.cases[case] if value.cases and case else value.text

    @property
    def counts(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for value in self._by_key.values():
            if value.hidden:
                counts[str(value.label)] = counts.get(str(value.label), 0) + 1
        return counts


def _continues(after: str) -> bool:
    """A Cyrillic letter right behind a marker would be read as an ending that the model added."""
    return "\u0400" <= after[:1] <= "\u04ff"


def _case_of(value: _Value, surface: str, asked: Case | None) -> Case | None:
    """A case whose form is ``surface``: of several that which the words before ask for."""
    if value.cases is None or surface == value.text:
        return Case.NOM if surface == value.text else None
    fitting = [case for case in Case if value.cases[case] == surface]
    return asked if asked in fitting else (fitting[0] if fitting else None)
