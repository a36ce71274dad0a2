"""Vectors -> lists of neighbours around centres, and how many rows a search must see to miss nobody."""

from __future__ import annotations

from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from kb_index.arrays import FloatArray, IntArray
from kb_index.vectors.ranking import checked_vectors

SEED = 20_26
RECALL = 0.995  # share of the true neighbours that must lie within what is seen; leaves room above 0.99
NEAREST = 20  # true neighbours of each probe
_PROBES = 512
_ROUNDS = 8
_TRAINED_ON = 48  # rows a centre


@dataclass(frozen=True, slots=True)
class Lists:
    """Row i belongs to the list of centre ``list_of[i]``."""

    centres: FloatArray  # (lists, dimension), unit length
    list_of: npt.NDArray[np.int32]  # (n,)
    budget: int  # allowed rows that a search sees before it stops


def make_lists(vectors: FloatArray, *, seed: int = SEED) -> Lists:
    """Spherical k-means of a sample; then every row to its nearest centre. The same vectors, the same lists.

    One thread: this runs beside searches. Raises ValueError unless the vectors are a table.
    """
    vectors = checked_vectors(vectors)
    if len(vectors) <= NEAREST:
        return _one_list(vectors)
    faiss.omp_set_num_threads(1)
    count = list_count(len(vectors))
    rng = np.random.default_rng(seed)
    sample = vectors[np.sort(rng.choice(len(vectors), min(len(vectors), count * _TRAINED_ON), replace=False))]
    means = faiss.Kmeans(
        vectors.shape[1], count, niter=_ROUNDS, seed=seed, spherical=True, max_points_per_centroid=_TRAINED_ON
    )
    means.train(sample)
    _, nearest = means.index.search(vectors, 1)
    list_of = nearest[:, 0].astype(np.int32)
    centres = np.asarray(means.centroids, np.float32)
    return Lists(centres, list_of, _budget(vectors, centres, list_of, rng))


def _one_list(vectors: FloatArray) -> Lists:
    return Lists(np.zeros((1, vectors.shape[1]), np.float32), np.zeros(len(vectors), np.int32), budget=len(vectors))


def list_count(rows: int) -> int:
    """The power of two next to twice the root of the rows, at most a thirty-second of them."""
    wanted = 2.0 * np.sqrt(rows)
    return max(1, min(int(2 ** np.round(np.log2(max(wanted, 1.0)))), rows // 32))


def _budget(vectors: FloatArray, centres: FloatArray, list_of: npt.NDArray[np.int32], rng: np.random.Generator) -> int:
    """Rows in the lists up to the one of a true neighbour, at the quantile ``RECALL`` over probes and neighbours."""
    probes = _probe_queries(vectors, rng)
    _, true = faiss.knn(probes, vectors, NEAREST + 1, metric=faiss.METRIC_INNER_PRODUCT)
    order = np.argsort(-(probes @ centres.T), axis=1, kind="stable")
    sizes = np.bincount(list_of, minlength=len(centres))
    seen = np.empty_like(order)
    np.put_along_axis(seen, order, np.cumsum(sizes[order], axis=1), axis=1)  # up to and with each list
    needed = np.take_along_axis(seen, list_of[true[:, 1:]].astype(np.int64), axis=1)
    return int(np.quantile(needed, RECALL))


def _probe_queries(vectors: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Half of them rows, half rows pushed off in the direction of others: questions lie off the passages."""
    rows, one, other = rng.integers(len(vectors), size=(3, _PROBES))
    shift = np.where(np.arange(_PROBES) % 2, 0.5, 0.0).astype(np.float32)[:, np.newaxis]
    moved = vectors[rows] + shift * (vectors[one] - vectors[other])
    return np.ascontiguousarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


def rows_by_list(list_of: npt.NDArray[np.int32], lists: int) -> tuple[IntArray, IntArray]:
    """Rows grouped by list, and where each list starts in them: shapes (n,) and (lists + 1,)."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(list_of, minlength=lists))]).astype(np.int64)
    return np.argsort(list_of, kind="stable").astype(np.int64), starts
