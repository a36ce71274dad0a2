"""A query's vector -> cosines of passages, over the vector indexes of all segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.ports import VectorIndex


@dataclass(frozen=True, slots=True, eq=False)
class VectorLot:
    """The vectors of the rows from ``start`` on: row i of the index belongs to row ``rows[i]`` of the lot."""

    index: VectorIndex
    rows: IntArray  # ascending, below ``size``
    start: int
    size: int


class DenseLeg:
    """The dense leg over one generation of an index. It never changes, so readers need no lock."""

    def __init__(self, lots: Sequence[VectorLot]) -> None:
        self._lots = [lot for lot in lots if len(lot.index)]

    def __len__(self) -> int:
        """How many rows have a vector, those that are to be found no more included."""
        return sum(len(lot.index) for lot in self._lots)

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None) -> tuple[IntArray, FloatArray]:
        """The ``k`` nearest rows, most similar first, and their cosines. ``allowed``: (rows of the whole index,)."""
        found = [_search(lot, vector, k, allowed) for lot in self._lots]
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        rows = np.concatenate([part for part, _ in found])
        cosines = np.concatenate([part for _, part in found])
        best = np.lexsort((rows, -cosines))[:k]
        return rows[best], cosines[best]

    def cosines(self, vector: FloatArray, rows: IntArray) -> FloatArray:
        """Of those rows, which ascend; 0 for a passage without a vector."""
        cosines = np.zeros(len(rows), np.float32)
        for lot in self._lots:
            own = np.flatnonzero((rows >= lot.start) & (rows < lot.start + lot.size))
            places = np.searchsorted(lot.rows, rows[own] - lot.start)
            held = lot.rows[np.minimum(places, len(lot.rows) - 1)] == rows[own] - lot.start
            cosines[own[held]] = np.einsum("ij,j->i", lot.index.vectors(places[held]), vector)
        return cosines


def _search(lot: VectorLot, vector: FloatArray, k: int, allowed: BoolArray | None) -> tuple[IntArray, FloatArray]:
    mask = None if allowed is None else allowed[lot.start : lot.start + lot.size][lot.rows]
    rows, cosines = lot.index.search(vector, k, allowed=None if mask is None or mask.all() else mask)
    return lot.rows[rows] + lot.start, cosines
