"""Sign flips, bootstrap and Holm: values of scipy and of hand-worked examples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, bootstrap, permutation_test

from eval.comparison.significance import holm, holm_of_rejectable, least_p, rejectable, sign_flip
from eval.metrics.paired import intervals, paired_difference


def scipy_p(differences: np.ndarray, resamples: int = 60_000) -> float:
    found = permutation_test(
        (differences,),
        lambda values, axis: values.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=resamples,
        rng=np.random.default_rng(5),
    )
    return float(found.pvalue)


@pytest.mark.parametrize("size", [6, 9, 12])
def test_few_graded_differences_are_tested_exactly_as_scipy_does(size: int) -> None:
    differences = np.random.default_rng(size).normal(0.4, 1, size)
    assert sign_flip(differences[:, None])[0] == pytest.approx(scipy_p(differences), abs=1e-9)


@pytest.mark.parametrize(("size", "shift"), [(40, 0.2), (150, 0.12)])
def test_many_graded_differences_come_within_five_thousandths_of_scipy(size: int, shift: float) -> None:
    differences = np.random.default_rng(size).normal(shift, 1, size)
    ours = sign_flip(differences[:, None])[0]
    assert ours == pytest.approx(scipy_p(differences), abs=0.005)


def test_right_or_wrong_scores_are_tested_by_the_exact_sign_test() -> None:
    differences = np.array([1.0] * 4 + [-1.0] * 13 + [0.0] * 80)
    assert sign_flip(differences[:, None])[0] == pytest.approx(binomtest(4, 17).pvalue, abs=1e-12)
    assert sign_flip(differences[:, None])[0] == pytest.approx(scipy_p(differences), abs=0.005)


def test_thousands_of_turned_cases_do_not_overflow() -> None:
    differences = np.array([1.0] * 950 + [-1.0] * 1050)
    assert sign_flip(differences[:, None])[0] == pytest.approx(binomtest(950, 2000).pvalue, abs=1e-9)


def test_ties_count_as_far_as_what_was_seen() -> None:
    # |sum| >= 1.5 of {0.5, 1} flipped: 2 of 4 patterns reach it, the other two give 0.5
    assert sign_flip(np.array([[0.5], [1.0]]))[0] == pytest.approx(0.5)
    graded = np.round(np.random.default_rng(2).choice([-0.5, -0.25, 0.0, 0.25, 0.5], 60), 2)
    assert sign_flip(graded[:, None])[0] == pytest.approx(scipy_p(graded), abs=0.005)


def test_no_difference_at_all_has_p_one() -> None:
    assert list(sign_flip(np.zeros((30, 2)))) == [1.0, 1.0]
    assert sign_flip(np.zeros((0, 1)))[0] == 1.0


def test_zeros_and_the_columns_beside_it_do_not_change_a_p_value() -> None:
    random = np.random.default_rng(3)
    differences = random.normal(0.1, 1, 50)
    beside = np.column_stack([np.append(differences, np.zeros(20)), random.normal(0, 1, 70)])
    assert sign_flip(beside)[0] == pytest.approx(scipy_p(differences), abs=0.005)


def test_the_same_seed_gives_the_same_p_value() -> None:
    differences = np.random.default_rng(4).normal(0.1, 1, (80, 3))
    assert np.array_equal(sign_flip(differences, seed=7), sign_flip(differences, seed=7))


def test_a_bootstrap_interval_is_that_of_scipy() -> None:
    differences = np.random.default_rng(1).normal(0.2, 1, 120)
    ours = intervals(differences[:, None], rounds=20_000)
    theirs = bootstrap((differences,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(2))
    assert (ours[0][0], ours[1][0]) == pytest.approx(tuple(theirs.confidence_interval), abs=0.01)


def test_columns_share_a_draw_and_each_gets_its_own_interval() -> None:
    differences = np.random.default_rng(1).normal(0.2, 1, (60, 2))
    together = intervals(differences, seed=3)
    for column in range(2):
        mean, low, high = paired_difference(list(differences[:, column]), [0.0] * 60, seed=3)
        assert (low, high) == pytest.approx((together[0][column], together[1][column]), abs=1e-12)
        assert mean == pytest.approx(differences[:, column].mean())


def test_an_interval_of_no_query_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one query"):
        intervals(np.zeros((0, 1)))


@pytest.mark.parametrize(
    ("p_values", "adjusted"),
    [
        # by hand: sorted times 3, 2, 1; none below the one before it
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.01, 0.02, 0.02, 0.5], [0.04, 0.06, 0.06, 0.5]),
        ([0.9, 0.8], [1.0, 1.0]),
        ([0.02], [0.02]),
        ([], []),
    ],
)
def test_holm_is_as_worked_out_by_hand(p_values: list[float], adjusted: list[float]) -> None:
    assert list(holm(p_values)) == pytest.approx(adjusted)


def test_the_least_p_is_that_of_all_differences_going_one_way() -> None:
    differences = np.array([[0.0, 1.0, -0.5], [0.0, 0.0, 0.2], [0.0, 0.0, 0.1]])
    assert list(least_p(differences)) == [1.0, 1.0, 0.25]
    assert sign_flip(np.abs(differences))[2] == least_p(differences)[2]


def test_metrics_that_could_never_be_rejected_take_nothing_from_the_others() -> None:
    # Tarone: of six, two could reach 0.05 / 2; the four that did not move stand aside.
    least = [0.001, 0.002, 1.0, 1.0, 0.5, 0.25]
    assert list(rejectable(least, 0.05)) == [True, True, False, False, False, False]
    adjusted, shares = holm_of_rejectable([0.01, 0.03, 1.0, 1.0, 0.6, 0.3], least, 0.05)
    assert shares == 2
    assert list(adjusted) == pytest.approx([0.02, 0.03, 1.0, 1.0, 1.0, 1.0])


def test_a_metric_enters_only_where_it_could_reach_its_share() -> None:
    # All three could reach 0.05 / 2, which are more than two; at 0.05 / 3 there are two, and two are not too many.
    assert list(rejectable([0.0001, 0.0001, 0.02], 0.05)) == [True, True, False]
    assert list(rejectable([0.0001, 0.0001, 0.01], 0.05)) == [True, True, True]


def test_a_family_without_members_is_judged_all_the_same() -> None:
    adjusted, shares = holm_of_rejectable([], [], 0.05)
    assert (len(adjusted), shares) == (0, 0)
