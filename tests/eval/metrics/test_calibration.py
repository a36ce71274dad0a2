"""Confidence against what was right, worked out by hand and held against scikit-learn and scipy."""

from __future__ import annotations

from itertools import permutations
from statistics import fmean

import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, roc_auc_score

from eval.metrics.calibration import RiskPoint, abstention, aurc, auroc, brier, ece, reliability, risk_coverage

EXACT = 1e-9
DATA = [(seed, ties) for seed in range(12) for ties in (False, True)]


def drawn(seed: int, *, ties: bool) -> tuple[list[float], list[bool]]:
    random = np.random.default_rng(seed)
    chances = random.random(random.integers(2, 120))
    hits = random.random(len(chances)) < chances
    hits[:2] = [True, False]
    return list(np.round(chances, 1) if ties else chances), [bool(one) for one in hits]


@pytest.mark.parametrize(("seed", "ties"), DATA)
def test_auroc_is_that_of_scikit_learn_and_of_mann_whitney(seed: int, ties: bool) -> None:
    chances, hits = drawn(seed, ties=ties)
    good = [one for one, hit in zip(chances, hits, strict=True) if hit]
    bad = [one for one, hit in zip(chances, hits, strict=True) if not hit]
    assert auroc(chances, hits) == pytest.approx(roc_auc_score(hits, chances), abs=EXACT)
    assert auroc(chances, hits) == pytest.approx(mannwhitneyu(good, bad).statistic / len(good) / len(bad), abs=EXACT)


@pytest.mark.parametrize(("seed", "ties"), DATA)
@pytest.mark.parametrize("bins", [1, 5, 10, 15])
def test_bins_and_brier_score_are_those_of_scikit_learn(seed: int, ties: bool, bins: int) -> None:
    chances, hits = drawn(seed, ties=ties)
    right, confidence = calibration_curve(hits, chances, n_bins=bins)
    held = reliability(chances, hits, bins=bins)
    assert [one.right for one in held] == pytest.approx(list(right), abs=EXACT)
    assert [one.confidence for one in held] == pytest.approx(list(confidence), abs=EXACT)
    counts = np.array([one.n for one in held])
    assert counts.sum() == len(chances)
    assert ece(held) == pytest.approx(float(np.average(np.abs(right - confidence), weights=counts)), abs=EXACT)
    assert brier(chances, hits) == pytest.approx(brier_score_loss(hits, chances), abs=EXACT)


def test_the_bins_hold_the_confidences_that_their_edges_name() -> None:
    held = reliability([0.0, 0.1, 0.11, 1.0], [False, True, True, True])
    assert [(one.low, one.high, one.n) for one in held] == [(0.0, 0.1, 2), (0.1, 0.2, 1), (0.9, 1.0, 1)]


def test_the_curve_has_a_point_for_each_threshold_and_ends_with_every_case() -> None:
    curve = risk_coverage([0.9, 0.8, 0.8, 0.1], [True, True, False, False])
    assert curve == (
        RiskPoint(0.25, 0.0, 0.9),
        RiskPoint(0.75, pytest.approx(1 / 3), 0.8),
        RiskPoint(1.0, 0.5, 0.1),
    )


def test_the_area_is_the_mean_risk_as_more_and_more_is_answered() -> None:
    assert aurc([0.9, 0.8, 0.7, 0.1], [True, False, True, False]) == pytest.approx(fmean([0, 1 / 2, 1 / 3, 2 / 4]))
    assert aurc([0.4], [True]) == 0.0


@pytest.mark.parametrize("seed", range(6))
def test_among_equal_confidences_the_area_is_the_mean_over_every_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    cases = [
        (float(chance), bool(hit))
        for chance, hit in zip(random.integers(0, 3, 6) / 2, random.random(6) < 0.5, strict=True)
    ]
    areas = []
    for order in permutations(cases):
        if [one[0] for one in order] == sorted((one[0] for one in cases), reverse=True):
            wrong = np.cumsum([not hit for _, hit in order])
            areas.append(float((wrong / np.arange(1, len(wrong) + 1)).mean()))
    assert aurc(*zip(*cases, strict=True)) == pytest.approx(fmean(areas), abs=EXACT)


def test_the_order_of_the_cases_changes_nothing() -> None:
    chances, hits = drawn(3, ties=True)
    turned = abstention(chances[::-1], hits[::-1])
    assert turned is not None
    straight = abstention(chances, hits)
    assert straight is not None
    assert straight.risk_coverage == turned.risk_coverage
    assert straight.aurc == pytest.approx(turned.aurc, abs=EXACT)


def test_what_the_service_did_stands_in_the_plane_of_the_curve() -> None:
    found = abstention([0.9, 0.6, 0.2, 0.7], [True, False, False, True], [True, True, False, False])
    assert found is not None
    assert found.answered == RiskPoint(0.5, 0.5, 0.6)
    assert (found.n, found.right) == (4, 2)


def test_without_both_kinds_of_case_no_order_can_be_judged() -> None:
    found = abstention([0.9, 0.4], [True, True])
    assert found is not None
    assert (found.auroc, found.aurc, found.answered) == (None, 0.0, None)
    assert abstention([], []) is None


@pytest.mark.parametrize(("chances", "hits"), [([0.4], []), ([1.2], [True]), ([float("nan")], [True])])
def test_what_is_no_probability_is_refused(chances: list[float], hits: list[bool]) -> None:
    with pytest.raises(ValueError, match="confidence"):
        abstention(chances, hits)
