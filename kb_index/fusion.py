"""The scores of both legs -> one ranking of passages, and what it says for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from kb_index.calibration import Evidence
from kb_index.lexical.bm25 import Bm25Index, strongest
from kb_index.ports import FloatArray, IntArray, VectorIndex

DENSE_SHARE = 0.6  # of the similarity, where the embedder knows the language
DEPTH = 200  # candidates of each leg
TOP = 3  # passages that a draft is written from
AROUND = 20  # nearest passages that the best one must stand out from
SAMPLE = 256  # passages that tell the level of unrelated ones
FULL_QUERY = 5.0  # so many of the rarest terms make a question; what a long message says beyond need not be covered


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages of either leg, best first. Row i of each array is one passage."""

    ids: IntArray
    similarity: FloatArray  # 0..1
    lexical: FloatArray  # BM25F, unbounded above
    cosine: FloatArray | None  # 0..1: 0 is the level of unrelated passages; None: no dense leg
    ideal: float  # what the lexical score is measured against
    background: float = 0.0  # mean cosine of the nearest passages, whatever the filter

    def weighed(self, weights: FloatArray) -> Self:
        """The candidates with each similarity times its weight, ranked anew."""
        similarity = self.similarity * weights
        order = np.lexsort((self.ids, -similarity))
        cosine = None if self.cosine is None else self.cosine[order]
        ids, lexical = self.ids[order], self.lexical[order]
        return replace(self, ids=ids, similarity=similarity[order], lexical=lexical, cosine=cosine)


def candidates(
    terms: Sequence[str],
    vector: FloatArray | None,
    lexical: Bm25Index,
    dense: VectorIndex,
    *,
    allowed: IntArray | None,
    unrelated: float,
) -> Candidates:
    """The best of both legs. Each score is taken against a fixed scale, never against the other hits:
    a query that nothing answers gets low similarities. ``vector`` is None where the dense leg is skipped;
    ``unrelated`` is the cosine of passages that have nothing to do with each other.
    """
    ids, scores = lexical.search(terms, DEPTH, allowed=allowed)
    ideal = lexical.ideal(terms)
    if vector is None:
        return _ranked(ids, scores, None, ideal)
    near, cosines = dense.search(vector, DEPTH, allowed=allowed)
    if allowed is not None:
        _, cosines = dense.search(vector, AROUND)
    background = float(_rescaled(cosines[:AROUND], unrelated).mean())
    both = np.union1d(ids, near)
    cosine = _aligned(both, *dense.search(vector, len(both), allowed=both))
    scores = _aligned(both, *lexical.search(terms, len(both), allowed=both))
    return replace(_ranked(both, scores, _rescaled(cosine, unrelated), ideal), background=background)


def evidence(terms: Sequence[str], found: Candidates, lexical: Bm25Index) -> Evidence:
    """What the best passages hold of the query."""
    chosen = strongest(lexical, terms)
    matched = lexical.matches(chosen, found.ids[:TOP])
    weights = np.where(_own_numbers(chosen) & ~matched.any(axis=1), 0.0, lexical.weights(chosen))
    full = min(float(weights.sum()), FULL_QUERY * lexical.rarest)
    ideal = min(found.ideal, FULL_QUERY * lexical.best_possible)
    cosine = None if found.cosine is None else float(found.cosine.max(initial=0.0))
    return Evidence(
        coverage=min(1.0, float((weights @ matched).max(initial=0.0)) / full) if full else 0.0,
        lexical=min(1.0, float(found.lexical.max(initial=0.0)) / ideal) if ideal else 0.0,
        cosine=cosine,
        lead=None if cosine is None else cosine - found.background,
    )


def _own_numbers(terms: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Orders, phones, sums: where no passage holds them they are the customer's own, not a gap."""
    return np.array([term.isdecimal() for term in terms], np.bool_)


def unrelated_level(vectors: FloatArray) -> float:
    """The mean cosine of passages drawn evenly from the index: where an embedder's scale begins.

    Encoders differ widely here (0.2 for one, 0.75 for another); measured on the index itself it needs no labels.
    """
    sample = vectors[np.linspace(0, len(vectors) - 1, min(SAMPLE, len(vectors))).astype(np.int64)]
    pairs = len(sample) * (len(sample) - 1)
    if pairs == 0:
        return 0.0
    total = float(np.square(sample.sum(axis=0)).sum()) - float(np.square(sample).sum())
    return min(0.95, max(0.0, total / pairs))


def _rescaled(cosine: FloatArray, unrelated: float) -> FloatArray:
    return np.clip((cosine - unrelated) / (1.0 - unrelated), 0.0, 1.0)


def _aligned(ids: IntArray, found: IntArray, scores: FloatArray) -> FloatArray:
    """Scores in the order of ``ids`` (ascending); what was not found has none."""
    aligned = np.zeros(len(ids), np.float32)
    aligned[np.searchsorted(ids, found)] = scores
    return aligned


def _ranked(ids: IntArray, lexical: FloatArray, cosine: FloatArray | None, ideal: float) -> Candidates:
    share = lexical / ideal if ideal > 0 else lexical
    similarity = share if cosine is None else (1 - DENSE_SHARE) * share + DENSE_SHARE * cosine
    order = np.lexsort((ids, -similarity))
    similarity = np.clip(similarity, 0.0, 1.0)[order]
    return Candidates(ids[order], similarity, lexical[order], None if cosine is None else cosine[order], ideal)
