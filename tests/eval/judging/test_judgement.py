"""Verdicts in a run's folder: written as whole lines, read back, the last one at a place counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.errors import RunInvalid
from eval.judging.judgement import Judgement, Preferred, append_judgements, load_judgements
from eval.judging.labels import LabelsUnusable, load_labels

SCORED = Judgement("a", "tone@1", "plain", 1, "m", score=4, reason="Просто и ясно 👍🏽")
COMPARED = Judgement("a", "tone@1", "plain", 2, "m", preferred=Preferred.TIE, order="other", against="b")
PLAIN = '"criterion": "plain"'
FAILED = Judgement("b", "tone@1", "plain", 1, "m", error="no JSON in the answer")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    append_judgements(path, [SCORED])
    append_judgements(path, [COMPARED, FAILED])
    assert load_judgements(path) == (SCORED, COMPARED, FAILED)
    assert load_judgements(tmp_path / "none.jsonl") == ()


def test_the_later_verdict_at_a_place_counts(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    again = Judgement("b", "tone@1", "plain", 1, "m", score=2)
    append_judgements(path, [FAILED, again])
    assert load_judgements(path) == (again,)


def test_a_torn_last_line_is_left_out_and_the_next_verdict_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    append_judgements(path, [SCORED])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"case_id": "b", "rubr')
    assert load_judgements(path) == (SCORED,)
    append_judgements(path, [FAILED])
    assert load_judgements(path) == (SCORED, FAILED)


def test_a_line_in_the_middle_that_is_no_verdict_is_named(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    append_judgements(path, [SCORED])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"case_id": "b"}\n')
    append_judgements(path, [FAILED])
    with pytest.raises(RunInvalid, match=r"judgements\.jsonl:2: rubric: Field required"):
        load_judgements(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("l.jsonl", f'{{"case": "a", {PLAIN}, "score": 4}}\n{{"case": "b", {PLAIN}, "preferred": "tie"}}'),
        ("l.csv", "\ufeffcase;criterion;score;preferred\na;plain;4;\nb;plain;;tie\n"),
        ("l.csv", "case,criterion,score,preferred,who\na,plain,4,,Ann\nb,plain,,tie,Ann\n"),
    ],
)
def test_labels_are_read_from_jsonl_and_csv(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    labels = load_labels(tmp_path / name)
    assert labels.scores == {("a", "plain"): 4}
    assert labels.preferred == {("b", "plain"): Preferred.TIE}


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("l.jsonl", "{", "l.jsonl:1: not a JSON object"),
        ("l.jsonl", "[]", "l.jsonl:1: not a JSON object"),
        ("l.jsonl", "", "holds no labels"),
        ("l.jsonl", '{"case": "a", "criterion": "p", "score": "good"}', "l.jsonl:1: score: Input should be"),
        ("l.csv", "case,criterion,score\na,p,4\na,p,5\n", "l.csv:3: `a` has a label for `p` already"),
        ("l.csv", "case,criterion,score\na,p,\n", "l.csv:2: label: a label has either"),
    ],
)
def test_labels_that_cannot_be_used_are_refused_with_their_line(
    tmp_path: Path, name: str, text: str, complaint: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LabelsUnusable) as refusal:
        load_labels(tmp_path / name)
    assert complaint in str(refusal.value)
