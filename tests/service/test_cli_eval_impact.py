"""`otvet eval impact`: a recorded run beside a change, for people and as JSON; what it cannot use is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASE = {
    "id": "refund",
    "request": {
        "conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "Как вернуть деньги?"}]}
    },
    "expected": {"language_code": "ru"},
}


@pytest.fixture
def run(otvet, index, tmp_path) -> Path:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps(CASE) + "\n", encoding="utf-8")
    assert otvet("eval", "run", "--cases", cases, "--into", tmp_path / "run", OTVET_INDEX=index).code == 0
    return tmp_path / "run"


def test_a_deleted_article_is_shown_with_the_ticket_it_answered(otvet, run):
    ended = otvet("eval", "impact", run, "--delete", "refund")
    assert ended.code == 0
    assert "outcome: suggest → abstain" in ended.out
    assert "1 of 1 tickets change" in ended.out


def test_the_document_holds_both_drafts(otvet, run):
    document = otvet("eval", "impact", run, "--delete", "refund", "--json").json()
    (effect,) = document["effects"]
    assert (effect["case"], document["cases"], document["by_kind"]["outcome"]) == ("refund", 1, 1)
    assert "нажмите «Возврат»" in effect["before"]
    assert "нажмите «Возврат»" not in effect["after"]


def test_an_index_that_changed_since_the_run_is_told_beside_the_change_that_is_tried(otvet, run, index, kb):
    assert "made with another" not in otvet("eval", "impact", run, "--delete", "refund").out
    (kb / "new.md").write_text("---\nid: new\ntitle: Plans\nlanguage: en\n---\n# Plans\n\nTwo plans.\n", "utf-8")
    assert otvet("index", "--into", index, kb).code == 0
    told = otvet("eval", "impact", run, "--delete", "refund").out
    assert "the run was made with another index" in told


def test_cases_that_were_never_finished_are_counted_and_not_asked(otvet, run):
    other = {**CASE, "id": "late"}
    with (run / "cases.jsonl").open("a", encoding="utf-8") as cases:
        cases.write(json.dumps(other) + "\n")
    assert "never finished in the run, and not asked: 1" in otvet("eval", "impact", run).out


def test_an_article_that_is_not_there_is_bad_input(otvet, run):
    ended = otvet("eval", "impact", run, "--delete", "no-such")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no article no-such" in ended.err


def test_a_folder_without_a_run_says_how_to_make_one(otvet, index, tmp_path):
    ended = otvet("eval", "impact", tmp_path, OTVET_INDEX=index)
    assert ended.code == 2
    assert "holds no run" in ended.err
    assert "otvet eval run" in ended.err
