"""Terms of passages, field by field -> BM25F scores, on plain arrays.

Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields (CIKM 2004). Each term is matched twice:
as the lemma that it is, and by its family, a cut-off beginning that joins what grammar parts («подключить»,
«подключение», «подключаться»). A family match counts for less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from kb_index.ports import FloatArray, IntArray, Terms

K1 = 1.2  # where repeating a term stops to pay
B = 0.75  # how far a long body is held against a passage; the short fields carry no length penalty
FIELD_WEIGHTS: Mapping[str, float] = {"title": 0.5, "headings": 0.5, "product": 0.5, "body": 1.0}
FAMILY_WEIGHT = 0.7  # of a family match in the score
FAMILY_CREDIT = 0.5  # of a family match where a passage is asked what it holds
MAX_TERMS = 64  # a long message is searched by its rarest terms


def family(term: str) -> str:
    """The beginning that a word shares with its derivations: 4 to 6 letters, at least 3 fewer than the word has."""
    return term[: max(4, min(6, len(term) - 3))] if len(term) > 4 else term


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Occurrence i: a term, the row it stands in, what it weighs there."""

    terms: IntArray
    rows: IntArray
    weights: npt.NDArray[np.float64]

    def counted(self) -> _Occurrences:
        """Each pair of term and row once, with the sum of its weights, by term and row."""
        if not len(self.terms):
            return self
        width = int(self.rows.max()) + 1
        keys = self.terms * width + self.rows
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        terms, rows = np.divmod(keys[first], width)
        return _Occurrences(terms, rows, np.add.reduceat(self.weights[order], first))


@dataclass(frozen=True, slots=True)
class _Postings:
    """Term i scores ``impacts[offsets[i]:offsets[i + 1]]`` in the rows beside it, which ascend."""

    offsets: IntArray  # (terms + 1,)
    rows: IntArray
    impacts: FloatArray
    idf: FloatArray  # (terms,)
    unseen: float  # the idf of a term that occurs nowhere

    @classmethod
    def build(cls, counted: _Occurrences, *, rows: int, terms: int) -> Self:
        """``counted``: each pair of term and row once, by term and row."""
        documents = np.bincount(counted.terms, minlength=terms)
        idf = _idf(documents, rows)
        frequency = counted.weights
        impacts = idf[counted.terms] * frequency * (K1 + 1) / (frequency + K1)
        offsets = np.concatenate([[0], np.cumsum(documents)]).astype(np.int64)
        unseen = float(_idf(np.zeros(1, np.int64), rows)[0])
        return cls(offsets, counted.rows, impacts.astype(np.float32), idf.astype(np.float32), unseen)

    def add_scores(self, term: int, scores: FloatArray, weight: float) -> None:
        here = slice(self.offsets[term], self.offsets[term + 1])
        scores[self.rows[here]] += weight * self.impacts[here]

    def holding(self, term: int, rows: IntArray) -> npt.NDArray[np.bool_]:
        """Which of the rows hold the term."""
        mine = self.rows[self.offsets[term] : self.offsets[term + 1]]
        place = np.searchsorted(mine, rows)
        return (place < len(mine)) & (mine[np.minimum(place, len(mine) - 1)] == rows) if len(mine) else rows < 0


class Bm25Index:
    """The lexical leg over a fixed set of passages. It never changes, so readers need no lock."""

    def __init__(self, ids: IntArray, terms: Terms) -> None:
        """``ids``: (n,), ascending; row i of ``terms`` belongs to ``ids[i]``."""
        self._ids = ids
        self._lemma_numbers = {term: number for number, term in enumerate(terms.vocabulary)}
        families = [family(term) for term in terms.vocabulary]
        self._family_numbers = {name: number for number, name in enumerate(dict.fromkeys(families))}
        family_of = np.array([self._family_numbers[name] for name in families], np.int64)
        lemmas = _occurrences(terms, len(ids)).counted()
        by_family = _Occurrences(family_of[lemmas.terms], lemmas.rows, lemmas.weights).counted()
        self._lemmas = _Postings.build(lemmas, rows=len(ids), terms=len(self._lemma_numbers))
        self._families = _Postings.build(by_family, rows=len(ids), terms=len(self._family_numbers))

    def search(self, terms: Sequence[str], k: int, *, allowed: IntArray | None = None) -> tuple[IntArray, FloatArray]:
        """The ``k`` best ids and their scores; only passages that share a term or a family with the query."""
        scores = self._scores(terms)
        if allowed is not None:
            mask = np.zeros(len(self._ids), np.bool_)
            mask[self._rows(allowed)] = True
            scores[~mask] = 0.0
        found = np.flatnonzero(scores)
        if len(found) > k:
            floor = np.partition(scores[found], len(found) - k)[len(found) - k]
            found = found[scores[found] >= floor]
        best = found[np.argsort(-scores[found], kind="stable")][:k]
        return self._ids[best], scores[best]

    @property
    def rarest(self) -> float:
        """The weight of a term that occurs nowhere: no weight is greater."""
        return self._lemmas.unseen

    @property
    def best_possible(self) -> float:
        """The score that one term can give at most."""
        return self.rarest * (K1 + 1) * (1 + FAMILY_WEIGHT)

    def ideal(self, terms: Sequence[str]) -> float:
        """The score of a passage that says nothing but the query, over and over."""
        weights = self.weights(strongest(self, terms))
        return float(weights.sum() * (K1 + 1) * (1 + FAMILY_WEIGHT))

    def weights(self, terms: Sequence[str]) -> FloatArray:
        """The inverse document frequency of each term; a term that occurs nowhere is the rarest."""
        numbers = [self._lemma_numbers.get(term) for term in terms]
        unseen = self._lemmas.unseen
        return np.array([unseen if n is None else self._lemmas.idf[n] for n in numbers], np.float32)

    def knows(self, terms: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Which of the terms, or words of their family, occur at all."""
        return np.array([family(term) in self._family_numbers for term in terms], np.bool_)

    def matches(self, terms: Sequence[str], ids: IntArray) -> FloatArray:
        """Shape (terms, ids): 1 where the passage holds the term, half where it holds one of its family."""
        rows = self._rows(ids)
        matched = np.zeros((len(terms), len(ids)), np.float32)
        for place, term in enumerate(terms):
            relative = self._family_numbers.get(family(term))
            if relative is not None:
                matched[place, self._families.holding(relative, rows)] = FAMILY_CREDIT
            number = self._lemma_numbers.get(term)
            if number is not None:
                matched[place, self._lemmas.holding(number, rows)] = 1.0
        return matched

    def _scores(self, terms: Sequence[str]) -> FloatArray:
        scores = np.zeros(len(self._ids), np.float32)
        chosen = strongest(self, terms)
        for term in chosen:
            if term in self._lemma_numbers:
                self._lemmas.add_scores(self._lemma_numbers[term], scores, 1.0)
        for name in dict.fromkeys(map(family, chosen)):
            if name in self._family_numbers:
                self._families.add_scores(self._family_numbers[name], scores, FAMILY_WEIGHT)
        return scores

    def _rows(self, ids: IntArray) -> IntArray:
        """The rows of those ids that are here."""
        rows: IntArray = np.searchsorted(self._ids, ids).astype(np.int64)
        if not len(self._ids):
            return rows[:0]
        here = (rows < len(self._ids)) & (self._ids[np.minimum(rows, len(self._ids) - 1)] == ids)
        return rows[np.asarray(here, np.bool_)]


def strongest(index: Bm25Index, terms: Sequence[str]) -> list[str]:
    """The distinct terms, in order; of very many the rarest."""
    distinct = list(dict.fromkeys(terms))
    if len(distinct) <= MAX_TERMS:
        return distinct
    rarest = np.argsort(-index.weights(distinct), kind="stable")[:MAX_TERMS]
    return [distinct[place] for place in sorted(rarest)]


def _idf(document_frequency: IntArray, rows: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.log1p((rows - document_frequency + 0.5) / (document_frequency + 0.5)), np.float64)


def _occurrences(terms: Terms, rows: int) -> _Occurrences:
    """Every occurrence in a field that is searched."""
    parts = []
    for name, column in terms.fields.items():
        lengths = np.diff(column.offsets)
        row = np.repeat(np.arange(rows), lengths)
        weight = np.full(rows, FIELD_WEIGHTS.get(name, 0.0))
        if name == "body":
            weight /= 1 - B + B * lengths / max(lengths.mean() if rows else 0.0, 1.0)
        parts.append((column.term_ids, row, weight[row]))
    if not parts:
        return _Occurrences(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    term, row, weight = (np.concatenate(list(column)) for column in zip(*parts, strict=True))
    return _Occurrences(term, row, weight)
