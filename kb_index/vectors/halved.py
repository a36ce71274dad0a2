"""Vectors -> nearest neighbours with FAISS: numbers kept in two bytes, every allowed row looked at."""

from __future__ import annotations

import faiss

from kb_index.arrays import FloatArray
from kb_index.vectors.ranking import checked_vectors
from kb_index.vectors.scan import ScannedIndex


class HalvedIndex(ScannedIndex):
    """Half the memory, and half the time where memory is what a scan waits for.

    Of unit vectors a number loses at most 2**-12 of itself, so a similarity moves by less than 0.0003.
    """

    def __init__(self, vectors: FloatArray) -> None:
        """Shape (n, dimension). Raises ValueError for another shape."""
        held = checked_vectors(vectors)
        index = faiss.IndexScalarQuantizer(held.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.is_trained = True  # half precision has nothing to learn
        index.add(held)
        super().__init__(index)
