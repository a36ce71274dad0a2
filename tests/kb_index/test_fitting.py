"""A correction of the confidence is fitted to examples, held near the prior, and kept where it is better unseen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kb_index.calibration import PRIOR, Evidence
from kb_index.fitting import LEAST, OF_ITSELF, Example, Line, calibration_error, fit, fitted_line, reliability, summary
from kb_index.logistic import chance, fitted, log_loss
from kb_index.ports import Mode


def example(score: float, *, answered: bool, group: str) -> Example:
    """Lexical evidence on which the prior has these log odds."""
    coverage = (score - PRIOR.lexical_only["bias"]) / PRIOR.lexical_only["coverage"]
    return Example(Evidence(coverage, titled=0.0, matched=0.0), answered=answered, group=group)


def examples(*, shift: float, count: int = 300, seed: int = 0) -> list[Example]:
    """Answered as often as the prior says of log odds that lie ``shift`` higher."""
    random = np.random.default_rng(seed)
    scores = random.normal(-shift, 2.0, count)
    answered = random.random(count) < chance(scores + shift)
    return [
        example(s, answered=bool(a), group=f"page {n}") for n, (s, a) in enumerate(zip(scores, answered, strict=True))
    ]


def test_weights_of_a_known_function_are_found_again() -> None:
    random = np.random.default_rng(1)
    columns = np.column_stack([np.ones(20_000), random.normal(size=20_000), random.normal(size=20_000)])
    outcomes = (random.random(20_000) < chance(columns @ np.array([-0.5, 2.0, -1.0]))).astype(float)
    free = fitted(columns, outcomes, np.ones(20_000), near=np.zeros(3), pull=np.zeros(3), least=np.full(3, -np.inf))
    assert free == pytest.approx([-0.5, 2.0, -1.0], abs=0.08)
    bounded = fitted(
        columns, outcomes, np.ones(20_000), near=np.zeros(3), pull=np.zeros(3), least=np.array([-np.inf, 0.0, 0.0])
    )
    assert bounded[2] == 0.0
    held = fitted(columns, outcomes, np.ones(20_000), near=np.zeros(3), pull=np.full(3, 1e9), least=np.full(3, -np.inf))
    assert held == pytest.approx([0.0, 0.0, 0.0], abs=1e-3)


def test_log_loss_is_the_mean_surprise() -> None:
    surprise = log_loss(np.array([0.0, np.log(3)]), np.array([1.0, 0.0]), np.array([1.0, 3.0]))
    assert surprise == pytest.approx((np.log(2) + 3 * np.log(4)) / 4)


def test_an_index_whose_scores_lie_too_low_is_corrected() -> None:
    calibration = fit(examples(shift=2.0), about={})
    told = calibration.record["modes"]
    assert isinstance(told, dict)
    assert told["lexical_only"]["kept"] == "correction"
    assert told["lexical_only"]["log_loss_after"] < told["lexical_only"]["log_loss_before"]
    evidence = example(-1.0, answered=True, group="").evidence
    assert calibration.score(evidence) > PRIOR.score(evidence) + 1.0
    assert told["with_dense"]["n"] == 0
    assert calibration.with_dense == PRIOR.with_dense


@pytest.mark.parametrize("mode", [Mode.WITH_DENSE, Mode.WITH_STATIC])
def test_each_mode_is_corrected_by_its_own_questions_alone(mode: Mode) -> None:
    shifted = [
        replace(one, evidence=replace(one.evidence, cosine=one.evidence.coverage, lead=0.0, mode=mode))
        for one in examples(shift=2.0)
    ]
    calibration = fit([*examples(shift=0.0), *shifted], about={})
    told = calibration.record["modes"]
    assert isinstance(told, dict)
    assert {name: one["n"] for name, one in told.items()} == {
        name.value: 300 if name in {Mode.LEXICAL_ONLY, mode} else 0 for name in Mode
    }
    assert told[mode]["kept"] == "correction"
    assert [other for other in Mode if calibration.weights(other) != PRIOR.weights(other)] == [mode]


def test_questions_that_an_index_asks_itself_have_a_usual_line_in_every_mode() -> None:
    assert set(OF_ITSELF) == set(Mode)


def test_where_the_prior_is_right_it_stays() -> None:
    calibration = fit(examples(shift=0.0), about={"fitted_on": "labels"})
    assert calibration.lexical_only == PRIOR.lexical_only
    assert summary(calibration.record).startswith("fitted on labels; lexical_only: prior kept (n 300")


def test_few_questions_change_nothing() -> None:
    few = examples(shift=3.0, count=LEAST)
    assert fit(few, about={}).lexical_only == PRIOR.lexical_only


def test_what_is_usual_of_self_made_questions_is_no_reason_for_a_correction() -> None:
    usual = fitted_line(examples(shift=2.0, count=4000))
    assert (
        fit(examples(shift=2.0, count=4000, seed=5), about={}, usual={Mode.LEXICAL_ONLY: usual}).lexical_only
        == PRIOR.lexical_only
    )
    beyond = fit(examples(shift=4.0), about={}, usual={Mode.LEXICAL_ONLY: usual})
    evidence = example(-2.0, answered=True, group="").evidence
    assert beyond.score(evidence) > PRIOR.score(evidence)


def test_a_line_beyond_another_undoes_it() -> None:
    usual, found = Line(0.5, 0.8), Line(-1.0, 0.4)
    scores = np.array([-2.0, 0.0, 3.0])
    assert usual.of(found.beyond(usual).of(scores)) == pytest.approx(found.of(scores))


def test_reliability_tells_each_bin_and_the_mean_gap() -> None:
    chances, outcomes = np.array([0.12, 0.18, 0.95, 1.0]), np.array([0.0, 1.0, 1.0, 1.0])
    bins = reliability(chances, outcomes, np.array([1.0, 1.0, 1.0, 1.0]))
    assert bins == [
        {"confidence": 0.15, "answered": 0.5, "share": 0.5, "n": 2},
        {"confidence": 0.975, "answered": 1.0, "share": 0.5, "n": 2},
    ]
    assert calibration_error(bins) == pytest.approx((0.35 + 0.025) / 2)
