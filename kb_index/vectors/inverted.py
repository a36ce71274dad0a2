"""Vectors in lists around centres -> nearest neighbours with FAISS, by looking into the nearest lists only."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.vectors.lists import Lists, rows_by_list
from kb_index.vectors.ranking import SPARE, best, checked_query, checked_vectors, nothing
from kb_index.vectors.scan import found, one_thread, selector

_COPIED = 512  # so few allowed rows are copied out and compared: quicker than testing every row
_WHOLE = 0.9  # of the budget allowed in the nearest lists: the filter takes little away here
_WIDER = 4  # budgets at most where it takes more: the nearest allowed rows lie farther off, in more lists
_STEP, _LEAP = 1.1, 4.0  # times as many rows in the next attempt, by what the lists seen so far held


class InvertedIndex:
    """Approximate, in half precision. A search goes on until it has seen ``Lists.budget`` *allowed* rows.

    A fixed number of lists would lose neighbours under a filter without a word: the allowed ones may stand
    anywhere. Where few are allowed (four budgets) every one of them is looked at, so the search is exact.
    Several threads may search at once.
    """

    def __init__(self, vectors: FloatArray, lists: Lists) -> None:
        """Raises ValueError where the lists are of other vectors: by number of rows or dimension."""
        held = checked_vectors(vectors)
        if lists.list_of.shape != (len(held),) or lists.centres.shape[1] != held.shape[1]:
            raise ValueError(f"the lists hold {lists.list_of.shape[0]} rows, the vectors have shape {held.shape}")
        self._budget = lists.budget
        self._centres = lists.centres
        self._index: Any = _filled(held, lists)  # the type hints of FAISS miss half of its methods
        self._rows, self._starts = rows_by_list(lists.list_of, len(lists.centres))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def memory_bytes(self) -> int:
        held = self._index.ntotal * (self._index.code_size + 8 + 8)  # with the row's number and its place
        return int(held + self._rows.nbytes + self._centres.nbytes * 2)

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        query = checked_query(vector, self._index.d, allowed, len(self))
        there = len(self) if allowed is None else int(np.count_nonzero(allowed))
        if k <= 0 or not there:
            return nothing()
        if allowed is not None and there <= _COPIED:
            rows = np.flatnonzero(allowed)
            return best(rows, np.einsum("ij,j->i", self.vectors(rows), query), k)
        near = self._centres @ query
        lists = self._lists(near, max(self._budget, k), there, allowed)
        return found(*self._scan(query, min(k + SPARE, there), lists, near[lists], allowed), k)

    def vectors(self, rows: IntArray) -> FloatArray:
        """As they are held: rounded to half precision."""
        one_thread()
        held: FloatArray = self._index.reconstruct_batch(np.ascontiguousarray(rows, np.int64))
        return held

    def _scan(
        self, query: FloatArray, k: int, lists: IntArray, near: FloatArray, allowed: BoolArray | None
    ) -> tuple[IntArray, FloatArray]:
        one_thread()
        parameters: Any = _parameters(len(lists), allowed)
        rows, similarities = np.empty(k, np.int64), np.empty(k, np.float32)
        store_pairs = False
        places = (faiss.swig_ptr(each) for each in (query, lists, near, similarities, rows))
        asked, chosen, closeness, scores, labels = places
        # The C++ method: the Python one takes no selector.
        self._index.search_preassigned_c(1, asked, k, chosen, closeness, scores, labels, store_pairs, parameters)
        return rows, similarities

    def _lists(self, near: FloatArray, budget: int, there: int, allowed: BoolArray | None) -> IntArray:
        """The nearest lists that hold ``budget`` allowed rows together, or all lists."""
        order = np.argsort(-near, kind="stable")
        if there <= (budget if allowed is None else _WIDER * budget):
            return order
        seen = np.cumsum(np.diff(self._starts)[order])
        lists = order[: np.searchsorted(seen, budget) + 1]
        if allowed is None:
            return lists
        held = self._allowed_in(lists, allowed)
        wanted = budget * min(_WIDER, budget / max(held, 1)) if held < _WHOLE * budget else 0
        while held < wanted and len(lists) < len(order):
            rows = seen[len(lists) - 1] * min(max(wanted / max(held, 1), _STEP), _LEAP)
            lists = order[: max(np.searchsorted(seen, rows), len(lists)) + 1]
            held = self._allowed_in(lists, allowed)
        return lists

    def _allowed_in(self, lists: IntArray, allowed: BoolArray) -> int:
        rows = np.concatenate([self._rows[self._starts[one] : self._starts[one + 1]] for one in lists])
        return int(np.count_nonzero(allowed[rows]))


def _parameters(lists: int, allowed: BoolArray | None) -> Any:
    make: Any = faiss.SearchParametersIVF
    return make(nprobe=lists, sel=None if allowed is None else selector(allowed))


def _filled(vectors: FloatArray, lists: Lists) -> Any:
    dimension = vectors.shape[1]
    centres = faiss.IndexFlatIP(dimension)
    centres.add(lists.centres)
    half, metric, by_residual = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT, False
    index: Any = faiss.IndexIVFScalarQuantizer(centres, dimension, len(lists.centres), half, metric, by_residual)
    index.is_trained = True  # the centres are; half precision has nothing to learn
    index.make_direct_map()
    places = lists.list_of.astype(np.int64)
    pointer = faiss.swig_ptr
    index.add_core(len(vectors), pointer(vectors), None, pointer(places))
    return index
