"""What an engine proposes -> the best rows in a fixed order: most similar first, equals by row."""

from __future__ import annotations

import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray

SPARE = 16  # rows asked for beyond k, so that equals at the end of the list are told apart by row


def best(rows: IntArray, similarities: FloatArray, k: int) -> tuple[IntArray, FloatArray]:
    """The ``k`` first by falling similarity, then by rising row."""
    order = np.lexsort((rows, -similarities))[: max(k, 0)]
    return rows[order].astype(np.int64, copy=False), similarities[order].astype(np.float32, copy=False)


def nothing() -> tuple[IntArray, FloatArray]:
    return np.zeros(0, np.int64), np.zeros(0, np.float32)


def checked_query(vector: FloatArray, dimension: int, allowed: BoolArray | None, count: int) -> FloatArray:
    """The query as contiguous float32. Raises ValueError for another dimension or a mask of another length."""
    if vector.shape != (dimension,):
        raise ValueError(f"the query has shape {vector.shape}, expected {(dimension,)}")
    if allowed is not None and allowed.shape != (count,):
        raise ValueError(f"the mask has shape {allowed.shape}, expected {(count,)}")
    return np.ascontiguousarray(vector, np.float32)


def checked_vectors(vectors: FloatArray) -> FloatArray:
    """The vectors as contiguous float32 rows. Raises ValueError unless they are a table."""
    if vectors.ndim != 2:
        raise ValueError(f"vectors have shape {vectors.shape}, expected (rows, dimension)")
    return np.ascontiguousarray(vectors, np.float32)
