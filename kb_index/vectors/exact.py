"""Vectors -> nearest neighbours with numpy alone: the reference that others are compared with."""

from __future__ import annotations

import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.vectors.ranking import best, checked_query, checked_vectors


class ExactIndex:
    """Every search looks at every vector that is allowed."""

    def __init__(self, vectors: FloatArray) -> None:
        """Shape (n, dimension). Raises ValueError for another shape."""
        self._vectors = checked_vectors(vectors).copy()

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def memory_bytes(self) -> int:
        return self._vectors.nbytes

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        query = checked_query(vector, self._vectors.shape[1], allowed, len(self))
        rows = np.arange(len(self), dtype=np.int64) if allowed is None else np.flatnonzero(allowed)
        # Row by row: a matrix product gives equal rows sums that differ in the last bit, by their place.
        return best(rows, np.einsum("ij,j->i", self._vectors[rows], query), k)

    def vectors(self, rows: IntArray) -> FloatArray:
        return self._vectors[rows]
