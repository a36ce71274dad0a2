"""A text -> the same text written otherwise, character by character, so that every place can be found again."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from kb_index.records import Span

_WORD = re.compile(r"[А-Яа-яЁё]{4,}")
_TO_LATIN = str.maketrans("асеорхАВСЕНКМОРТХ", "aceopxABCEHKMOPTX")
_VOWELS = frozenset("аеиоуыэюяАЕИОУЫЭЮЯ")
_INVISIBLE = ("\u200b", "\u00ad", "\u2060", "\ufeff")


@dataclass(frozen=True, slots=True)
class Variant:
    """``pieces[i]`` is what character ``i`` of the original became."""

    pieces: Sequence[str]

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def back(self, span: Span) -> Span:
        """The stretch of the original that a stretch of the variant came from."""
        starts = [0, *accumulate(map(len, self.pieces))]
        first = bisect_right(starts, span.start) - 1
        last = bisect_right(starts, span.end - 1) - 1 if span.end > span.start else first - 1
        return Span(first, last + 1)


Spell = Callable[[str, Random], Variant]


def _each(text: str, change: Callable[[str], str]) -> Variant:
    return Variant([change(sign) for sign in text])


def _in_words(text: str, change: Callable[[str, int], Mapping[int, str]]) -> Variant:
    """``change`` gets a word and where it begins, and gives what becomes of its characters."""
    pieces = list(text)
    for found in _WORD.finditer(text):
        for place, piece in change(found.group(), found.start()).items():
            pieces[place] = piece
    return Variant(pieces)


def yo(text: str, random: Random) -> Variant:
    return _each(text, lambda sign: {"ё": "е", "Ё": "Е"}.get(sign, sign))


def invisible(text: str, random: Random) -> Variant:
    """A zero-width sign or a soft hyphen inside of words."""

    def change(word: str, start: int) -> Mapping[int, str]:
        place = random.randrange(1, len(word) - 1)
        return {start + place: random.choice(_INVISIBLE) + word[place]} if random.random() < 0.6 else {}

    return _in_words(text, change)


def lookalikes(text: str, random: Random) -> Variant:
    """Fewer than half of a word's letters become Latin ones that look the same."""

    def change(word: str, start: int) -> Mapping[int, str]:
        places = [place for place, letter in enumerate(word) if letter.translate(_TO_LATIN) != letter]
        chosen = random.sample(places, min(len(places), (len(word) - 1) // 2))
        return {start + place: word[place].translate(_TO_LATIN) for place in chosen}

    return _in_words(text, change)


def decomposed(text: str, random: Random) -> Variant:
    return _each(text, lambda sign: unicodedata.normalize("NFD", sign))


def stressed(text: str, random: Random) -> Variant:
    """An acute over one vowel of a word."""

    def change(word: str, start: int) -> Mapping[int, str]:
        vowels = [place for place, letter in enumerate(word) if letter in _VOWELS]
        chosen = random.choice(vowels) if vowels and random.random() < 0.6 else None
        return {} if chosen is None else {start + chosen: word[chosen] + "\u0301"}

    return _in_words(text, change)


def no_break(text: str, random: Random) -> Variant:
    return _each(text, lambda sign: "\u00a0" if sign == " " and random.random() < 0.5 else sign)


def carriage_returns(text: str, random: Random) -> Variant:
    return _each(text, lambda sign: "\r\n" if sign == "\n" else sign)


SPELLINGS: Mapping[str, Spell] = {
    "ё and е": yo,
    "invisible signs in words": invisible,
    "look-alike letters": lookalikes,
    "decomposed letters": decomposed,
    "stress marks": stressed,
    "no-break spaces": no_break,
    "line ends": carriage_returns,
}
