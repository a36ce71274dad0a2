"""The gate: thresholds that are met pass, everything else is named, and nothing unmeasured passes."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from eval.cases import load_cases
from eval.errors import ThresholdsInvalid
from eval.gate import Thresholds, check_gate, load_thresholds
from eval.metrics.registry import METRICS
from eval.report import Row, RunReport
from eval.sample import sample_cases


def row(case_id: str, language: str = "en", **values: float | None) -> Row:
    blank: Mapping[str, float | None] = dict.fromkeys(METRICS)
    return Row(case_id, language, "chat", (), ("suggest",), {**blank, **values})


REPORT = RunReport({}, (row("a", outcome=1.0, false_suggest=0.5), row("b", "ru", outcome=0.0)))


def test_a_tag_that_is_given_twice_counts_once() -> None:
    twice = replace(row("a", outcome=1.0), tags=("plain", "plain"))
    (tagged,) = [one for one in RunReport({}, (twice,)).slices if one.name == "tag:plain"]
    assert (tagged.n, tagged.applies["outcome"]) == (1, 1)


def misses(**threshold: object) -> list[str]:
    given = {"slice": "all", "metric": "outcome", "meaning": "why", **threshold}
    return check_gate(REPORT, Thresholds.model_validate({"thresholds": [given]}))


def test_a_mean_at_its_bound_passes() -> None:
    assert misses(at_least=0.5) == []
    assert misses(metric="false_suggest", at_most=0.5) == []


def test_a_mean_beyond_its_bound_is_named_with_the_reason() -> None:
    assert misses(at_least=0.6) == ["all outcome: 0.5000 is below 0.6 (why)"]
    assert misses(metric="false_suggest", at_most=0.4) == ["all false_suggest: 0.5000 is above 0.4 (why)"]


def test_thresholds_hold_for_their_slice_alone() -> None:
    assert misses(slice="language:en", at_least=1.0) == []
    assert misses(slice="language:ru", at_least=1.0) == ["language:ru outcome: 0.0000 is below 1.0 (why)"]


def test_a_slice_that_is_not_there_does_not_pass() -> None:
    assert misses(slice="language:de", at_least=0.0) == ["language:de outcome: the report has no such slice (why)"]


def test_a_metric_that_no_case_could_answer_does_not_pass() -> None:
    assert misses(metric="served", at_least=0.0) == ["all served: measured on 0 cases, at least 1 are asked for (why)"]


def test_labels_that_vanish_do_not_pass() -> None:
    assert misses(at_least=0.0, cases=3) == ["all outcome: measured on 2 cases, at least 3 are asked for (why)"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "Expecting property name"),
        ({"thresholds": []}, "at least 1 item"),
        ({"thresholds": [{"slice": "all", "metric": "charm", "at_least": 1, "meaning": "x"}]}, "no metric `charm`"),
        ({"thresholds": [{"slice": "all", "metric": "outcome", "meaning": "x"}]}, "either `at_least` or `at_most`"),
        ({"thresholds": [{"slice": "all", "metric": "outcome", "at_least": 1, "meaning": ""}]}, "thresholds.0.meaning"),
        ({"thresholds": [{"slice": "all", "metric": "outcome", "at_lest": 1, "meaning": "x"}]}, "thresholds.0.at_lest"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, content: object, complaint: str) -> None:
    path = tmp_path / "gate.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(ThresholdsInvalid) as refusal:
        load_thresholds(path)
    assert complaint in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ThresholdsInvalid, match="No such file"):
        load_thresholds(tmp_path / "none.json")


def test_the_frozen_thresholds_can_be_used_and_cover_both_languages() -> None:
    frozen = load_thresholds().thresholds
    assert {"all", "language:ru", "language:en"} <= {one.slice for one in frozen}
    assert {"outcome", "served", "false_suggest", "no_errors", "citations_hold", "repeatable"} <= {
        one.metric for one in frozen
    }


def test_the_frozen_thresholds_ask_for_no_more_cases_than_the_sample_tickets_have() -> None:
    sample = [case for path in sample_cases() for case in load_cases(path)]
    for one in load_thresholds().thresholds:
        language = one.slice.removeprefix("language:")
        sliced = [case for case in sample if one.slice == "all" or case.expected.language_code == language]
        assert sum(METRICS[one.metric].applies(case) for case in sliced) >= one.cases, (one.slice, one.metric)
