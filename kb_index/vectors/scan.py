"""A FAISS index of flat codes, a query, a mask -> nearest rows, by looking at every allowed one."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.vectors.ranking import SPARE, best, nothing

SELECTIVE = 64  # below one row in so many it is faster to copy the allowed rows out than to test each row


def selector(allowed: BoolArray) -> Any:
    make: Any = faiss.IDSelectorBitmap  # in Python it takes the array itself
    return make(np.packbits(allowed, bitorder="little"))


def one_thread() -> None:
    """Of the calling thread only; for one query two threads are slower than one."""
    faiss.omp_set_num_threads(1)


def found(rows: IntArray, similarities: FloatArray, k: int) -> tuple[IntArray, FloatArray]:
    """FAISS fills up with -1 where fewer are allowed than were asked for."""
    there = rows >= 0
    return best(rows[there], similarities[there], k)


def scan(index: faiss.Index, query: FloatArray, k: int, allowed: BoolArray | None) -> tuple[IntArray, FloatArray]:
    """Raises nothing: an empty index, an empty mask and k <= 0 find nothing."""
    there = index.ntotal if allowed is None else int(np.count_nonzero(allowed))
    if k <= 0 or not there:
        return nothing()
    if allowed is not None and there * SELECTIVE <= index.ntotal:
        return picked(index, query, k, np.flatnonzero(allowed))
    one_thread()
    parameters = None if allowed is None else faiss.SearchParameters(sel=selector(allowed))  # type: ignore[call-arg]
    similarities, rows = index.search(query[np.newaxis], min(k + SPARE, there), params=parameters)
    return found(rows[0], similarities[0], k)


def picked(index: faiss.Index, query: FloatArray, k: int, rows: IntArray) -> tuple[IntArray, FloatArray]:
    return best(rows, np.einsum("ij,j->i", index.reconstruct_batch(rows), query), k)
