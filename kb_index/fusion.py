"""The scores of both legs -> one ranking of passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kb_index.lexical.bm25 import Bm25Index
from kb_index.ports import FloatArray, IntArray, VectorIndex

DENSE_SHARE = 0.6  # of the similarity, where the embedder knows the language
DEPTH = 200  # candidates of each leg
AROUND = 20  # nearest passages that the best one must stand out from
SAMPLE = 256  # passages that tell the level of unrelated ones


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages of either leg, best first. Row i of each array is one passage."""

    ids: IntArray
    similarity: FloatArray  # 0..1
    lexical: FloatArray  # BM25F, unbounded above
    cosine: FloatArray | None  # None: no dense leg
    ideal: float  # what the lexical score is measured against
    unrelated: float = 0.0  # the cosine of passages that have nothing to do with each other
    background: float = 0.0  # mean cosine of the nearest passages, whatever the filter

    def weighed(self, weights: FloatArray) -> Candidates:
        """The candidates with each similarity times its weight, ranked anew."""
        return _ranked(replace(self, similarity=self.similarity * weights))


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
        return _ranked(Candidates(ids, _share(scores, ideal), scores, None, ideal))
    near, cosines = dense.search(vector, DEPTH, allowed=allowed)
    if allowed is not None:
        _, cosines = dense.search(vector, AROUND)
    both = np.union1d(ids, near)
    cosine = _aligned(both, *dense.search(vector, len(both), allowed=both))
    scores = _aligned(both, *lexical.search(terms, len(both), allowed=both))
    share = (1 - DENSE_SHARE) * _share(scores, ideal) + DENSE_SHARE * _rescaled(cosine, unrelated)
    background = float(cosines[:AROUND].mean())
    return _ranked(Candidates(both, share, scores, cosine, ideal, unrelated, background))


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
    rescaled: FloatArray = np.clip((cosine - unrelated) / (1.0 - unrelated), 0.0, 1.0)
    return rescaled


def _aligned(ids: IntArray, found: IntArray, scores: FloatArray) -> FloatArray:
    """Scores in the order of ``ids`` (ascending); what was not found has none."""
    aligned = np.zeros(len(ids), np.float32)
    aligned[np.searchsorted(ids, found)] = scores
    return aligned


def _share(scores: FloatArray, ideal: float) -> FloatArray:
    return np.clip(scores / ideal, 0.0, 1.0) if ideal > 0 else np.zeros_like(scores)


def _ranked(found: Candidates) -> Candidates:
    """Best first; equals in the order of their ids, so that the same question gets the same answer."""
    order = np.lexsort((found.ids, -found.similarity))
    return replace(
        found,
        ids=found.ids[order],
        similarity=found.similarity[order],
        lexical=found.lexical[order],
        cosine=None if found.cosine is None else found.cosine[order],
    )
