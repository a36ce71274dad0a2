"""Grown vectors -> what each engine costs and whom it misses, beside the exact one in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from eval.growing import Grower
from eval.report import percentiles
from kb_index.arrays import BoolArray, FloatArray
from kb_index.ports import VectorIndex
from kb_index.vectors.flat import FlatIndex
from kb_index.vectors.halved import HalvedIndex
from kb_index.vectors.open import FULL_ROWS, HALF_ROWS, open_vectors

K = 20
DEPTH = 200  # what a search asks the dense leg for
TIMED = 60
_QUERIES = 200  # half grown and held back, half real questions
_ROWS_AT_ONCE = 100_000
FILTERS = {"all": 1.0, "5 %": 0.05, "1 %": 0.01}


def engines(grower: Grower, questions: FloatArray, sizes: Sequence[int], *, folder: Path) -> list[dict[str, Any]]:
    """A row per size. ``questions``: vectors of real questions, shape (n, dimension)."""
    return [_engine(grower, questions, size, folder / f"{size}.lists") for size in sizes]


def _engine(grower: Grower, questions: FloatArray, size: int, cache: Path) -> dict[str, Any]:
    vectors = grower.many(size + _QUERIES // 2, seed=size)
    queries = np.concatenate([vectors[size:], questions[: _QUERIES // 2]])
    vectors = vectors[:size]
    started = time.perf_counter()
    chosen = open_vectors(vectors, cache=cache)
    built = time.perf_counter()
    chosen = open_vectors(vectors, cache=cache)
    opened = time.perf_counter()
    exact = FlatIndex(vectors)
    masks = {name: _mask(size, share) for name, share in FILTERS.items()}
    return {
        "vectors": size,
        "engine": type(chosen).__name__,
        "made_s": round(built - started, 2),
        "opened_s": round(opened - built, 2),
        "bytes_per_vector": {"exact": _bytes(exact), "chosen": _bytes(chosen)},
        "recall@20": {name: recall(chosen, vectors, queries, mask) for name, mask in masks.items()},
        "ms": {name: compared(exact, chosen, queries, mask) for name, mask in masks.items()},
    }


def bounds(grower: Grower, questions: FloatArray) -> list[dict[str, Any]]:
    """The exact engines at the sizes where ``open_vectors`` leaves them: what its bounds rest on."""
    rows = []
    for size in (FULL_ROWS, HALF_ROWS):
        vectors = grower.many(size, seed=size)
        found = compared(FlatIndex(vectors), HalvedIndex(vectors), questions, None)
        rows.append({"vectors": size, "full": found["exact"], "half": found["chosen"]})
    return rows


def recall(index: VectorIndex, vectors: FloatArray, queries: FloatArray, mask: BoolArray | None) -> dict[str, float]:
    """Share of the true 20 nearest of each query that the index finds: mean, and the worst query's.

    A row as close as the last true one counts as found: equals may stand in for each other.
    """
    wanted = min(K, len(vectors) if mask is None else int(np.count_nonzero(mask)))
    last = _last_true(vectors, queries, mask)
    shares = []
    for query, closeness in zip(queries, last, strict=True):
        rows, _ = index.search(query, K, allowed=mask)
        shares.append(np.count_nonzero(vectors[rows] @ query >= closeness - 1e-6) / max(wanted, 1))
    return {"mean": round(float(np.mean(shares)), 4), "worst": round(float(np.min(shares)), 2)}


def _last_true(vectors: FloatArray, queries: FloatArray, mask: BoolArray | None) -> FloatArray:
    """The similarity of the twentieth allowed row to each query, by matrix products."""
    best = np.full((len(queries), K), -np.inf, np.float32)
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        stretch = slice(start, start + _ROWS_AT_ONCE)
        closeness = queries @ vectors[stretch].T
        if mask is not None:
            closeness[:, ~mask[stretch]] = -np.inf
        best = np.partition(np.hstack([best, closeness]), -K, axis=1)[:, -K:]
    least: FloatArray = best.min(axis=1)
    return least


def _mask(size: int, share: float) -> BoolArray | None:
    return None if share == 1.0 else np.random.default_rng(size).random(size) < share


def compared(exact: VectorIndex, chosen: VectorIndex, queries: FloatArray, mask: BoolArray | None) -> dict[str, Any]:
    """Milliseconds of both, query by query in turns, and how many times faster the chosen one is at the middle."""
    spent: Mapping[str, list[float]] = {"exact": [], "chosen": []}
    for number in range(TIMED):
        query = queries[number * len(queries) // TIMED]
        for name, index in (("exact", exact), ("chosen", chosen)):
            spent[name].append(milliseconds(partial(index.search, query, DEPTH, allowed=mask)))
    found: dict[str, Any] = {name: percentiles(values) for name, values in spent.items()}
    return {**found, "ratio": round(found["exact"]["p50"] / max(found["chosen"]["p50"], 1e-6), 2)}


def milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def _bytes(index: VectorIndex) -> float:
    return round(index.memory_bytes / max(len(index), 1), 1)
