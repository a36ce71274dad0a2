"""The scores of one run, drawn anew and jittered twice -> how often the gate takes the two for a loss.

    python -m eval.comparison.false_alarms [RUN] [--comparisons 200] [--seed 0]

Without RUN the scores are made up: 150 cases in two languages. Cases that must pass stand aside: they are promised to
hold, so that one that falls is an alarm by definition and no question of chance.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.comparison.compared import ALPHA
from eval.comparison.pairing import Pair
from eval.comparison.scores import Scores, scores_of
from eval.comparison.tested import Verdict, differences_of, in_gate
from eval.metrics.registry import METRICS, Unit
from eval.report import OVERALL
from eval.runs.record import load_run

TURNED = 0.05  # share of right-or-wrong scores that come out the other way, on each side
NOISE = 0.25  # of a metric's own spread, added to each other score

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Alarms:
    comparisons: int
    alarms: int

    @property
    def share(self) -> float:
        return self.alarms / self.comparisons


def false_alarms(scores: Scores, *, comparisons: int, rounds: int, seed: int = 0) -> Alarms:
    """Each comparison draws as many cases as there are, with replacement, and jitters both sides for itself."""
    random = np.random.default_rng(seed)
    alarms = sum(_alarm(_drawn(scores, random), rounds) for _ in range(comparisons))
    return Alarms(comparisons, alarms)


def _alarm(scores: Scores, rounds: int) -> bool:
    found = differences_of(scores, alpha=ALPHA, rounds=rounds, resamples=0)
    return any(one.gates and one.verdict is Verdict.WORSE for one in found)


def _drawn(scores: Scores, random: np.random.Generator) -> Scores:
    rows = random.integers(0, len(scores.cases), len(scores.cases))
    members = {name: np.flatnonzero(_within(len(rows), places)[rows]) for name, places in scores.slices.items()}
    values = scores.before[rows]
    return replace(
        scores,
        before=_jittered(values, scores.metrics, random),
        after=_jittered(values, scores.metrics, random),
        slices={name: places for name, places in members.items() if len(places) and in_gate(name)},
    )


def _within(cases: int, places: NDArray[np.intp]) -> NDArray[np.bool_]:
    inside = np.zeros(cases, bool)
    inside[places] = True
    return inside


def _jittered(values: Values, metrics: tuple[str, ...], random: np.random.Generator) -> Values:
    whole = np.all(np.isnan(values) | np.isin(values, (0.0, 1.0)), axis=0)
    shares = np.array([METRICS[name].unit is Unit.SHARE for name in metrics])
    turned = np.where(random.random(values.shape) < TURNED, 1 - values, values)
    spread = np.array([np.ptp(column[~np.isnan(column)]) if (~np.isnan(column)).any() else 0.0 for column in values.T])
    moved = values + random.normal(0, 1, values.shape) * NOISE * spread
    return np.where(whole & shares, turned, np.where(shares, np.clip(moved, 0, 1), moved))


def made_up(cases: int = 150, seed: int = 0) -> Scores:
    """Every metric over two languages: shares right at rates of their own, other amounts spread like times."""
    random = np.random.default_rng(seed)
    shares = np.array([metric.unit is Unit.SHARE for metric in METRICS.values()])
    rates = random.uniform(0.6, 1.0, len(METRICS))
    values = np.where(shares, random.random((cases, len(METRICS))) < rates, random.gamma(2, 50, (cases, len(METRICS))))
    graded = random.random(len(METRICS)) < 0.3
    values = np.where(graded & shares, random.beta(5, 2, values.shape), values)
    values[random.random(values.shape) < 0.2] = np.nan  # a metric does not apply everywhere
    halves = {"language:en": np.arange(cases // 2), "language:ru": np.arange(cases // 2, cases)}
    return Scores(
        cases=tuple(f"case-{number}" for number in range(cases)),
        metrics=tuple(METRICS),
        before=values,
        after=values,
        slices={OVERALL: np.arange(cases), **halves},
    )


def _main() -> None:
    parser = argparse.ArgumentParser(description="How often the gate takes two equal runs for a loss.")
    parser.add_argument("run", nargs="?", type=Path, help="run folder; made-up scores where none is given")
    parser.add_argument("--comparisons", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=9_999, help="sign patterns drawn per test")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    scores = scores_of([Pair(one, one) for one in load_run(given.run).observed]) if given.run else made_up()
    found = false_alarms(scores, comparisons=given.comparisons, rounds=given.rounds, seed=given.seed)
    print(  # noqa: T201 - a command
        f"{found.alarms} of {found.comparisons} comparisons of equal runs failed the gate: {found.share:.1%} "
        f"(at most {ALPHA:.0%} are meant to)"
    )


if __name__ == "__main__":
    _main()
