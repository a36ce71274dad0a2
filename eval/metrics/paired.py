"""Two systems' values on the same queries -> the mean difference with a bootstrap interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ROUNDS = 2000


def paired_difference(ours: Sequence[float], theirs: Sequence[float], *, seed: int = 0) -> tuple[float, float, float]:
    """Mean of ours - theirs, and its 95 % percentile interval over resampled queries.

    Efron, Tibshirani: An Introduction to the Bootstrap (1993), chapter 13. Raises ValueError for unequal lengths or
    no values.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError("a paired difference needs the same queries on both sides, at least one")
    differences = np.asarray(ours, float) - np.asarray(theirs, float)
    drawn = np.random.default_rng(seed).integers(0, len(differences), (ROUNDS, len(differences)))
    low, high = np.quantile(differences[drawn].mean(axis=1), [0.025, 0.975])
    return float(differences.mean()), float(low), float(high)
