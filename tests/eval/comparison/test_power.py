"""The smallest detectable difference: a difference of that size is found in about four of five simulated runs."""

from __future__ import annotations

import numpy as np
import pytest

from eval.comparison.power import fewest_cases, smallest_detectable
from eval.comparison.significance import sign_flip


def found_share(draws: np.ndarray, alpha: float) -> float:
    """``draws``: cases x simulated comparisons."""
    return float((sign_flip(draws, rounds=1_999) <= alpha).mean())


@pytest.mark.parametrize(("cases", "alpha"), [(150, 0.05), (400, 0.005)])
def test_a_graded_metric_is_found_in_four_of_five(cases: int, alpha: float) -> None:
    random = np.random.default_rng(0)
    noise = random.normal(0, 0.2, cases)
    smallest = smallest_detectable(noise, alpha=alpha, bounded=True)
    assert smallest is not None
    draws = random.normal(-smallest, np.std(noise, ddof=1), (cases, 400))
    assert found_share(draws, alpha) == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize(("cases", "alpha", "noise"), [(150, 0.05, 0.0), (150, 0.05, 0.1), (400, 0.005, 0.05)])
def test_cases_that_turn_wrong_are_found_in_four_of_five(cases: int, alpha: float, noise: float) -> None:
    random = np.random.default_rng(0)
    before = np.zeros(cases)
    turned = round(cases * noise / 2)
    before[:turned], before[turned : 2 * turned] = 1, -1
    smallest = smallest_detectable(before, alpha=alpha, bounded=True)
    assert smallest is not None
    draws = random.choice([1, -1, 0], (cases, 2_000), p=[noise / 2, noise / 2 + smallest, 1 - noise - smallest])
    # Counts are whole: the exact test stands a little to either side of what was asked for.
    assert found_share(draws.astype(float), alpha) == pytest.approx(0.8, abs=0.09)


def test_more_cases_see_smaller_differences() -> None:
    sizes = [smallest_detectable(np.zeros(cases), alpha=0.05, bounded=True) for cases in (20, 80, 320)]
    assert sizes == sorted(sizes, reverse=True, key=lambda size: size or 0)
    assert None not in sizes


def test_in_five_cases_nothing_can_be_found() -> None:
    # five differences that all go one way have p = 2 / 32
    assert sign_flip(np.ones((5, 1)))[0] == 0.0625
    assert sign_flip(np.ones((6, 1)))[0] < 0.05
    assert fewest_cases(0.05) == 6
    assert smallest_detectable(np.ones(5), alpha=0.05, bounded=True) is None


def test_a_time_that_never_moved_tells_nothing_of_what_could_be_seen() -> None:
    assert smallest_detectable(np.zeros(50), alpha=0.05, bounded=False) is None
    assert smallest_detectable(np.random.default_rng(0).normal(0, 10, 50), alpha=0.05, bounded=False) is not None
