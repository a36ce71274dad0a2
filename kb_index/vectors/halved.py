"""Vectors -> nearest neighbours with FAISS: numbers kept in two bytes, every allowed row looked at."""

from __future__ import annotations

import faiss
import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.vectors.ranking import checked_query, checked_vectors
from kb_index.vectors.scan import scan


class HalvedIndex:
    """Half the memory, and half the time where memory is what a scan waits for.

    Of unit vectors a number loses at most 2**-12 of itself, so a similarity moves by less than 0.0003.
    Several threads may search at once.
    """

    def __init__(self, vectors: FloatArray) -> None:
        """Shape (n, dimension). Raises ValueError for another shape."""
        held = checked_vectors(vectors)
        half = faiss.ScalarQuantizer.QT_fp16
        self._index = faiss.IndexScalarQuantizer(held.shape[1], half, faiss.METRIC_INNER_PRODUCT)
        self._index.is_trained = True  # half precision has nothing to learn
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
        """As they are held: rounded to half precision."""
        held: FloatArray = self._index.reconstruct_batch(np.ascontiguousarray(rows, np.int64))
        return held
