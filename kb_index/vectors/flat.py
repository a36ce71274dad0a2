"""Vectors -> nearest neighbours with FAISS: exact inner products of float32, every allowed row looked at."""

from __future__ import annotations

import faiss

from kb_index.arrays import FloatArray
from kb_index.vectors.ranking import checked_vectors
from kb_index.vectors.scan import ScannedIndex


class FlatIndex(ScannedIndex):
    """Four bytes a number."""

    def __init__(self, vectors: FloatArray) -> None:
        """Shape (n, dimension). Raises ValueError for another shape."""
        held = checked_vectors(vectors)
        index = faiss.IndexFlatIP(held.shape[1])
        index.add(held)
        super().__init__(index)
