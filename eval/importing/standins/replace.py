"""Masked texts of one ticket -> the same with stand-ins where the markers were."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from random import Random

from eval.importing.standins.digits import stand_in
from eval.importing.standins.people import Cast
from eval.importing.standins.places import address, company
from service.masking.context import case_asked
from service.masking.gender import Gender
from service.masking.given import GivenName
from service.masking.kinds import Label
from service.masking.markers import Case, Marker, markers
from service.masking.mask import Mask

_SIDE_BY_SIDE = re.compile(r"[ \u00a0]{1,2}")


class Replacing:
    """``seed`` (of the ticket, never of a value) decides what stands in; equal values get equal stand-ins."""

    def __init__(self, mask: Mask, given: Iterable[GivenName], masked: Iterable[str], *, seed: str) -> None:
        self._mask = mask
        self._seed = seed
        texts = list(masked)
        numbers = {one.number for text in texts for one in markers(text) if one.label == Label.NAME}
        names = {number: mask.restore(f"[[name_{number}]]") for number in numbers}
        self._settled = frozenset(one for one in numbers if mask.restore(f"[[name_{one}:dat]]") != names[one])
        self._cast = Cast(seed, given, names, settled=self._settled)
        self._beside = _neighbours(texts, self._cast.gender)
        self.replaced: set[tuple[str, int]] = set()  # label and number of the markers that got a stand-in
        self._taken = frozenset(
            mask.restore(text[one.start : one.end]).casefold()
            for text in texts
            for one in markers(text)
            if one.label == Label.COMPANY
        )

    def text(self, masked: str, *, keep: Callable[[str, str], bool] = lambda label, surface: False) -> str:
        """``keep(label, surface)``: what may stay as it was, such as the address of an article."""
        pieces: list[str] = []
        position = 0
        for one in markers(masked):
            surface = self._surface(masked, one)
            stays = one.label == Label.TEXT or keep(one.label, surface)
            made = surface if stays else self._made(one, surface, masked[: one.start])
            self.replaced |= set() if stays else {(one.label, one.number)}
            pieces += (masked[position : one.start], made)
            position = one.end
        return "".join((*pieces, masked[position:]))

    def _surface(self, masked: str, one: Marker) -> str:
        """What the marker stands for there; the words before it may tell the case."""
        before = masked[max(0, one.start - 160) : one.start]
        head = self._mask.restore(before)
        return self._mask.restore(before + masked[one.start : one.end])[len(head) :]

    def _made(self, one: Marker, surface: str, before: str) -> str:
        random = Random(f"{self._seed}/{one.label}/{one.number}")
        if one.label == Label.NAME:
            case = one.case or self._asked(one, before)
            return self._cast.named(one.number, surface, case=case, beside=self._beside.get(one.number))
        if one.label == Label.COMPANY:
            return company(surface, random, taken=self._taken)
        if one.label == Label.ADDRESS:
            return address(surface, random)
        return stand_in(Label(one.label), surface, random)

    def _asked(self, one: Marker, before: str) -> Case | None:
        """A name that is equal in all cases stands in the one that the words before it ask for."""
        return None if one.number in self._settled else case_asked(before)


def _neighbours(texts: Iterable[str], gender: Callable[[int], Gender | None]) -> Mapping[int, Gender]:
    """Number of a name -> the gender that the name beside it tells."""
    found: dict[int, Gender] = {}
    for text in texts:
        last: Marker | None = None
        for one in markers(text):
            if one.label != Label.NAME:
                continue
            if last is not None and _SIDE_BY_SIDE.fullmatch(text, last.end, one.start):
                for number, other in ((one.number, last.number), (last.number, one.number)):
                    told = gender(other)
                    if told is not None:
                        found.setdefault(number, told)
            last = one
    return found
