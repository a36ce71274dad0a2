"""Labelled replies -> figures: what counts as found, missed and false."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.standards import LabelsInvalid, evaluate, wilson

PROBLEM = "Вижу вашу проблему."


def row(text: str, violates: list[str], **more: Any) -> dict[str, Any]:
    return {"id": "r", "text": text, "lang": "ru", "violates": violates, **more}


def scored(tmp_path: Path, *rows: dict[str, Any]) -> dict[str, Any]:
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in rows), encoding="utf-8")
    return evaluate([path])


def totals(result: dict[str, Any]) -> tuple[int, int, int]:
    return result["total"]["found"], result["total"]["missed"], result["total"]["false"]


def span(rule: str, start: int, end: int) -> dict[str, Any]:
    return {"rule": rule, "start": start, "end": end, "type": "span"}


def test_an_overlapping_finding_of_the_same_rule_is_found(tmp_path: Path) -> None:
    result = scored(tmp_path, row(PROBLEM, ["no-problema"], spans=[span("no-problema", 5, 18)]))
    assert totals(result) == (1, 0, 0)
    assert result["mistakes"] == []


def test_a_finding_elsewhere_does_not_count(tmp_path: Path) -> None:
    result = scored(tmp_path, row(PROBLEM, ["no-problema"], spans=[span("no-problema", 0, 4)]))
    assert totals(result) == (0, 1, 0)
    assert result["mistakes"][0]["mistake"] == "missed"


def test_a_finding_of_an_unlabelled_rule_is_false_unless_tolerated(tmp_path: Path) -> None:
    assert totals(scored(tmp_path, row(PROBLEM, []))) == (0, 0, 1)
    assert totals(scored(tmp_path, row(PROBLEM, [], tolerated=["no-problema"]))) == (0, 0, 0)


def test_rules_that_say_the_same_stand_in_for_each_other(tmp_path: Path) -> None:
    assert totals(scored(tmp_path, row("Вы сами виноваты.", ["no-blame-customer", "no-we-told-you"]))) == (2, 0, 0)


def test_an_absence_counts_by_its_rule(tmp_path: Path) -> None:
    absent = {"rule": "greeting-first", "start": 0, "end": 0, "type": "absence"}
    context = {"channel": "chat", "is_first_reply": True}
    result = scored(tmp_path, row("Счёт готов.", ["greeting-first"], spans=[absent], context=context))
    assert totals(result) == (1, 0, 0)


def test_labels_of_rules_that_are_not_run_are_listed_apart(tmp_path: Path) -> None:
    result = scored(tmp_path, row("Счёт готов.", ["grandma-test", "no-such-rule"]))
    assert totals(result) == (0, 0, 0)
    assert result["labels_of_rules_not_run"] == {"grandma-test": 1, "no-such-rule": 1}


def test_without_snippets_facts_are_not_judged(tmp_path: Path) -> None:
    context = {"channel": "chat", "customer_message": "Когда?"}
    assert totals(scored(tmp_path, row("Вернём за 12 дней.", [], context=context))) == (0, 0, 0)
    context = {"channel": "chat", "kb_snippets": ["Возврат за 10 дней."]}
    assert totals(scored(tmp_path, row("Вернём за 12 дней.", [], context=context))) == (0, 0, 1)


def test_clean_texts_and_those_wrongly_flagged_are_counted(tmp_path: Path) -> None:
    result = scored(tmp_path, row("Счёт готов.", []), row(PROBLEM, []))
    assert (result["texts"], result["clean_texts"], result["clean_texts_flagged"]) == (2, 2, 1)


@pytest.mark.parametrize(("line", "reason"), [("{", "no JSON"), ('{"text": ""}', "`text`, `lang` and `violates`")])
def test_a_file_of_something_else_is_refused_with_the_line(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(LabelsInvalid, match=f"labels.jsonl:1: .*{reason}"):
        evaluate([path])


def test_the_interval_is_wilsons() -> None:
    assert wilson(0, 0) is None
    assert wilson(9, 10) == (0.5958, 0.9821)
