from __future__ import annotations

import json


def labels(tmp_path, *violates):
    path = tmp_path / "labels.jsonl"
    row = {"id": "r1", "text": "Вижу вашу проблему.", "lang": "ru", "violates": violates, "fragment": True}
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_missed_bar_exits_with_1_and_says_which(otvet, tmp_path):
    ended = otvet("eval", "guardrail", "--part", "labelled", "--labelled", labels(tmp_path))
    assert ended.code == 1
    assert "MISSED" in ended.out
    assert "Вижу" not in ended.out


def test_the_table_in_json_has_a_row_per_bar(otvet, tmp_path):
    ended = otvet("eval", "guardrail", "--json", "--part", "labelled", "--labelled", labels(tmp_path, "no-problema"))
    rows = {row["name"]: row for row in ended.json()["parts"]["labelled"]}
    recall = rows["error lexicon, openings, required parts: recall"]
    assert (recall["n"], recall["value"], recall["bound"], recall["met"]) == (1, 1.0, 0.98, True)
    assert len(recall["interval"]) == 2


def test_a_file_of_something_else_exits_with_2(otvet, tmp_path):
    path = tmp_path / "labels.jsonl"
    path.write_text("{", encoding="utf-8")
    ended = otvet("eval", "guardrail", "--part", "labelled", "--labelled", path)
    assert ended.code == 2
    assert "labels.jsonl:1" in ended.err


def test_an_unknown_part_exits_with_2(otvet):
    assert otvet("eval", "guardrail", "--part", "everything").code == 2
