"""Verdicts of several judges on the same cases -> how far they agree beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from enum import StrEnum
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from eval.comparison.significance import sign_flip

Floats = NDArray[np.float64]


class Weights(StrEnum):
    """How much a disagreement counts: all the same, or by its square on a scale of numbers."""

    NONE = "none"
    QUADRATIC = "quadratic"


def cohen_kappa(
    ours: Sequence[Hashable], theirs: Sequence[Hashable], *, weights: Weights = Weights.NONE
) -> float | None:
    """Agreement of two judges; 1: always, 0: as chance would. None where both gave every case one same value.

    Cohen: A coefficient of agreement for nominal scales (1960), and Weighted kappa (1968). ``weights`` other than none
    are for whole numbers. Raises ValueError for unequal lengths or no cases.
    """
    if len(ours) != len(theirs) or not ours:
        raise ValueError("two judges agree on the same cases, at least one")
    values = _values({*ours, *theirs})
    places = {value: place for place, value in enumerate(values)}
    seen = np.zeros((len(values), len(values)))
    for one, other in zip(ours, theirs, strict=True):
        seen[places[one], places[other]] += 1
    expected = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    rows, columns = np.indices(seen.shape)
    cost = (rows != columns).astype(float) if weights is Weights.NONE else (rows - columns).astype(float) ** 2
    chance = float((cost * expected).sum())
    return None if chance == 0 else 1 - float((cost * seen).sum()) / chance


def krippendorff_alpha(cases: Sequence[Sequence[Hashable]], *, scale: bool) -> float | None:
    """Agreement of any number of judges, some of whom may be missing; 1: always, 0: as chance would.

    ``cases``: the values that each case was given. ``scale``: values are numbers and their distance counts by its
    square; otherwise each other value is as far. None without two values that could differ. Krippendorff: Computing
    Krippendorff's alpha-reliability (2011).
    """
    held = [list(values) for values in cases if len(values) > 1]
    counts = Counter(value for values in held for value in values)
    far = _squared if scale else _other
    chance = sum(counts[one] * counts[other] * far(one, other) for one, other in permutations(counts, 2))
    if not chance:
        return None
    seen = sum(sum(far(one, other) for one, other in permutations(values, 2)) / (len(values) - 1) for values in held)
    return 1 - (counts.total() - 1) * seen / chance


def spearman(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """Correlation of ranks, equal values sharing theirs; None where one side says the same of every case.

    Raises ValueError for unequal lengths.
    """
    if len(ours) != len(theirs):
        raise ValueError("ranks are compared over the same cases")
    if len(set(ours)) < 2 or len(set(theirs)) < 2:
        return None
    return float(np.corrcoef(_ranks(ours), _ranks(theirs))[0, 1])


def sign_test(hits: int, n: int) -> float:
    """Two-sided and exact: how likely so far from a half, where both sides are equally likely."""
    return float(sign_flip(np.repeat((1.0, -1.0), (hits, n - hits))[:, None])[0])


def _ranks(values: Sequence[float]) -> Floats:
    """From 1; the mean rank among equals."""
    _, places, counts = np.unique(np.asarray(values, float), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[places], float)


def _squared(one: Hashable, other: Hashable) -> float:
    return (float(str(one)) - float(str(other))) ** 2


def _other(one: Hashable, other: Hashable) -> float:
    return float(one != other)


def _values(seen: set[Hashable]) -> list[Hashable]:
    """Of a scale, those too that nobody gave: they lie between the others."""
    numbers = [value for value in seen if isinstance(value, int)]
    return [*range(min(numbers), max(numbers) + 1)] if len(numbers) == len(seen) else sorted(seen, key=str)
