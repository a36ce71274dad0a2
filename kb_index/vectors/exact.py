"""Vectors -> nearest neighbours with numpy alone: the reference that others are compared with."""

from __future__ import annotations

import numpy as np

from kb_index.ports import FloatArray, IntArray


class ExactIndex:
    """Every search looks at every vector. Not safe for changes while a search runs."""

    def __init__(self, dimension: int) -> None:
        self._ids = np.zeros(0, np.int64)
        self._vectors = np.zeros((0, dimension), np.float32)

    def add(self, ids: IntArray, vectors: FloatArray) -> None:
        """Raises ValueError for an id that is there, or comes twice, and for another dimension."""
        if len(np.unique(np.concatenate([self._ids, ids]))) != len(self._ids) + len(ids):
            raise ValueError("an id is in the index already, or given twice")
        if vectors.shape != (len(ids), self._vectors.shape[1]):
            raise ValueError(f"vectors have shape {vectors.shape}, expected {(len(ids), self._vectors.shape[1])}")
        self._ids = np.concatenate([self._ids, ids])
        self._vectors = np.concatenate([self._vectors, vectors.astype(np.float32)])

    def remove(self, ids: IntArray) -> None:
        """Ids that are not there are passed over."""
        kept = ~np.isin(self._ids, ids)
        self._ids, self._vectors = self._ids[kept], self._vectors[kept]

    def search(self, vector: FloatArray, k: int, *, allowed: IntArray | None = None) -> tuple[IntArray, FloatArray]:
        rows = np.arange(len(self._ids)) if allowed is None else np.flatnonzero(np.isin(self._ids, allowed))
        similarities = self._vectors[rows] @ vector.astype(np.float32)
        best = np.argsort(-similarities, kind="stable")[: max(k, 0)]
        return self._ids[rows][best], similarities[best].astype(np.float32)
