"""Two tables of scores -> a Difference per slice and metric: how much, how sure, and what could have been seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from eval.comparison.power import smallest_detectable
from eval.comparison.scores import Scores
from eval.comparison.significance import ROUNDS, holm_of_rejectable, least_p, sign_flip
from eval.metrics.paired import ROUNDS as RESAMPLES
from eval.metrics.paired import intervals
from eval.metrics.registry import METRICS, Better, Unit
from eval.report import OVERALL

Values = NDArray[np.float64]
_LANGUAGE = "language:"


class Verdict(StrEnum):
    """Of the candidate, held against the baseline."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"  # no difference that is more than chance, or one that the test cannot judge


@dataclass(frozen=True, slots=True)
class Difference:
    """``difference`` = ``mean_b`` - ``mean_a`` over the ``n`` cases that have the metric on both sides.

    ``low``, ``high``: its 95 % bootstrap interval. ``p``: of this test alone. ``p_holm``: within its family; the
    verdict goes by it. ``mdd``: the smallest true difference that the test, at the share of alpha that its family
    leaves to it, would find in four of five comparisons; None where there are too few cases for any. ``gates``: it
    belongs to the gate's family. ``alone``: cases that have the metric on one side only.
    """

    slice: str
    metric: str
    better: Better
    n: int
    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    p: float
    p_holm: float
    mdd: float | None
    verdict: Verdict
    gates: bool
    alone: int


@dataclass(frozen=True, slots=True)
class _Test:
    """A Difference before its family is known."""

    made: Difference
    values: Values  # after - before of the cases that count
    least: float


def differences_of(
    scores: Scores, *, alpha: float, rounds: int = ROUNDS, resamples: int = RESAMPLES
) -> tuple[Difference, ...]:
    """Slices in their order, metrics in that of the registry; a metric that no case of a slice has is left out.

    Two families, each with ``alpha`` for itself. The gate's: the gated metrics over the whole and over each language.
    A loss in one of two languages can hide in the whole, and a team answers for both; channels, stages, kinds, vendors
    and tags are many, small and overlap, and would cost the gate its sharpness. Theirs is the second family: a place to
    look where something is lost, not a reason to fail.

    ``rounds``: sign patterns of a test; ``resamples`` of an interval, 0 where only verdicts are wanted: neither
    intervals nor detectable differences then.
    """
    tests = [
        test
        for name, rows in scores.slices.items()
        if len(rows) < len(scores.cases) or not name.startswith(_LANGUAGE)  # one language only: it is the whole
        for test in _of_slice(scores, name, rounds=rounds, resamples=resamples)
    ]
    gating, others = ([one for one in tests if one.made.gates is gates] for gates in (True, False))
    judged = {
        (one.slice, one.metric): one
        for family in (gating, others)
        for one in _judged(family, alpha, told=resamples > 0)
    }
    return tuple(judged[one.made.slice, one.made.metric] for one in tests)


def in_gate(slice_name: str) -> bool:
    """Whether a loss in the slice is a reason to fail: the whole, and each language."""
    return slice_name == OVERALL or slice_name.startswith(_LANGUAGE)


def timed(metric: str) -> bool:
    """Cases of one run share the machine's load of that hour, and the test takes them to be independent: between two
    runs of the same service it is sure of a difference that says nothing of the service."""
    return METRICS[metric].unit is Unit.MILLISECONDS


def _of_slice(scores: Scores, name: str, *, rounds: int, resamples: int) -> Iterator[_Test]:
    rows = scores.slices[name]
    before, after = scores.before[rows], scores.after[rows]
    both = ~np.isnan(before) & ~np.isnan(after)
    differences = np.where(both, after - before, 0.0)
    p_values = sign_flip(differences, rounds=rounds)
    least = least_p(differences)
    low, high = _intervals(differences, both, resamples)
    for column in np.flatnonzero(both.any(axis=0)):
        counted = both[:, column]
        metric = METRICS[scores.metrics[column]]
        gated = metric.gated and metric.better is not Better.NEITHER
        made = Difference(
            slice=name,
            metric=metric.name,
            better=metric.better,
            n=int(counted.sum()),
            mean_a=float(before[counted, column].mean()),
            mean_b=float(after[counted, column].mean()),
            difference=float(differences[counted, column].mean()),
            low=float(low[column]),
            high=float(high[column]),
            p=float(p_values[column]),
            p_holm=1.0,
            mdd=None,
            verdict=Verdict.SAME,
            gates=gated and in_gate(name),
            alone=int((np.isnan(before[:, column]) != np.isnan(after[:, column])).sum()),
        )  # over 30 lines: one field a line
        yield _Test(made, differences[counted, column], float(least[column]))


def _intervals(differences: Values, both: NDArray[np.bool_], resamples: int) -> tuple[Values, Values]:
    """Metrics that the same cases have share one draw of cases."""
    low, high = np.zeros(both.shape[1]), np.zeros(both.shape[1])
    if not resamples:
        return low * np.nan, high * np.nan
    groups: dict[bytes, list[int]] = {}
    for column in np.flatnonzero((np.abs(differences) > 0).any(axis=0)):  # where nothing moved, nothing varies
        groups.setdefault(both[:, column].tobytes(), []).append(int(column))
    for columns in groups.values():
        rows = np.flatnonzero(both[:, columns[0]])
        low[columns], high[columns] = intervals(differences[rows][:, columns], rounds=resamples)
    return low, high


def _judged(family: Sequence[_Test], alpha: float, *, told: bool) -> Iterator[Difference]:
    adjusted, shares = holm_of_rejectable([one.made.p for one in family], [one.least for one in family], alpha)
    share = alpha / max(1, shares)
    for one, p_holm in zip(family, adjusted, strict=True):
        bounded = METRICS[one.made.metric].unit is Unit.SHARE
        mdd = smallest_detectable(one.values, alpha=share, bounded=bounded) if told else None
        verdict = _verdict(one.made, float(p_holm) <= alpha)
        yield replace(one.made, p_holm=float(p_holm), mdd=mdd, verdict=verdict)


def _verdict(made: Difference, sure: bool) -> Verdict:
    if not sure or made.better is Better.NEITHER or made.difference == 0 or timed(made.metric):
        return Verdict.SAME
    return Verdict.BETTER if (made.difference > 0) == (made.better is Better.HIGHER) else Verdict.WORSE
