"""Two systems' values on the same queries -> the mean difference with a bootstrap interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 2000
_AT_ONCE = 2_000_000  # counts held in memory at a time

Values = NDArray[np.float64]


def paired_difference(ours: Sequence[float], theirs: Sequence[float], *, seed: int = 0) -> tuple[float, float, float]:
    """Mean of ours - theirs, and its 95 % percentile interval over resampled queries.

    Efron, Tibshirani: An Introduction to the Bootstrap (1993), chapter 13. Raises ValueError for unequal lengths or
    no values.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError("a paired difference needs the same queries on both sides, at least one")
    differences = np.asarray(ours, float) - np.asarray(theirs, float)
    low, high = intervals(differences[:, None], seed=seed)
    return float(differences.mean()), float(low[0]), float(high[0])


def intervals(differences: Values, *, rounds: int = ROUNDS, seed: int = 0) -> tuple[Values, Values]:
    """The 95 % percentile intervals of the mean of each column. ``differences``: queries x columns, no gaps.

    One draw of queries serves all columns. Returns two arrays of one number per column; raises ValueError where there
    are no queries.
    """
    if not len(differences):
        raise ValueError("an interval needs at least one query")
    random = np.random.default_rng(seed)
    size = max(1, _AT_ONCE // len(differences))
    means = [
        _counts(random, len(differences), min(size, rounds - done)) @ differences / len(differences)
        for done in range(0, rounds, size)
    ]
    low, high = np.quantile(np.concatenate(means), [0.025, 0.975], axis=0)
    return low, high


def _counts(random: np.random.Generator, queries: int, rounds: int) -> Values:
    """How often each query was drawn in each round: rounds x queries."""
    drawn = random.integers(0, queries, (rounds, queries)) + np.arange(rounds)[:, None] * queries
    return np.bincount(drawn.ravel(), minlength=rounds * queries).reshape(rounds, queries).astype(float)
