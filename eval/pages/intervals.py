"""Values of one metric -> their mean with a 95 % interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from eval.metrics.paired import paired_difference
from eval.standards import wilson


@dataclass(frozen=True, slots=True)
class Mean:
    """``yes``: how many of the ``n`` values are 1, where each is 0 or 1."""

    mean: float
    low: float
    high: float
    n: int
    yes: int | None = None


def mean_of(values: Sequence[float]) -> Mean | None:
    """Wilson's interval for yes and no, else a bootstrap of the mean; None without values."""
    if not values:
        return None
    if all(value in (0.0, 1.0) for value in values):
        yes = sum(value == 1.0 for value in values)
        low, high = wilson(yes, len(values)) or (0.0, 1.0)
        return Mean(yes / len(values), low, high, len(values), yes)
    _, low, high = paired_difference(values, [0.0] * len(values))
    return Mean(fmean(values), low, high, len(values))
