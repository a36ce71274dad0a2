"""Pairs of answers -> two tables of scores, cases x metrics, and which cases stand in which slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.comparison.pairing import Pair
from eval.metrics.registry import METRICS
from eval.report import OVERALL, SLICED
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
    rows = [(row_of(pair.before), row_of(pair.after)) for pair in pairs]
    members: dict[str, list[int]] = {}
    for place, (_, row) in enumerate(rows):
        for name in row.slices:
            members.setdefault(name, []).append(place)
    names = sorted(members, key=lambda name: (name != OVERALL, *_order(name)))
    return Scores(
        cases=tuple(pair.case.id for pair in pairs),
        metrics=tuple(METRICS),
        before=_table([row.values for row, _ in rows]),
        after=_table([row.values for _, row in rows]),
        slices={name: np.array(members[name]) for name in names},
    )


def _order(name: str) -> tuple[int, str]:
    kind = name.partition(":")[0]
    return (SLICED.index(kind) if kind in SLICED else 0, name)


def _table(rows: Sequence[Mapping[str, float | None]]) -> Values:
    return np.array([[_number(row[name]) for name in METRICS] for row in rows], float)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
