"""`otvet eval import` and `otvet eval cases`: from an export to a checked case file."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest


@pytest.fixture
def export(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Номер", "Клиент", "Вопрос", "Ответ", "Статья", "Смайл"])
    sheet.append(
        [1, "Анна Крылова", "Как вернуть деньги? +7 916 123-45-67", "Анна, здравствуйте! За 3 дня.", "refund", ":)"]
    )
    sheet.append([2, "Oliver Grant", "How do I export the orders?", "Hi Oliver, open Orders.", "orders/export", None])
    sheet.append([None, None, "Без номера", None, None, None])
    book.save(tmp_path / "tickets.xlsx")
    return tmp_path / "tickets.xlsx"


def test_without_a_file_to_write_it_shows_what_would_be_read(otvet, export):
    ended = otvet("eval", "import", export)
    assert ended.code == 0
    assert "Ответ" in ended.out
    assert "Not read: Смайл" in ended.out
    assert "3 rows -> 2 cases (1 ru, 1 en), 1 rows skipped" in ended.out
    assert "skipped row 4: no ticket number under “Номер”" in ended.out
    assert "Крылова" not in ended.out
    assert "no cases were written" in ended.err


def test_the_review_alone_can_be_had_first(otvet, export, tmp_path):
    ended = otvet("eval", "import", export, "--review", tmp_path / "review.csv")
    rows = (tmp_path / "review.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "case;where;why;text"
    assert f"{len(rows) - 1} places to look at are in" in ended.err
    assert "no cases were written" in ended.err


def test_cases_are_written_checked_and_hold_nothing_personal(otvet, export, index, tmp_path):
    into, review = tmp_path / "cases.jsonl", tmp_path / "review.csv"
    ended = otvet("eval", "import", export, "--into", into, "--index", index, "--review", review)
    assert ended.code == 0
    first, second = (json.loads(line) for line in into.read_text("utf-8").splitlines())
    assert (first["relevant"], second["relevant"]) == (["refund"], ["orders/export"])
    assert first["gold_answer"] == "За 3 дня."
    assert first["expected"] == {"language_code": "ru"}
    assert not [word for word in ("Анн", "Крылов", "916", "Oliver", "Grant") if word in into.read_text("utf-8")]
    assert review.exists()
    checked = otvet("eval", "cases", into, "--index", index)
    assert checked.code == 0
    assert "usable cases: 2" in checked.out


def test_a_case_file_that_is_there_is_not_written_over(otvet, export, tmp_path):
    into = tmp_path / "cases.yaml"
    into.write_text("labelled", encoding="utf-8")
    ended = otvet("eval", "import", export, "--into", into)
    assert ended.code == 2
    assert "say --force" in ended.err
    assert into.read_text("utf-8") == "labelled"
    assert otvet("eval", "import", export, "--into", into, "--force").code == 0
    assert otvet("eval", "cases", into).code == 0


def test_a_place_that_cannot_be_written_is_named(otvet, export, tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    ended = otvet("eval", "import", export, "--into", tmp_path / "taken" / "cases.jsonl")
    assert ended.code == 2
    assert "cannot be written" in ended.err


def test_columns_are_given_one_after_the_other(otvet, export):
    ended = otvet("eval", "import", export, "--columns", "subject=Смайл", "message=Ответ", "reply=", "--json")
    assert ended.json()["columns"] == {
        "id": "Номер",
        "subject": "Смайл",
        "message": "Ответ",
        "articles": "Статья",
        "name": "Клиент",
    }
    assert otvet("eval", "import", export, "--columns", "Ответ").code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--zone", "Moscow"], "no such zone"),
        (["--sheet", "Март"], "no sheet is called “Март”"),
        (["--columns", "message=Вопросик"], "did you mean “Вопрос”?"),
    ],
)
def test_wrong_wishes_end_with_2_and_say_what_there_is(otvet, export, arguments, message):
    ended = otvet("eval", "import", export, *arguments)
    assert ended.code == 2
    assert message in ended.err


def test_faults_of_case_files_end_with_1_and_the_request_is_held_against_the_api(otvet, index, tmp_path):
    wrong = {
        "id": "a",
        "request": {"conversation": {"channel": "emial", "messages": [{"role": "end_user", "text": "x"}]}, "agnt": {}},
        "expected": {"language_code": "ru"},
        "relevant": ["refnd"],
    }
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(wrong), encoding="utf-8")
    ended = otvet("eval", "cases", path, "--index", index, "--json")
    assert ended.code == 1
    fields = {one["field"]: one["message"] for one in ended.json()["faults"]}
    assert set(fields) == {"request.conversation.channel", "request.agnt", "relevant.0"}
    assert "did you mean `agent`?" in fields["request.agnt"]
    assert "did you mean `refund`?" in fields["relevant.0"]


def test_the_schema_for_editors_knows_the_request_too(otvet):
    schema = otvet("eval", "cases", "--schema").json()
    assert schema["$defs"]["Case"]["properties"]["request"] == {"$ref": "#/$defs/Request"}
    assert "conversation" in schema["$defs"]["Request"]["properties"]


def test_without_files_it_says_what_to_name(otvet):
    assert otvet("eval", "cases").code == 2
