"""Paired differences -> p-values by sign flips, and p-values of a family -> p-values that hold for all of it (Holm)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 49_999  # a p-value near 0.5 is then known to 0.0022 (one standard error), a small one better
EQUAL = 1e-9  # scores closer than this are one score
_AT_ONCE = 4_000_000  # signs held in memory at a time
_SLACK = 1e-5  # of the sum of all sizes: what single precision may be off by, so that ties stay ties

Values = NDArray[np.float64]


def sign_flip(differences: Values, *, rounds: int = ROUNDS, seed: int = 0) -> Values:
    """Two-sided p-value of each column: how often random signs give a sum as far from 0 as the one that was seen.

    ``differences``: cases x columns, 0 where the two sides are equal or a case does not count for that metric; zeros
    change no sum, so they weigh nothing. If the two sides are alike, each case may as well have come out the other way
    round: the permutation test for pairs (Fisher, The Design of Experiments, 1935, section 21; scipy's
    ``permutation_test`` with ``permutation_type="samples"``). Exact where all differences have one size (the sign
    test), or where there are few enough for every pattern of signs to be tried; else ``rounds`` patterns are drawn with
    ``seed`` and the one that was seen counts as one of them (Phipson, Smyth, 2010), so p is never 0.
    """
    return np.array([1.0]) if not differences.size else _all(differences, rounds, seed)


def _all(differences: Values, rounds: int, seed: int) -> Values:
    sizes = np.abs(differences)
    moved = sizes > EQUAL
    counts = moved.sum(axis=0)
    result = np.ones(differences.shape[1])
    sampled = []
    for column in np.flatnonzero(counts):
        values = differences[moved[:, column], column]
        if np.ptp(np.abs(values)) <= EQUAL:
            result[column] = _one_size(values)
        elif 2 ** len(values) <= rounds:
            result[column] = _every_pattern(values)
        else:
            sampled.append(column)
    if sampled:
        result[sampled] = _drawn(differences[:, sampled], rounds, seed)
    return result


def _one_size(values: Values) -> float:
    """All of one size: only how many go which way matters."""
    fewer = min(int((values > 0).sum()), int((values < 0).sum()))
    ways = sum(math.comb(len(values), count) for count in range(fewer + 1))
    return float(min(1.0, ways / 2 ** (len(values) - 1)))


def _every_pattern(values: Values) -> float:
    patterns = np.arange(2 ** len(values))[:, None] >> np.arange(len(values)) & 1
    return float(_as_far((2.0 * patterns - 1) @ values, values.sum(), np.abs(values).sum()).mean())


def _drawn(differences: Values, rounds: int, seed: int) -> Values:
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(np.abs(differences).max(axis=1) > EQUAL)
    single = differences[rows].astype(np.float32)
    seen, sizes = differences.sum(axis=0), np.abs(differences).sum(axis=0)
    size = max(1, _AT_ONCE // len(rows))
    as_far = np.zeros(differences.shape[1])
    for done in range(0, rounds, size):
        drawn = random.integers(0, 256, (min(size, rounds - done), -(-len(rows) // 8)), dtype=np.uint8)
        signs = np.unpackbits(drawn, axis=1, count=len(rows)).astype(np.float32)
        sums = signs @ (2 * single) - single.sum(axis=0)  # a 0 is a minus
        as_far += _as_far(sums, seen, sizes).sum(axis=0)
    return (1 + as_far) / (rounds + 1)


def _as_far(sums: NDArray[np.floating], seen: Values | float, sizes: Values | float) -> NDArray[np.bool_]:
    return np.asarray(np.abs(sums) >= np.abs(seen) - _SLACK * sizes)


def least_p(differences: Values) -> Values:
    """The smallest p-value that each column could have had, whichever way its differences had gone: all one way."""
    moved = (np.abs(differences) > EQUAL).sum(axis=0)
    return np.where(moved > 0, 2.0 ** (1.0 - moved), 1.0)


def rejectable(least: Sequence[float], alpha: float) -> NDArray[np.bool_]:
    """Which hypotheses of a family can be rejected at all: only they share the error rate (Tarone, Biometrics, 1990).

    With the smallest K for which at most K hypotheses could reach alpha / K, those that could are kept. It depends on
    how many cases differ and not on which way, so that Holm over what is kept still errs in at most ``alpha`` of all
    families.
    """
    values = np.asarray(least, float)
    shares = next((k for k in range(1, len(values) + 1) if (values <= alpha / k).sum() <= k), 1)
    return np.asarray(values <= alpha / shares)


def holm(p_values: Sequence[float]) -> Values:
    """Adjusted p-values: to reject those <= alpha errs in at most alpha of all families (Holm, 1979)."""
    values = np.asarray(p_values, float)
    order = np.argsort(values, kind="stable")
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    result = np.empty(len(values))
    result[order] = np.minimum(1.0, stepped)
    return result


def holm_of_rejectable(p_values: Sequence[float], least: Sequence[float], alpha: float) -> tuple[Values, int]:
    """Holm over what can be rejected at all, 1.0 for the rest; and how many hypotheses share ``alpha``."""
    kept = rejectable(least, alpha) if len(least) else np.zeros(0, bool)
    result = np.ones(len(p_values))
    result[kept] = holm([p for p, held in zip(p_values, kept, strict=True) if held])
    return result, int(kept.sum())


def shown_p(value: float) -> str:
    """For people: a p-value is small, never nothing."""
    return f"{value:.4f}" if value >= 0.00005 else "<0.0001"
