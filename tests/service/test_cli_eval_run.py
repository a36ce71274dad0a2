"""`otvet eval run` keeps a run in a folder and goes on with it; `otvet eval replay` does it again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.runs.record import load_run
from tests.small_service import dying_at, small_service

REFUND = {
    "id": "refund",
    "request": {
        "conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "Как вернуть деньги?"}]},
        "case": {"now": "2026-11-20T10:00:00+03:00"},
    },
    "relevant": ["refund"],
    "expected": {"outcome": ["suggest"], "language_code": "ru"},
}
THANKS = {
    "id": "thanks",
    "request": {"conversation": {"channel": "chat", "messages": [{"role": "end_user", "text": "Спасибо, помогло!"}]}},
    "expected": {"outcome": ["suggest"], "language_code": "ru"},
    "tags": ["thanks"],
}


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (REFUND, THANKS)), "utf-8")
    return path


def test_a_run_is_kept_gone_on_with_and_done_again(otvet, index, cases, tmp_path):
    into = tmp_path / "runs" / "first"
    asked = ("eval", "run", "--cases", cases, "--into", into)
    first = otvet(*asked, "--json", "--out", tmp_path / "new" / "report.json", OTVET_INDEX=index)
    assert first.code == 0, first.err
    assert (tmp_path / "new" / "report.json").read_bytes() == (into / "report.json").read_bytes()
    assert [row["id"] for row in first.json()["per_case"]] == ["refund", "thanks"]
    assert load_run(into).manifest.sources == (str(cases),)
    kept = (into / "answers.jsonl").read_bytes()
    assert otvet(*asked).code == 0
    assert (into / "answers.jsonl").read_bytes() == kept
    again = otvet("eval", "replay", into)
    assert (again.code, again.out.strip()) == (0, "identical: 2 answers")
    refused = otvet(*asked, OTVET_FRESHNESS_DAYS="30")
    assert refused.code == 2
    assert "freshness_days: the default then, 30.0 now" in refused.err
    assert "--fresh" in refused.err


def test_an_article_that_changed_makes_a_replay_end_with_one(otvet, index, kb, cases, tmp_path):
    assert otvet("eval", "run", "--cases", cases, "--into", tmp_path / "r", OTVET_INDEX=index).code == 0
    page = kb / "refund.md"
    page.write_text(page.read_text("utf-8").replace("за 3 дня", "за 5 дней"), "utf-8")
    assert otvet("index", "--into", index, kb).code == 0
    ended = otvet("eval", "replay", tmp_path / "r", "--json")
    assert ended.code == 1
    told = ended.json()
    assert (told["identical"], [one["id"] for one in told["changed"]]) == (False, ["refund"])
    assert list(told["versions"]) == ["index"]


def test_a_service_that_dies_is_told_with_what_is_kept(otvet, cases, tmp_path):
    with small_service(fate=dying_at("Спасибо, помогло!")) as service:
        asked = ("eval", "run", "--cases", cases, "--into", tmp_path / "r", "--target", service.address)
        ended = otvet(*asked, "--parallel", 1)
        assert ended.code == 3
        assert f"otvet: {service.address} does not answer" in ended.err
        assert f"1 of 2 cases are finished and kept in {tmp_path / 'r'}; the same command asks the others" in ended.err
        service.fate = lambda *given: False
        service.start()
        assert otvet(*asked).code == 0
    assert load_run(tmp_path / "r").unfinished == ()


def test_recorded_answers_are_read_drafted_and_scored(otvet, index, cases, tmp_path):
    prompts, answers = tmp_path / "prompts.jsonl", tmp_path / "answers.jsonl"
    assert otvet("prompts", "export", cases, "--into", prompts, "--index", index).code == 0
    (prompt,) = [json.loads(line) for line in prompts.read_text("utf-8").splitlines()]
    written = {"parts": [{"passages": [1], "text": "Нажмите «Возврат» в разделе «Оплата»."}], "unanswered": []}
    answers.write_text(json.dumps({"key": prompt["key"], "text": json.dumps(written)}) + "\n", "utf-8")
    asked = ("eval", "run", "--cases", cases, "--into", tmp_path / "r", "--answers", answers)
    ended = otvet(*asked, OTVET_INDEX=index)
    assert ended.code == 0, ended.err
    assert f"1 of 2 drafts are made of the answers in {answers}" in ended.err
    run = load_run(tmp_path / "r")
    answer = run.by_case["refund"].answer
    assert answer is not None
    assert (answer["mode"], answer["versions"]["model"]) == ("llm", "answers")
    assert "Нажмите «Возврат» в разделе «Оплата»." in answer["drafts"][0]["text"]
    assert otvet("eval", "replay", tmp_path / "r").code == 0


def test_a_folder_of_knowledge_bases_is_indexed_asked_and_kept_in_one_run(otvet, tmp_path):
    text = "Open Orders and choose Export. The file arrives by email within 5 minutes."
    article = {"title": "How to export orders", "lang": "en", "body_markdown": text}
    asked = {"lang": "en", "text": "How to export orders", "origin": "real"}
    for name in ("one_en", "two_en"):
        folder = tmp_path / "data" / "labelled" / name
        folder.mkdir(parents=True)
        (folder / "kb.jsonl").write_text(json.dumps({**article, "id": f"{name}:export"}) + "\n", "utf-8")
        query = {**asked, "id": name, "kb": name, "relevant": [f"{name}:export"]}
        (folder / "queries.jsonl").write_text(json.dumps(query) + "\n", "utf-8")
    options = ("--data", tmp_path / "data", "--into", tmp_path / "r", "--cache", tmp_path / "cache")
    ended = otvet("eval", "run", *options)
    assert ended.code == 0, ended.err
    run = load_run(tmp_path / "r")
    assert [(one.name, one.cases) for one in run.manifest.portions] == [
        ("one_en", ("one_en",)),
        ("two_en", ("two_en",)),
    ]
    assert [one.retrieved for one in run.observed] == [("one_en:export",), ("two_en:export",)]
    assert otvet("eval", "replay", tmp_path / "r", "--cache", tmp_path / "other").code == 0
    (tmp_path / "data" / "labelled" / "one_en" / "kb.jsonl").unlink()
    gone = otvet("eval", "replay", tmp_path / "r", "--cache", tmp_path / "other")
    assert gone.code == 2
    assert "the articles of this run are gone" in gone.err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--cases", "CASES", "--data", "."), "--cases and --data exclude each other"),
        (("--cases", "CASES", "--target", "http://x", "--answers", "a"), "--target and --answers exclude each other"),
        (("--articles", "sample"), "--articles says what --cases are answered from"),
        (("--cases", "CASES", "--articles", "nowhere"), "nowhere: no such file or folder; name articles"),
        (("--cases", "CASES", "--limit", "3"), "--kb and --limit choose from the knowledge bases of --data"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(otvet, cases, options, reason):
    ended = otvet("eval", "run", *(cases if one == "CASES" else one for one in options))
    assert (ended.code, ended.out) == (2, "")
    assert reason in ended.err


def test_a_threshold_that_is_missed_ends_with_one_and_is_told(otvet, index, cases, tmp_path):
    bound = {"slice": "all", "metric": "outcome", "at_least": 0.5, "cases": 99, "meaning": "Many tickets."}
    (tmp_path / "bounds.json").write_text(json.dumps({"thresholds": [bound]}), "utf-8")
    ended = otvet("eval", "run", "--cases", cases, "--thresholds", tmp_path / "bounds.json", OTVET_INDEX=index)
    assert ended.code == 1
    assert "gate: all outcome: measured on 2 cases, at least 99 are asked for (Many tickets.)" in ended.err


def test_a_folder_without_a_run_cannot_be_done_again(otvet, tmp_path):
    ended = otvet("eval", "replay", tmp_path)
    assert ended.code == 2
    assert "holds no run" in ended.err


def test_an_index_that_is_not_there_is_named_before_anything_is_asked(otvet, cases, tmp_path):
    ended = otvet("eval", "run", "--cases", cases, "--into", tmp_path / "r", OTVET_INDEX=tmp_path / "none")
    assert ended.code == 3
    assert "build one: otvet index" in ended.err
    assert not (tmp_path / "r").exists()


def test_labels_that_name_articles_nobody_has_are_warned_of_and_asked_all_the_same(otvet, index, tmp_path):
    cases = tmp_path / "cases.jsonl"
    evidence = [{"article_id": "gone/too", "quote": "за 3 дня"}]
    named = {**REFUND, "relevant": ["refund", "refnud"], "evidence": evidence}
    cases.write_text(json.dumps(named, ensure_ascii=False) + "\n", "utf-8")
    ended = otvet("eval", "run", "--cases", cases, OTVET_INDEX=index)
    warned = "warning: the cases name articles that the index does not hold: refnud, gone/too. They count as not found"
    assert (ended.code, warned in ended.err) == (0, True)
    with small_service(absent=frozenset({"gone/too"})) as service:
        live = otvet("eval", "run", "--cases", cases, "--target", service.address)
    assert "does not hold: gone/too. They" in live.err


def test_labels_that_name_rules_no_standard_has_are_warned_of(otvet, index, tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps({**THANKS, "rules_kept": ["no-defending", "no-such-rule"]}) + "\n", "utf-8")
    ended = otvet("eval", "run", "--cases", cases, OTVET_INDEX=index)
    warned = "warning: the cases name rules that no standard has: no-such-rule. They count as kept"
    assert (ended.code, warned in ended.err) == (0, True)
    with small_service(rules=("no-such-rule",)) as service:
        live = otvet("eval", "run", "--cases", cases, "--target", service.address)
    assert "rules that no standard has: no-defending. They" in live.err


def test_cases_are_answered_from_articles_that_are_named_with_them(otvet, kb, cases, tmp_path):
    asked = ("eval", "run", "--cases", cases, "--into", tmp_path / "r", "--cache", tmp_path / "cache")
    ended = otvet(*asked, "--articles", kb, "--json", OTVET_INDEX=tmp_path / "none")
    assert ended.code == 0, ended.err
    assert load_run(tmp_path / "r").observed[0].retrieved[0] == "refund"
    again = otvet("eval", "replay", tmp_path / "r", "--cache", tmp_path / "cache", OTVET_INDEX=tmp_path / "none")
    assert (again.code, again.out.strip()) == (0, "identical: 2 answers")


def test_nothing_is_warned_of_where_every_label_is_known(otvet, index, cases):
    assert "warning" not in otvet("eval", "run", "--cases", cases, OTVET_INDEX=index).err


def test_a_run_that_cannot_be_written_is_an_error_with_words(otvet, index, cases, tmp_path):
    into = tmp_path / "r"
    asked = ("eval", "run", "--cases", cases, "--into", into)
    assert otvet(*asked, OTVET_INDEX=index).code == 0
    (into / "report.json").unlink()
    (into / "report.json").mkdir()
    ended = otvet(*asked)
    assert ended.code == 2
    assert f"{into / 'report.json'}: cannot be written (Is a directory); mend that" in ended.err
    (tmp_path / "file").touch()
    refused = otvet("eval", "run", "--cases", cases, "--into", tmp_path / "file" / "r")
    assert refused.code == 2
    assert "cannot be written" in refused.err
    apart = otvet("eval", "run", "--cases", cases, "--out", tmp_path / "file" / "report.json")
    assert apart.code == 2
    assert f"{tmp_path / 'file'}: cannot be written (File exists); name another file with --out" in apart.err
