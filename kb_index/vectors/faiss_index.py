"""Vectors -> nearest neighbours with FAISS: exact inner products, under ids, filtered by a selector."""

from __future__ import annotations

import faiss
import numpy as np

from kb_index.ports import FloatArray, IntArray


class FaissIndex:
    """Exact, because graph indexes lose neighbours silently under a selective filter.

    Several threads may search at once; a change needs the index to itself.
    """

    def __init__(self, dimension: int) -> None:
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))

    def add(self, ids: IntArray, vectors: FloatArray) -> None:
        """Raises ValueError for an id that is there, or comes twice, and for another dimension."""
        # FAISS itself takes duplicates without a word and then returns both.
        if len(np.unique(ids)) != len(ids) or np.isin(ids, self._ids()).any():
            raise ValueError("an id is in the index already, or given twice")
        if vectors.shape != (len(ids), self._index.d):
            raise ValueError(f"vectors have shape {vectors.shape}, expected {(len(ids), self._index.d)}")
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(ids, np.int64))

    def remove(self, ids: IntArray) -> None:
        """Ids that are not there are passed over."""
        self._index.remove_ids(faiss.IDSelectorBatch(np.ascontiguousarray(ids, np.int64)))

    def search(self, vector: FloatArray, k: int, *, allowed: IntArray | None = None) -> tuple[IntArray, FloatArray]:
        wanted = min(k, self._index.ntotal if allowed is None else len(allowed))
        if wanted <= 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        faiss.omp_set_num_threads(1)  # of the calling thread; for one query two threads are slower than one
        query = np.ascontiguousarray(vector, np.float32)[np.newaxis]
        similarities, ids = self._index.search(query, wanted, params=_parameters(allowed))
        found = ids[0] >= 0  # -1 fills up where fewer are allowed than were asked for
        return ids[0][found], similarities[0][found]

    def _ids(self) -> IntArray:
        ids: IntArray = faiss.vector_to_array(self._index.id_map)
        return ids


def _parameters(allowed: IntArray | None) -> faiss.SearchParameters | None:
    if allowed is None:
        return None
    selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, np.int64))
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # the Python constructor takes fields
