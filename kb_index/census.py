"""Passages that come and go -> the statistics that scores are weighed by, for each circle of callers.

What a caller may not see counts in none of its statistics: they are those of an index that holds only what it sees.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kb_index.arrays import FloatArray, IntArray
from kb_index.lexical import postings
from kb_index.lexical.frequencies import Frequencies
from kb_index.lexical.words import Words
from kb_index.records import Article
from kb_index.segment import Segment

_Key = TypeVar("_Key", bound=Hashable)

Circle = tuple[str, ...]  # the access groups of an article; none: everyone


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """How many there are, and their sum: shape (dimension,), or () where there is none."""

    count: int
    total: npt.NDArray[np.float64]

    def __add__(self, other: Vectors) -> Vectors:
        return Vectors(self.count + other.count, self.total + other.total)

    def __neg__(self) -> Vectors:
        return Vectors(-self.count, -self.total)


NO_VECTORS = Vectors(0, np.zeros(()))


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Of some passages. They add up, and can be taken out again. ``vectors`` are told apart by language."""

    frequencies: Frequencies
    vectors: Mapping[str, Vectors]

    @classmethod
    def none(cls) -> Statistics:
        return cls(Frequencies.none(), {})

    @classmethod
    def of(cls, segment: Segment, rows: IntArray, words: Words) -> Statistics:
        terms = segment.terms if len(rows) == len(segment) else postings.chosen(segment.terms, rows)
        frequencies = Frequencies.of(terms, words)
        return cls(frequencies, {code: _summed(segment.vectors_of(own)) for code, own in _by_language(segment, rows)})

    def __add__(self, other: Statistics) -> Statistics:
        codes = self.vectors.keys() | other.vectors.keys()
        vectors = {code: self.vectors.get(code, NO_VECTORS) + other.vectors.get(code, NO_VECTORS) for code in codes}
        return Statistics(self.frequencies + other.frequencies, vectors)

    def __neg__(self) -> Statistics:
        return Statistics(-self.frequencies, {code: -own for code, own in self.vectors.items()})


Census = Mapping[Circle, Statistics]


def counted(census: Census, segment: Segment, rows: IntArray, words: Words, *, leaving: bool = False) -> Census:
    """The census with those passages added, or taken out."""
    result = dict(census)
    for circle, own in _by_circle(segment, rows):
        change = Statistics.of(segment, own, words)
        result[circle] = result.get(circle, Statistics.none()) + (-change if leaving else change)
        if not result[circle].frequencies.rows:
            del result[circle]
    return result


def total(census: Census, circles: Iterable[Circle]) -> Statistics:
    """What some circles see together."""
    found = Statistics.none()
    for circle in circles:
        found += census[circle]
    return found


def _summed(vectors: FloatArray) -> Vectors:
    return Vectors(len(vectors), vectors.sum(axis=0, dtype=np.float64)) if len(vectors) else NO_VECTORS


def _by_circle(segment: Segment, rows: IntArray) -> Iterator[tuple[Circle, IntArray]]:
    return _grouped(segment, rows, lambda article: article.access_groups)


def _by_language(segment: Segment, rows: IntArray) -> Iterator[tuple[str, IntArray]]:
    return _grouped(segment, rows, lambda article: article.language_code)


def _grouped(segment: Segment, rows: IntArray, key: Callable[[Article], _Key]) -> Iterator[tuple[_Key, IntArray]]:
    """The rows by what the key says of their articles."""
    owners, place = np.unique(segment.passages.owners[rows], return_inverse=True)
    numbers: dict[_Key, int] = {}
    keys = [key(segment.passages.articles[owner].article) for owner in owners.tolist()]
    of_owner = np.array([numbers.setdefault(one, len(numbers)) for one in keys], np.int64)
    for one, number in numbers.items():
        yield one, rows[of_owner[place] == number]
