"""Agreement of judges, held against scikit-learn, scipy and worked examples of the literature."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, spearmanr
from sklearn.metrics import cohen_kappa_score

from eval.judging.agreement import Weights, cohen_kappa, krippendorff_alpha, sign_test, spearman

EXACT = 1e-9
SCALE = [1, 2, 3, 4, 5]
# Krippendorff, Computing Krippendorff's alpha-reliability (2011): four observers, twelve units, some values missing.
NONE = None
OBSERVED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
    [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
]
UNITS = [[value for value in unit if value is not None] for unit in zip(*OBSERVED, strict=True)]


def drawn(seed: int) -> tuple[list[int], list[int]]:
    random = np.random.default_rng(seed)
    ours = random.integers(1, 6, random.integers(3, 60))
    theirs = np.where(random.random(len(ours)) < 0.6, ours, random.integers(1, 6, len(ours)))
    return [int(one) for one in ours], [int(one) for one in theirs]


@pytest.mark.parametrize("seed", range(12))
def test_kappa_and_rank_correlation_are_those_of_scikit_learn_and_scipy(seed: int) -> None:
    ours, theirs = drawn(seed)
    weighted = cohen_kappa_score(ours, theirs, labels=SCALE, weights="quadratic")
    assert cohen_kappa(ours, theirs) == pytest.approx(cohen_kappa_score(ours, theirs), abs=EXACT)
    assert cohen_kappa(ours, theirs, weights=Weights.QUADRATIC) == pytest.approx(weighted, abs=EXACT)
    assert spearman(ours, theirs) == pytest.approx(spearmanr(ours, theirs).statistic, abs=EXACT)


def test_values_that_nobody_gave_keep_the_distance_of_the_scale() -> None:
    ours, theirs = [1, 5, 1, 5, 2], [1, 5, 5, 5, 1]
    wanted = cohen_kappa_score(ours, theirs, labels=SCALE, weights="quadratic")
    assert cohen_kappa(ours, theirs, weights=Weights.QUADRATIC) == pytest.approx(wanted, abs=EXACT)


def test_preferences_agree_as_scikit_learn_counts_them() -> None:
    ours, theirs = ["this", "tie", "other", "this"], ["this", "other", "other", "tie"]
    assert cohen_kappa(ours, theirs) == pytest.approx(cohen_kappa_score(ours, theirs), abs=EXACT)


def test_where_everybody_says_the_same_of_everything_agreement_cannot_be_told_from_chance() -> None:
    assert cohen_kappa([3, 3], [3, 3]) is None
    assert krippendorff_alpha([[3, 3], [3, 3, 3]], scale=True) is None
    assert krippendorff_alpha([[1], [2]], scale=True) is None
    assert spearman([1, 1, 1], [1, 2, 3]) is None


def test_alpha_is_that_of_krippendorffs_own_example() -> None:
    assert krippendorff_alpha(UNITS, scale=False) == pytest.approx(0.743, abs=0.0005)
    assert krippendorff_alpha(UNITS, scale=True) == pytest.approx(0.849, abs=0.0005)


@pytest.mark.parametrize("seed", range(6))
def test_alpha_of_two_judges_is_scotts_pi_with_its_correction_for_few_cases(seed: int) -> None:
    ours, theirs = drawn(seed)
    both = [*ours, *theirs]
    chance = sum((both.count(value) / len(both)) ** 2 for value in set(both))
    same = sum(one == other for one, other in zip(ours, theirs, strict=True)) / len(ours)
    pi = (same - chance) / (1 - chance)
    wanted = 1 - (1 - pi) * (1 - 1 / len(both))
    assert krippendorff_alpha(list(zip(ours, theirs, strict=True)), scale=False) == pytest.approx(wanted, abs=EXACT)


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (5, 10), (9, 10), (30, 40), (210, 400)])
def test_the_test_of_the_first_place_is_the_binomial_test_of_scipy(hits: int, n: int) -> None:
    assert sign_test(hits, n) == pytest.approx(binomtest(hits, n).pvalue, abs=EXACT)


def test_judges_of_different_cases_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same cases"):
        cohen_kappa([1, 2], [1])
    with pytest.raises(ValueError, match="same cases"):
        spearman([1, 2], [1])
