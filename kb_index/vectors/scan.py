"""A FAISS index of flat codes, a query, a mask -> nearest rows, by looking at every allowed one."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.vectors.ranking import SPARE, best, checked_query, nothing

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


class ScannedIndex:
    """A FAISS index of flat codes under the port. Several threads may search at once."""

    def __init__(self, index: Any) -> None:
        """``index``: one that has a ``code_size``."""
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def memory_bytes(self) -> int:
        return int(self._index.ntotal * self._index.code_size)

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        query = checked_query(vector, self._index.d, allowed, len(self))
        return scan(self._index, query, k, allowed)

    def vectors(self, rows: IntArray) -> FloatArray:
        """As they are held: rounded where the codes are."""
        held: FloatArray = self._index.reconstruct_batch(np.ascontiguousarray(rows, np.int64))
        return held
