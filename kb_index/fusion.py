"""The scores of both legs -> one ranking of passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb_index.lexical.bm25 import Bm25Index
from kb_index.ports import FloatArray, IntArray, VectorIndex

DENSE_SHARE = 2 / 3  # of the similarity, where the embedder knows the language
DEPTH = 200  # candidates of each leg


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages of either leg, best first. Row i of each array is one passage."""

    ids: IntArray
    similarity: FloatArray  # 0..1
    lexical: FloatArray  # BM25F, unbounded above
    cosine: FloatArray | None  # None: no dense leg
    ideal: float  # what the lexical score is measured against


def candidates(
    terms: Sequence[str],
    vector: FloatArray | None,
    lexical: Bm25Index,
    dense: VectorIndex,
    *,
    allowed: IntArray | None,
) -> Candidates:
    """The best of both legs. Each score is taken against a fixed scale, never against the other hits:
    a query that nothing answers gets low similarities. ``vector`` is None where the dense leg is skipped.
    """
    ids, scores = lexical.search(terms, DEPTH, allowed=allowed)
    ideal = lexical.ideal(terms)
    if vector is None:
        return _ranked(ids, scores, None, ideal)
    near, _ = dense.search(vector, DEPTH, allowed=allowed)
    both = np.union1d(ids, near)
    cosine = _aligned(both, *dense.search(vector, len(both), allowed=both))
    scores = _aligned(both, *lexical.search(terms, len(both), allowed=both))
    return _ranked(both, scores, np.clip(cosine, 0.0, 1.0), ideal)


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
