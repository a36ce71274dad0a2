"""Vectors -> nearest neighbours with FAISS: exact inner products of float32, every allowed row looked at."""

from __future__ import annotations

import faiss
import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.vectors.ranking import checked_query, checked_vectors
from kb_index.vectors.scan import scan


class FlatIndex:
    """Four bytes a number. Several threads may search at once."""

    def __init__(self, vectors: FloatArray) -> None:
        """Shape (n, dimension). Raises ValueError for another shape."""
        held = checked_vectors(vectors)
        self._index = faiss.IndexFlatIP(held.shape[1])
        self._index.add(held)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def memory_bytes(self) -> int:
        return int(self._index.ntotal * self._index.code_size)

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        query = checked_query(vector, self._index.d, allowed, len(self))
        return scan(self._index, query, k, allowed)

    def vectors(self, rows: IntArray) -> FloatArray:
        held: FloatArray = self._index.reconstruct_batch(np.ascontiguousarray(rows, np.int64))
        return held
