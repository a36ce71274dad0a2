"""Two tables of scores -> every case that got better or worse, and those that flipped between right and wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from eval.comparison.scores import Scores
from eval.comparison.significance import EQUAL
from eval.metrics.registry import METRICS, Better

# What a reply must get right. Ranks, similarities, lengths and times grade a reply; a case does not fail by them.
PASSING = frozenset(
    {
        *("outcome", "served", "false_suggest", "language", "stage", "escalation", "fact_recall", "no_forbidden_facts"),
        *("cited_relevant", "citations_hold", "abstains_uncited", "no_errors", "check_complete", "grounded"),
        "not_empty",
    }
)


def full_mark(metric: str) -> float:
    """The value of a metric of PASSING that says: right."""
    return 0.0 if METRICS[metric].better is Better.LOWER else 1.0


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One case on one metric. ``flip``: it was right before or is now, and not both."""

    case_id: str
    metric: str
    before: float
    after: float
    must_pass: bool
    worse: bool
    flip: bool


def changes_of(scores: Scores, must_pass: Collection[str]) -> tuple[CaseChange, ...]:
    """In the order of the cases; metrics of which no value is better, and those outside the gate, are left out."""
    with np.errstate(invalid="ignore"):
        moved = np.abs(scores.after - scores.before) > EQUAL
    return tuple(_changes(scores, moved, must_pass))


def _changes(scores: Scores, moved: np.ndarray, must_pass: Collection[str]) -> Iterator[CaseChange]:
    for row, column in zip(*np.nonzero(moved), strict=True):
        metric = METRICS[scores.metrics[column]]
        if metric.better is Better.NEITHER or not metric.gated:
            continue
        before, after = float(scores.before[row, column]), float(scores.after[row, column])
        yield CaseChange(
            case_id=scores.cases[row],
            metric=metric.name,
            before=before,
            after=after,
            must_pass=scores.cases[row] in must_pass,
            worse=(after < before) == (metric.better is Better.HIGHER),
            flip=metric.name in PASSING and full_mark(metric.name) in (before, after),
        )
