"""Equal runs: the gate takes at most one of twenty for a loss, over all its metrics together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from eval.comparison.false_alarms import false_alarms, made_up
from eval.comparison.tested import Verdict, differences_of


def test_of_200_equal_runs_at_most_5_percent_fail_the_gate() -> None:
    found = false_alarms(made_up(), comparisons=200, rounds=1_999)
    assert found.comparisons == 200
    assert found.share <= 0.05


def test_what_is_no_false_alarm_is_seen_in_the_same_scores() -> None:
    scores = made_up()
    outcome = scores.metrics.index("outcome")
    after = scores.before.copy()
    right = np.flatnonzero(after[:, outcome] == 1)
    after[right[: len(right) // 3], outcome] = 0
    found = differences_of(replace(scores, after=after), alpha=0.05, resamples=0)
    worse = {(one.slice, one.metric) for one in found if one.verdict is Verdict.WORSE and one.gates}
    assert ("all", "outcome") in worse
    assert {metric for _, metric in worse} == {"outcome"}
