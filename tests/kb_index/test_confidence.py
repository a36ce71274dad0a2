"""Confidence grows with every kind of evidence, means a probability, and survives its JSON form."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from kb_index.calibration import DEFAULT_THRESHOLD, PRIOR, Calibration, Evidence
from kb_index.fusion import unrelated_level
from kb_index.ports import FloatArray

LEXICAL = Evidence(coverage=0.5, lexical=0.4, matched=1.0, code=0.0)
DENSE = replace(LEXICAL, cosine=0.5, lead=0.1)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (LEXICAL, "coverage"),
        (LEXICAL, "matched"),
        (LEXICAL, "code"),
        (DENSE, "cosine"),
        (DENSE, "lead"),
        (DENSE, "lexical"),
    ],
)
def test_more_evidence_never_lowers_the_confidence(start: Evidence, name: str) -> None:
    values = [PRIOR.confidence(replace(start, **{name: value})) for value in (0.0, 0.25, 0.5, 1.0)]
    assert all(low < high for low, high in pairwise(values))
    assert 0 <= values[0] <= values[-1] <= 1


def test_a_query_that_is_covered_whole_is_served_and_one_half_covered_is_not() -> None:
    assert PRIOR.confidence(Evidence(coverage=1.0, lexical=0.6, matched=0.6, code=0.0)) >= DEFAULT_THRESHOLD
    assert PRIOR.confidence(Evidence(coverage=0.5, lexical=0.2, matched=0.6, code=0.0)) < DEFAULT_THRESHOLD


def test_a_calibration_survives_json() -> None:
    assert Calibration.from_json(json.loads(json.dumps(PRIOR.to_json()))) == PRIOR


@pytest.mark.parametrize("value", [None, [], {"with_dense": {}}, {"with_dense": {}, "lexical_only": {}, "more": {}}])
def test_json_that_is_no_calibration_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="with_dense"):
        Calibration.from_json(value)


def test_unrelated_passages_of_a_narrow_encoder_stand_high() -> None:
    random = np.random.default_rng(0)
    wide = random.normal(size=(400, 64)).astype(np.float32)

    def normalised(vectors: FloatArray) -> FloatArray:
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    assert unrelated_level(normalised(wide)) == pytest.approx(0.0, abs=0.01)
    assert unrelated_level(normalised(wide + 12.0)) > 0.9


def test_the_level_of_one_passage_or_none_is_zero() -> None:
    assert unrelated_level(np.zeros((0, 8), np.float32)) == 0.0
    assert unrelated_level(np.ones((1, 8), np.float32)) == 0.0
