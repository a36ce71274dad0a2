"""Labelled incoming messages are cases: who wrote what where, what to say, which rules the ticket tempts to break."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.case_checks import check_files
from eval.cases import CaseInvalid, load_cases
from service.api.schemas.asked import SuggestionRequest

MESSAGE = {
    "id": "late-1",
    "lang": "ru",
    "channel": "social",
    "customer": {"name": "Пётр", "patronymic": "Ильич"},
    "text": "Вторая неделя, а посылки нет!",
    "expected": {
        "should_escalate": True,
        "technique": ["BLAST", "empathy"],
        "must_mention": ["когда будет ответ"],
        "must_not": ["rule:no-defending", "rule:social-go-private (номер заказа)", "новое обещание без срока"],
    },
}


def file(path: Path, *rows: object) -> Path:
    path /= "messages.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def test_a_message_becomes_a_case_with_a_request_that_the_service_takes(tmp_path: Path) -> None:
    (case,) = load_cases(file(tmp_path, MESSAGE))
    asked = SuggestionRequest.model_validate(case.request)
    assert (asked.conversation.channel.value, asked.conversation.messages[0].text) == ("social_public", MESSAGE["text"])
    assert asked.end_user is not None
    assert (asked.end_user.name, asked.end_user.patronymic) == ("Пётр", "Ильич")
    assert case.rules_kept == ("no-defending", "social-go-private")
    assert case.should_say == ("когда будет ответ",)
    assert case.should_not_say == ("номер заказа", "новое обещание без срока")
    assert (case.expected.language_code, case.expected.should_escalate) == ("ru", True)
    assert (case.expected.outcome, case.expected.stage, case.tags) == ((), None, ("blast", "empathy"))


def test_messages_and_cases_may_stand_in_one_file(tmp_path: Path) -> None:
    plain = {"id": "plain", "request": {"conversation": {}}, "expected": {"language_code": "en"}}
    bare = {"id": "bare", "lang": "en", "channel": "chat", "text": "Hi", "expected": {}}
    cases = load_cases(file(tmp_path, plain, bare, MESSAGE))
    assert [case.id for case in cases] == ["plain", "bare", "late-1"]
    assert "end_user" not in cases[1].request


def test_what_is_wrong_with_a_message_is_told_by_its_line(tmp_path: Path) -> None:
    wrong = {**MESSAGE, "id": "b", "channel": "fax", "expected": {"must_say": []}}
    with pytest.raises(CaseInvalid) as raised:
        load_cases(file(tmp_path, MESSAGE, wrong, {"id": "c", "text": "Hi"}))
    told = str(raised.value).split("\n")
    assert [one.split(": ")[:2] for one in told] == [
        [f"{tmp_path}/messages.jsonl:2", "channel"],
        [f"{tmp_path}/messages.jsonl:2", "expected.must_say"],
        [f"{tmp_path}/messages.jsonl:3", "lang"],
        [f"{tmp_path}/messages.jsonl:3", "channel"],
        [f"{tmp_path}/messages.jsonl:3", "expected"],
    ]


def test_a_rule_that_no_standard_has_is_a_fault(tmp_path: Path) -> None:
    path = file(tmp_path, {**MESSAGE, "expected": {"must_not": ["rule:no-defendng"]}})
    (fault,) = check_files([path], rules={"no-defending"}).faults
    assert (fault.line, fault.message) == (1, "no standard has the rule `no-defendng`; did you mean `no-defending`?")
    assert check_files([path]).faults == ()
