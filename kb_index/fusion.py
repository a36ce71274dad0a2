"""The scores of both legs -> one ranking of passages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.dense import DenseLeg
from kb_index.lexical.bm25 import Bm25Index
from kb_index.ports import Mode, QueryTerm, mode_of

CROSS_SHARE = 0.8  # of the cosine beside the words, where a passage is in another language: few words are in common
DEPTH = 200  # candidates of each leg
AROUND = 20  # nearest passages that the best one must stand out from


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages of either leg, best first. Element i of each array is one passage."""

    rows: IntArray  # of the view
    similarity: FloatArray  # 0..1
    fused: FloatArray  # 0..1: what the legs gave, whatever a reranker made of it
    lexical: FloatArray  # BM25F, unbounded above
    cosine: FloatArray | None  # None: no dense leg
    ideal: float  # what the lexical score is measured against
    unrelated: FloatArray | None = None  # the cosine of passages that have nothing to do with each other
    foreign: BoolArray | None = None  # in another language than the query
    share: float | None = None  # 0..1: of a similarity in the query's language, what the cosine makes up

    @property
    def mode(self) -> Mode:
        return mode_of(self.share)

    def weighed(self, weights: FloatArray) -> Candidates:
        """The candidates with each similarity times its weight, ranked anew."""
        similarity = self.similarity * weights
        return _ranked(replace(self, similarity=similarity, fused=similarity))

    def taken(self, order: IntArray) -> Candidates:
        """The candidates in that order."""
        return replace(
            self,
            rows=self.rows[order],
            similarity=self.similarity[order],
            fused=self.fused[order],
            lexical=self.lexical[order],
            cosine=_at(self.cosine, order),
            unrelated=_at(self.unrelated, order),
            foreign=None if self.foreign is None else self.foreign[order],
        )


def _at(values: FloatArray | None, order: IntArray) -> FloatArray | None:
    return None if values is None else values[order]


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """The query as the encoder reads it."""

    vector: FloatArray
    share: float  # 0..1: of a similarity, what the cosine makes up
    language_code: str
    unrelated: Mapping[str, float]  # by language: the cosine of passages that have nothing to do with each other
    spoken: Callable[[IntArray], list[str]]  # the language of each row


def candidates(
    terms: Sequence[QueryTerm],
    meaning: Meaning | None,
    lexical: Bm25Index,
    dense: DenseLeg,
    *,
    allowed: BoolArray | None,
) -> Candidates:
    """The best of both legs. Each score is taken against a fixed scale, never against the other hits:
    a query that nothing answers gets low similarities. ``meaning`` is None where the dense leg is skipped.
    ``allowed`` rows may be found (None: all).
    """
    scores = lexical.scores(terms)
    if allowed is not None:
        scores *= allowed
    best = _best(scores, DEPTH)
    ideal = lexical.ideal(terms)
    if meaning is None:
        share = _share(scores[best], ideal)
        return _ranked(Candidates(best, share, share, scores[best], None, ideal))
    near, _ = dense.search(meaning.vector, DEPTH, allowed=allowed)
    both = np.union1d(best, near)
    cosine = dense.cosines(meaning.vector, both)
    # The cosine counts the same in every language, so that of two pages that say the same the customer's own is first.
    common = min(meaning.share * (1 - CROSS_SHARE) / CROSS_SHARE, 1 - meaning.share)
    spoken = meaning.spoken(both)
    foreign = np.array([code != meaning.language_code for code in spoken], np.bool_)
    unrelated = np.array([meaning.unrelated.get(code, 0.0) for code in spoken], np.float32)
    words = np.where(foreign, common, 1 - meaning.share).astype(np.float32)
    share = words * _share(scores[both], ideal) + np.float32(meaning.share) * rescaled(cosine, unrelated)
    return _ranked(Candidates(both, share, share, scores[both], cosine, ideal, unrelated, foreign, meaning.share))


def unrelated_level(vector_sum: npt.NDArray[np.float64], count: int) -> float:
    """The mean cosine of any two passages of the index: where an embedder's scale begins.

    Encoders differ widely here (0.2 for one, 0.75 for another); measured on the index itself it needs no labels.
    ``vector_sum`` is of all ``count`` vectors, which have length 1: the square of its length is the sum of the cosines
    of all pairs, each with itself among them.
    """
    if count < 2:
        return 0.0
    total = float(np.square(vector_sum).sum()) - count
    return min(0.95, max(0.0, total / (count * (count - 1))))


def rescaled(cosine: FloatArray, unrelated: FloatArray) -> FloatArray:
    """On the scale that begins at unrelated passages, 0..1."""
    above: FloatArray = np.clip((cosine - unrelated) / (1.0 - unrelated), 0.0, 1.0)
    return above


def _best(scores: FloatArray, k: int) -> IntArray:
    """The ``k`` best rows of those that have a score; of equals the first."""
    found = np.flatnonzero(scores)
    if len(found) > k:
        floor = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= floor]
    return found[np.argsort(-scores[found], kind="stable")][:k]


def _share(scores: FloatArray, ideal: float) -> FloatArray:
    return np.clip(scores / ideal, 0.0, 1.0) if ideal > 0 else np.zeros_like(scores)


def _ranked(found: Candidates) -> Candidates:
    """Best first; equals in the order of their rows, so that the same question gets the same answer."""
    return found.taken(np.lexsort((found.rows, -found.similarity)))
