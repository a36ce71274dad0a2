"""Paired differences -> the smallest true difference that the test would find in four of five comparisons."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

POWER = 0.8
_HALVINGS = 40  # of an interval of length 1

Values = NDArray[np.float64]


def smallest_detectable(differences: Values, *, alpha: float, bounded: bool) -> float | None:
    """In the metric's own unit, whichever way; None where no difference could be found in so few cases.

    ``differences``: of the cases that count, one number each. ``bounded``: the metric lies in 0..1. ``alpha``: of this
    one test, two-sided; what a family leaves to it is the caller's business.

    The normal approximation for pairs: (z(1 - alpha/2) + z(power)) * s / sqrt(n) (Cohen, Statistical Power Analysis,
    1988, 2.5). Where cases are right or wrong, noise is cases that turn both ways, and a loss turns further ones: the
    variance grows with the difference that is sought, and n d^2 = (z(1 - alpha/2) sqrt(v + d) +
    z(power) sqrt(v + d - d^2))^2 is solved for d (Connor, Biometrics, 1987), v being the share of cases that turned
    both ways. So is a bounded metric in which nothing moved, v = 0: a loss of d in whole points is the hardest to see.
    """
    cases = len(differences)
    if cases < fewest_cases(alpha):
        return None
    spread = float(np.std(differences, ddof=1)) if cases > 1 else 0.0
    whole = bool(np.isin(np.round(differences, 9), (-1.0, 0.0, 1.0)).all())
    wanted = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(POWER)
    if bounded and whole:
        return _of_turned(_both_ways(differences), cases, wanted)
    return sum(wanted) * spread / math.sqrt(cases) if spread > 0 else None


def fewest_cases(alpha: float) -> int:
    """How many cases must differ, all one way, before sign flips can tell: the least n with 2^(1-n) <= alpha."""
    return math.ceil(1 - math.log2(alpha) - 1e-12)


def _both_ways(differences: Values) -> float:
    """Share of cases in the turns that cancel out."""
    up, down = int((differences > 0.5).sum()), int((differences < -0.5).sum())
    return 2 * min(up, down) / len(differences)


def _of_turned(noise: float, cases: int, wanted: tuple[float, float]) -> float | None:
    """The difference sought lies where what is needed equals what there is; None where all cases do not do."""

    def lacking(d: float) -> float:
        under_none, under_d = math.sqrt(noise + d), math.sqrt(max(0.0, noise + d - d * d))
        return wanted[0] * under_none + wanted[1] * under_d - d * math.sqrt(cases)

    least, most = 0.0, 1.0 - noise
    if most <= 0 or lacking(most) > 0:
        return None
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        least, most = (middle, most) if lacking(middle) > 0 else (least, middle)
    return most
