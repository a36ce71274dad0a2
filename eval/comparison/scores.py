"""Pairs of answers -> two tables of scores, cases x metrics, and which cases stand in which slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.comparison.pairing import Pair
from eval.metrics.registry import METRICS
from eval.report import sliced
from eval.run import row_of

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """``before`` and ``after``: cases x metrics, not-a-number where the metric does not apply.

    ``slices``: name -> positions of its cases; the whole first.
    """

    cases: tuple[str, ...]
    metrics: tuple[str, ...]
    before: Values
    after: Values
    slices: Mapping[str, NDArray[np.intp]]


def scores_of(pairs: Sequence[Pair]) -> Scores:
    before, after = [row_of(pair.before) for pair in pairs], [row_of(pair.after) for pair in pairs]
    places = {row.case_id: place for place, row in enumerate(after)}
    return Scores(
        cases=tuple(pair.case.id for pair in pairs),
        metrics=tuple(METRICS),
        before=_table([row.values for row in before]),
        after=_table([row.values for row in after]),
        slices={name: np.array([places[row.case_id] for row in rows], np.intp) for name, rows in sliced(after).items()},
    )


def _table(rows: Sequence[Mapping[str, float | None]]) -> Values:
    return np.array([[row[name] for name in METRICS] for row in rows], float)  # None is not-a-number
