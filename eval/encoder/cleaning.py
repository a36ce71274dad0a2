"""Pairs -> the pairs that are worth training on, and a count of the others by reason."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from eval.encoder.pairs import Pair

_WORD = re.compile(r"[^\W\d_]{2,}")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"%\([^)]*\)\w|%\{[^}]*\}|\{\{?[^{}]*\}\}?|%\d*\$?[sdif]\b|<[^<>]+>|\$\w+|\[\[[^\]]*\]\]")
_RESIDUE = re.compile(r"\{ ?#[\w-]+ ?\}|\|br\|")  # anchors of headings and line breaks that a source left in
_DIGITS = re.compile(r"\d+")
_SIGNS = re.compile(r"[\W_]+")
_OPEN_END = re.compile(r"(?:[,(\[–—-]|\b(?:и|или|а|но|что|the|a|an|and|or|of|to|with|for))$", re.IGNORECASE)
_CLOSED_END = re.compile(r"[.!?:;…»\")]$")

_RUSSIAN_SHARE = 0.33  # of the words on the Russian side; below that it is a list of names or was left untranslated
_RATIO = (0.4, 2.0)  # Russian words for an English one, three added to both: short texts may differ more
_RATIO_ADDED = 3
_CHARACTERS = 2000  # the teacher reads about 1,000; what comes after would be taught with the wrong meaning
_WORDS_PER_PLACEHOLDER = 2
_VERSIONS = 3  # English texts for one Russian one


class Reason(StrEnum):
    NO_RUSSIAN = "no Russian words"
    FEW_RUSSIAN = "Russian words are few"
    NO_ENGLISH = "no English words"
    RUSSIAN_IN_ENGLISH = "Russian letters in the English text"
    LENGTHS = "lengths too far apart"
    TOO_LONG = "too long"
    DAMAGED = "damaged characters"
    PLACEHOLDERS = "mostly placeholders"
    CUT = "one side is cut short"
    DUPLICATE = "duplicate"
    NEAR_DUPLICATE = "duplicate but for digits, case and signs"
    VERSIONS = "more versions of one Russian text"


@dataclass(slots=True)
class CleaningReport:
    kept: int = 0
    left_out: Counter[Reason] = field(default_factory=Counter)


def clean(pairs: Iterable[Pair], report: CleaningReport) -> Iterator[Pair]:
    """The pairs without a fault, tidied and in order; of duplicates the first. Needs some 200 bytes for each."""
    seen = _Seen()
    for pair in map(_tidied, pairs):
        reason = fault(pair) or seen.fault(pair)
        if reason is None:
            report.kept += 1
            yield pair
        else:
            report.left_out[reason] += 1


def _tidied(pair: Pair) -> Pair:
    return Pair(_tidied_text(pair.ru), _tidied_text(pair.en), pair.source)


def _tidied_text(text: str) -> str:
    return " ".join(_RESIDUE.sub(" ", html.unescape(text)).split())


def fault(pair: Pair) -> Reason | None:
    """Why the pair on its own teaches nothing or the wrong thing; None where it is sound."""
    if len(pair.ru) > _CHARACTERS or len(pair.en) > _CHARACTERS:
        return Reason.TOO_LONG
    if "\ufffd" in pair.ru + pair.en:
        return Reason.DAMAGED
    russian, english = _words(pair.ru), _words(pair.en)
    return _language_fault(pair, russian, english) or _shape_fault(pair, russian, english)


def _language_fault(pair: Pair, russian: list[str], english: list[str]) -> Reason | None:
    cyrillic = sum(bool(_CYRILLIC.match(word)) for word in russian)
    if not cyrillic:
        return Reason.NO_RUSSIAN
    if cyrillic < _RUSSIAN_SHARE * len(russian):
        return Reason.FEW_RUSSIAN
    if _CYRILLIC.search(pair.en):
        return Reason.RUSSIAN_IN_ENGLISH
    return None if english else Reason.NO_ENGLISH


def _shape_fault(pair: Pair, russian: list[str], english: list[str]) -> Reason | None:
    held = max(len(_PLACEHOLDER.findall(pair.ru)), len(_PLACEHOLDER.findall(pair.en)))
    if held and min(len(russian), len(english)) < _WORDS_PER_PLACEHOLDER * held:
        return Reason.PLACEHOLDERS
    low, high = _RATIO
    if not low <= (len(russian) + _RATIO_ADDED) / (len(english) + _RATIO_ADDED) <= high:
        return Reason.LENGTHS
    return Reason.CUT if _cut(pair.ru, pair.en) or _cut(pair.en, pair.ru) else None


def _cut(text: str, other: str) -> bool:
    """Whether the text breaks off where the other has a proper end; a single word breaks off nowhere."""
    return " " in text and bool(_OPEN_END.search(text)) and bool(_CLOSED_END.search(other))


def _words(text: str) -> list[str]:
    return _WORD.findall(_PLACEHOLDER.sub(" ", text))


class _Seen:
    """Hashes of the texts so far: 64 bits, so a chance collision among a million is one in 40 million."""

    def __init__(self) -> None:
        self._exact: set[int] = set()
        self._near: set[int] = set()
        self._versions: Counter[int] = Counter()

    def fault(self, pair: Pair) -> Reason | None:
        exact, russian = hash((pair.ru, pair.en)), _masked(pair.ru)
        near = hash((russian, _masked(pair.en)))
        if exact in self._exact:
            return Reason.DUPLICATE
        if near in self._near:
            return Reason.NEAR_DUPLICATE
        if self._versions[hash(russian)] >= _VERSIONS:
            return Reason.VERSIONS
        self._exact.add(exact)
        self._near.add(near)
        self._versions[hash(russian)] += 1
        return None


def _masked(text: str) -> str:
    return _SIGNS.sub(" ", _DIGITS.sub("0", text.lower().replace("ё", "е"))).strip()
