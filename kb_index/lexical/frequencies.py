"""Terms of the passages that are in an index -> the statistics that BM25 weighs by, kept up change by change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from kb_index.arrays import IntArray
from kb_index.contents import Terms
from kb_index.lexical.postings import body_lengths, distinct_in_rows
from kb_index.lexical.words import Words


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """Whole numbers only: however often passages come and go, they are those of an index built anew."""

    rows: int
    body_length: int  # terms in all bodies
    documents: IntArray  # (terms,) rows that hold the term
    families: IntArray  # (families,) rows that hold a term of the family

    @classmethod
    def none(cls) -> Self:
        return cls(0, 0, np.zeros(0, np.int64), np.zeros(0, np.int64))

    @classmethod
    def of(cls, terms: Terms, words: Words) -> Self:
        """``words`` knows all of the terms."""
        lengths = body_lengths(terms)
        return cls(
            len(lengths),
            int(lengths.sum()),
            np.bincount(distinct_in_rows(terms), minlength=len(words.texts)),
            np.bincount(distinct_in_rows(terms, words.family_of), minlength=words.families),
        )

    def __add__(self, other: Frequencies) -> Frequencies:
        return Frequencies(
            self.rows + other.rows,
            self.body_length + other.body_length,
            _sum(self.documents, other.documents),
            _sum(self.families, other.families),
        )

    def __neg__(self) -> Frequencies:
        return Frequencies(-self.rows, -self.body_length, -self.documents, -self.families)

    @property
    def mean_body(self) -> float:
        """Terms in a body on average, at least 1."""
        return max(self.body_length / self.rows, 1.0) if self.rows else 1.0

    def idf(self, documents: int) -> float:
        """Inverse document frequency of what stands in so many rows."""
        return float(np.log1p((self.rows - documents + 0.5) / (documents + 0.5)))

    def of_term(self, number: int) -> int:
        """In how many rows a term stands; 0 for -1, and for terms of later generations."""
        return int(self.documents[number]) if 0 <= number < len(self.documents) else 0

    def of_family(self, number: int) -> int:
        return int(self.families[number]) if 0 <= number < len(self.families) else 0


def _sum(left: IntArray, right: IntArray) -> IntArray:
    """The vocabulary grows, so one may be the longer."""
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    total = longer.copy()
    total[: len(shorter)] += shorter
    return total


@dataclass(frozen=True, slots=True, eq=False)
class HeldWords:
    """The vocabulary with what its statistics say of it."""

    words: Words
    frequencies: Frequencies

    @property
    def texts(self) -> Sequence[str]:
        return self.words.texts

    def number(self, term: str) -> int:
        return self.words.number(term)

    def held(self, term: str) -> bool:
        return self.frequencies.of_term(self.words.number(term)) > 0
