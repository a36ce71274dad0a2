"""The prior is fitted on several knowledge bases and judged on each with the weights of the others."""

from __future__ import annotations

import numpy as np
import pytest

from eval.fit_prior import report, weights_of
from eval.prior_sources import Source
from kb_index.calibration import Evidence
from kb_index.fitting import Example
from kb_index.logistic import chance
from kb_index.ports import Mode


def source(name: str, *, seed: int, count: int = 400, mode: Mode = Mode.LEXICAL_ONLY) -> Source:
    """Coverage tells the answer, the title says nothing."""
    random = np.random.default_rng(seed)
    examples = []
    for number in range(count):
        coverage, titled = random.random(), random.random()
        answered = bool(random.random() < chance(np.array(6 * coverage - 3)))
        evidence = Evidence(coverage, titled, matched=0.5, cosine=titled, lead=0.0, mode=mode)
        examples.append(Example(evidence, answered=answered, group=str(number)))
    return Source(name, tuple(examples), tuple(examples))


def test_what_tells_the_answer_gets_the_weight_and_nothing_gets_a_negative_one() -> None:
    weights = weights_of([source("one", seed=1, count=4000).examples], mode=Mode.LEXICAL_ONLY)
    assert weights["coverage"] > 3
    assert 0 <= weights["titled"] < 0.5


def test_each_source_counts_the_same_however_many_questions_it_has() -> None:
    small, large = source("small", seed=1, count=60), source("large", seed=2, count=3000)
    doubled = Source("small", small.examples * 2, ())
    once = weights_of([small.examples, large.examples], mode=Mode.LEXICAL_ONLY)
    assert weights_of([doubled.examples, large.examples], mode=Mode.LEXICAL_ONLY) == pytest.approx(once, abs=0.02)


def test_the_report_judges_each_source_and_the_unseen_ones_and_tells_of_a_mode_without_questions() -> None:
    known = [source("one", seed=1), source("two", seed=2)]
    lines = list(report(known, [source("unseen", seed=3)], mode=Mode.LEXICAL_ONLY))
    assert lines[0].startswith("lexical_only: {'bias': ")
    assert [line.split()[0] for line in lines[-3:]] == ["one", "two", "unseen"]
    assert any(line.strip().startswith("of itself, mean: Line(") for line in lines)
    assert list(report(known, [], mode=Mode.WITH_DENSE)) == ["with_dense: no source has 10 questions of either answer"]


def test_a_static_encoder_has_weights_of_its_words_and_its_cosines() -> None:
    known = [source(name, seed=seed, mode=Mode.WITH_STATIC) for seed, name in enumerate(["one", "two"])]
    weights = weights_of([one.examples for one in known], mode=Mode.WITH_STATIC)
    assert list(weights) == ["bias", "coverage", "matched", "titled", "lexical", "cosine", "lead"]
    assert weights["coverage"] > 3
    lines = list(report(known, [], mode=Mode.WITH_STATIC))
    assert lines[0] == f"with_static: {weights}"
    assert [line.split()[0] for line in lines[-2:]] == ["one", "two"]
    for other in (Mode.LEXICAL_ONLY, Mode.WITH_DENSE):
        assert list(report(known, [], mode=other)) == [f"{other}: no source has 10 questions of either answer"]
