"""Passages that come and go -> the statistics that scores are weighed by, for each circle of callers.

What a caller may not see counts in none of its statistics: they are those of an index that holds only what it sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb_index.arrays import IntArray
from kb_index.lexical import postings
from kb_index.lexical.frequencies import Frequencies
from kb_index.lexical.words import Words
from kb_index.segment import Segment

Circle = tuple[str, ...]  # the access groups of an article; none: everyone


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """Of some passages. They add up, and can be taken out again."""

    frequencies: Frequencies
    vectors: int
    vector_sum: npt.NDArray[np.float64]  # (dimension,), or () where there is no vector

    @classmethod
    def none(cls) -> Statistics:
        return cls(Frequencies.none(), 0, np.zeros(()))

    @classmethod
    def of(cls, segment: Segment, rows: IntArray, words: Words) -> Statistics:
        terms = segment.terms if len(rows) == len(segment) else postings.chosen(segment.terms, rows)
        frequencies = Frequencies.of(terms, words)
        vectors = segment.vectors_of(rows)
        return cls(frequencies, len(vectors), vectors.sum(axis=0, dtype=np.float64) if len(vectors) else np.zeros(()))

    def __add__(self, other: Statistics) -> Statistics:
        vector_sum = self.vector_sum + other.vector_sum
        return Statistics(self.frequencies + other.frequencies, self.vectors + other.vectors, vector_sum)

    def __neg__(self) -> Statistics:
        return Statistics(-self.frequencies, -self.vectors, -self.vector_sum)


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


def _by_circle(segment: Segment, rows: IntArray) -> Iterator[tuple[Circle, IntArray]]:
    owners, place = np.unique(segment.passages.owners[rows], return_inverse=True)
    numbers: dict[Circle, int] = {}
    circles = [segment.passages.articles[owner].article.access_groups for owner in owners.tolist()]
    of_owner = np.array([numbers.setdefault(circle, len(numbers)) for circle in circles], np.int64)
    for circle, number in numbers.items():
        yield circle, rows[of_owner[place] == number]
