"""Confidences and whether each was right -> what abstaining is worth, and how far a confidence can be trusted.

Everything here is symmetric in the order of the cases: equal confidences are never told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BINS = 10


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Answering from ``threshold`` on: ``coverage`` is the share answered, ``risk`` the share of those not right."""

    coverage: float
    risk: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Bin:
    """``n`` cases with a confidence in (low, high], in [0, high] for the first: their mean, and the share right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Abstention:
    """Of ``n`` cases with a confidence, ``right`` of which would be right to answer.

    ``answered``: what the service did, as a point of the plane of the curve (threshold: the lowest confidence
    answered); None where it answered nothing. ``auroc`` is None without both kinds of case.
    """

    n: int
    right: int
    risk_coverage: tuple[RiskPoint, ...]
    aurc: float
    auroc: float | None
    ece: float
    brier: float
    bins: tuple[Bin, ...]
    answered: RiskPoint | None = None


def abstention(
    confidences: Sequence[float], right: Sequence[bool], answered: Sequence[bool] = (), *, bins: int = BINS
) -> Abstention | None:
    """None without cases. Raises ValueError for unequal lengths or a confidence outside 0..1."""
    if not len(confidences):
        return None
    chances, hits = _arrays(confidences, right)
    held = reliability(confidences, right, bins=bins)
    return Abstention(
        n=len(chances),
        right=int(hits.sum()),
        risk_coverage=risk_coverage(confidences, right),
        aurc=aurc(confidences, right),
        auroc=auroc(confidences, right),
        ece=ece(held),
        brier=brier(confidences, right),
        bins=held,
        answered=_answered(chances, hits, np.asarray(answered, bool)),
    )


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> tuple[RiskPoint, ...]:
    """One point for each distinct confidence as the threshold, the highest first; the last covers every case.

    Geifman, El-Yaniv: Selective classification for deep neural networks (NeurIPS 2017).
    """
    chances, hits = _arrays(confidences, right)
    thresholds, counts, wrong = _groups(chances, hits)
    covered = np.cumsum(counts)
    risks = np.cumsum(wrong) / covered
    return tuple(
        RiskPoint(float(share), float(risk), float(threshold))
        for share, risk, threshold in zip(covered / len(chances), risks, thresholds, strict=True)
    )


def aurc(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """The mean risk over the coverages 1/n, 2/n … 1; among equal confidences, the mean over all orders of them."""
    chances, hits = _arrays(confidences, right)
    _, counts, wrong = _groups(chances, hits)
    expected = np.repeat(wrong / counts, counts)  # errors that each further case of its group is expected to add
    return float((np.cumsum(expected) / np.arange(1, len(chances) + 1)).mean())


def auroc(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """The probability that one that is right has the higher confidence, ties counting half; None without both kinds."""
    chances, hits = _arrays(confidences, right)
    good, bad = chances[hits > 0], np.sort(chances[hits == 0])
    if not len(good) or not len(bad):
        return None
    below, at_most = (np.searchsorted(bad, good, side=side).sum() for side in ("left", "right"))
    return float((below + at_most) / 2 / (len(good) * len(bad)))


def reliability(confidences: Sequence[float], right: Sequence[bool], *, bins: int = BINS) -> tuple[Bin, ...]:
    """Bins of equal width over 0..1 that hold something, from low to high; an edge belongs to the bin below it."""
    chances, hits = _probabilities(confidences, right)
    edges = np.linspace(0.0, 1.0, bins + 1)
    places = np.searchsorted(edges[1:-1], chances)
    return tuple(
        Bin(
            float(edges[place]),
            float(edges[place + 1]),
            int((places == place).sum()),
            float(chances[places == place].mean()),
            float(hits[places == place].mean()),
        )
        for place in np.unique(places)
    )


def ece(bins: Sequence[Bin]) -> float:
    """The mean gap between confidence and share right, weighed by the cases of each bin.

    Naeini, Cooper, Hauskrecht: Obtaining well calibrated probabilities using Bayesian binning (AAAI 2015).
    """
    total = sum(one.n for one in bins)
    return sum(one.n * abs(one.confidence - one.right) for one in bins) / total if total else 0.0


def brier(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """The mean squared gap (Brier, Monthly Weather Review, 1950)."""
    chances, hits = _probabilities(confidences, right)
    return float(((chances - hits) ** 2).mean())


def _answered(chances: Floats, hits: Floats, answered: NDArray[np.bool_]) -> RiskPoint | None:
    if not answered.any():
        return None
    return RiskPoint(float(answered.mean()), float(1 - hits[answered].mean()), threshold=float(chances[answered].min()))


def _groups(chances: Floats, hits: Floats) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Distinct confidences, the highest first; how many cases have each; how many of those are not right."""
    values, places, counts = np.unique(-chances, return_inverse=True, return_counts=True)
    return -values, counts.astype(np.intp), np.bincount(places, weights=1 - hits).astype(float)


def _arrays(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Floats, Floats]:
    chances, hits = np.asarray(confidences, float), np.asarray(right, float)
    if chances.shape != hits.shape or not len(chances):
        raise ValueError("each confidence needs its verdict, and at least one of both")
    return chances, hits


def _probabilities(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Floats, Floats]:
    chances, hits = _arrays(confidences, right)
    if not ((chances >= 0) & (chances <= 1)).all():
        raise ValueError("a confidence lies between 0 and 1")
    return chances, hits
