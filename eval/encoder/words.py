"""Word counts and word vectors -> the student's vocabulary: many word forms, one row for each lemma or form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
import pymorphy3

from eval.encoder.navec import WordVectors
from kb_index.arrays import FloatArray, IntArray
from kb_index.embedders.wordpiece import ADDRESS

UNKNOWN, NOTHING = "[UNK]", 0  # row 0 is the zero vector: what the student cannot read does not move a text
CONTINUED = "##"
LONGEST_PIECE = 5

_ADDRESS = re.compile(ADDRESS)
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile("[а-я]")
_RUSSIAN = re.compile("[а-я]+")
_OWN_WEIGHT = 3.0  # the parallel texts are nearer to help centres than the news that the vectors were made of
_LEAST_COUNT = 2
_LEAST_COUNT_LATIN = 3


def words(text: str) -> list[str]:
    """Runs of letters and digits in lower case, ё as е, no addresses: what the exported tokenizer cuts a text into."""
    return _WORD.findall(_ADDRESS.sub(" ", text).lower().replace("ё", "е"))


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def lemma(word: str) -> str:
    """The dictionary form of a Russian word; another word stays as it is."""
    if not _CYRILLIC.search(word):
        return word
    form: str = _morphology().parse(word)[0].normal_form
    return form.replace("ё", "е")


class Units(StrEnum):
    """What a row stands for. Character n-grams have no tokenizer that could be written: they can be tried only."""

    LEMMAS = "lemmas"
    FORMS = "forms"
    GRAMS = "grams"
    LEMMAS_AND_GRAMS = "lemmas+grams"


GRAM_UNITS = frozenset({Units.GRAMS, Units.LEMMAS_AND_GRAMS})


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """``rows[i]``, shape (tokens,), is the row of token i. ``start``, shape (rows, size): word vectors, 0 without.

    The last ``grams`` rows are of n-grams, which no token leads to.
    """

    tokens: tuple[str, ...]
    rows: IntArray
    start: FloatArray
    units: tuple[str, ...]  # by row: the lemma, Latin word or piece
    grams: int = 0

    @property
    def size(self) -> int:
        """Rows, the zero one among them."""
        return len(self.start)


def build_vocabulary(
    texts: Iterable[str], vectors: WordVectors, *, rows: int, pieces: int, kind: Units = Units.LEMMAS
) -> Vocabulary:
    """``rows`` units of the kind at most, and ``pieces`` of words for what they do not cover. Deterministic."""
    unit_of = str if kind is Units.FORMS else lemma
    grams = rows if kind in GRAM_UNITS else 0
    counts = Counter(word for text in texts for word in words(text))
    forms = _forms(vectors)
    units = _units(counts, forms, vectors, rows if kind is not Units.GRAMS else 0, unit_of)
    row = {unit: number for number, unit in enumerate(units, start=1)}
    start = _start(row, forms, vectors, unit_of)
    tokens: dict[str, int] = {UNKNOWN: NOTHING}
    for word in sorted({*forms, *counts}):
        if unit_of(word) in row:
            tokens[word] = row[unit_of(word)]
    ends = _pieces(counts, tokens, pieces)
    first = len(units) + 1
    tokens |= {piece: first + number for number, piece in enumerate(ends) if piece not in tokens}
    nothing = np.zeros((1, start.shape[1]), np.float32)
    whole = np.concatenate([nothing, start, np.repeat(nothing, len(ends) + grams, axis=0)])
    return Vocabulary(tuple(tokens), np.fromiter(tokens.values(), np.int64), whole, (UNKNOWN, *units, *ends), grams)


def _forms(vectors: WordVectors) -> dict[str, int]:
    """Russian word form, as texts are cut, -> its number among the vectors."""
    found: dict[str, int] = {}
    for number, word in enumerate(vectors.words):
        form = word.replace("ё", "е")
        if _RUSSIAN.fullmatch(form):
            found.setdefault(form, number)
    return found


def _units(
    counts: Counter[str], forms: Mapping[str, int], vectors: WordVectors, rows: int, unit_of: Callable[[str], str]
) -> list[str]:
    """The lemmas (or forms) and Latin words that are worth a row, the most frequent first."""
    general: Counter[str] = Counter()
    for form, number in forms.items():
        general[unit_of(form)] += int(vectors.counts[number])
    own: Counter[str] = Counter()
    for word, count in counts.items():
        own[unit_of(word)] += count
    least = {unit: _LEAST_COUNT if _CYRILLIC.search(unit) else _LEAST_COUNT_LATIN for unit in own}
    kept = {unit: count for unit, count in own.items() if count >= least[unit] and not unit.isdigit()}
    all_general, all_own = max(1, general.total()), max(1, own.total())
    worth = {
        unit: general[unit] / all_general + _OWN_WEIGHT * kept.get(unit, 0) / all_own for unit in {*general, *kept}
    }
    return sorted(worth, key=lambda unit: (-worth[unit], unit))[:rows]


def _start(
    row: Mapping[str, int], forms: Mapping[str, int], vectors: WordVectors, unit_of: Callable[[str], str]
) -> FloatArray:
    """Row i - 1: the mean vector of the unit's forms, by frequency; zeros without."""
    total = np.zeros((len(row), vectors.vectors.shape[1]), np.float32)
    weight = np.zeros(len(row), np.float32)
    for form, number in forms.items():
        at = row.get(unit_of(form))
        if at is not None:
            total[at - 1] += vectors.vectors[number] * vectors.counts[number]
            weight[at - 1] += vectors.counts[number]
    mean: FloatArray = (total / np.maximum(weight, 1e-9)[:, None]).astype(np.float32)
    return mean


def _pieces(counts: Counter[str], tokens: Mapping[str, int], limit: int) -> list[str]:
    """Single signs, and the commonest ends of words: what an unknown word is read by."""
    signs = sorted({sign for word in counts for sign in word})
    ends: Counter[str] = Counter()
    for word in counts:
        for size in range(2, min(LONGEST_PIECE, len(word) - 2) + 1):
            ends[word[-size:]] += 1
    common = sorted(ends, key=lambda end: (-ends[end] * len(end), end))[: max(0, limit - 2 * len(signs))]
    found = [*signs, *(CONTINUED + sign for sign in signs), *(CONTINUED + end for end in common)]
    return [piece for piece in found if piece not in tokens]


class Reader:
    """Words -> tokens as WordPiece reads them: the longest beginning that is known, then the longest next piece."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._token = {token: number for number, token in enumerate(vocabulary.tokens)}

    def tokens(self, word: str, *, whole: bool = True) -> tuple[int, ...]:
        """``whole=False``: as if the word itself were unknown. (0,) where a part of the word is unknown."""
        found: list[int] = []
        at, end = 0, len(word)
        while at < len(word):
            token = self._token.get(word[at:end] if at == 0 else CONTINUED + word[at:end])
            if token is not None and (whole or end - at < len(word)):
                found.append(token)
                at, end = end, len(word)
            elif end - at > 1:
                end -= 1
            else:
                return (0,)
        return tuple(found)
