"""Tables as people lay them out, and dumps as programs nest them: whose words are whose must come out right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import time
from pathlib import Path

import openpyxl
import pytest

from eval.importing.exports import read_tables
from eval.importing.guess import guessed
from eval.importing.threads import Note
from eval.importing.ticket_case import Wishes
from eval.importing.tickets import Imported, import_tickets

QUESTION, ANSWER = "Как войти без пароля?", "Нажмите «Забыли пароль?»."


def imported(path: Path) -> Imported:
    return import_tickets(path, wishes=Wishes(private=False))


def workbook(folder: Path, rows: Sequence[Sequence[object]], *merged: str) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    book.save(folder / "export.xlsx")
    return folder / "export.xlsx"


def dumped(folder: Path, value: object) -> Path:
    (folder / "dump.json").write_text(json.dumps(value), encoding="utf-8")
    return folder / "dump.json"


def exchanged(found: Imported) -> list[tuple[list[str], str | None]]:
    """The words of the thread and the answer, case by case."""
    threads = ([one["text"] for one in case.request["conversation"]["messages"]] for case in found.cases)
    return [(said, case.gold_answer) for said, case in zip(threads, found.cases, strict=True)]


# --- headers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("upper", "lower", "merged"),
    [
        (["Обращение", None, "Ответ", None], ["Номер", "Текст", "Текст", "Агент"], ["A1:B1", "C1:D1"]),
        (["Обращение", None, "Ответ", None], ["Номер", "Текст", "Текст", "Агент"], []),
        (["Номер", "Вопрос", "Ответ", None], [None, "Текст", "Текст", "Дата"], ["A1:A2", "C1:D1"]),
        (["ID", "Клиент", "Оператор", None], [None, "Сообщение", "Сообщение", "Дата"], ["A1:A2", "C1:D1"]),
        (["Номер", "Сообщение", "Ответ", "Дата"], ["ID", "Message", "Reply", "Date"], []),
    ],
)
def test_under_a_header_of_two_rows_the_agents_words_are_never_the_customers(
    tmp_path: Path, upper: list[object], lower: list[object], merged: list[str]
) -> None:
    found = imported(workbook(tmp_path, [upper, lower, [7, QUESTION, ANSWER, None]], *merged))
    assert exchanged(found) == [([QUESTION], ANSWER)]
    assert [case.id for case in found.cases] == ["7"]


@pytest.mark.parametrize(
    ("above", "merged"),
    [
        (["Ответы за март", None, None], []),
        (["Ответы за март", None, None], ["A1:C1"]),
        (["С", "1 марта", "по 31"], []),
    ],
)
def test_a_title_above_the_header_changes_none_of_its_names(
    tmp_path: Path, above: list[object], merged: list[str]
) -> None:
    rows: list[list[object]] = [above, ["Номер", "Текст", "Текст"], [7, "Не могу войти.", QUESTION]]
    found = imported(workbook(tmp_path, rows, *merged))
    assert exchanged(found) == [([f"Не могу войти.\n\n{QUESTION}"], None)]
    assert found.guess.table.header == ("Номер", "Текст", "Текст")


def test_columns_behind_the_hundredth_are_read(tmp_path: Path) -> None:
    more = [f"Custom field (F{number})" for number in range(120)]
    path = workbook(tmp_path, [["Issue key", *more, "Description", "Reply"], [7, *more, QUESTION, ANSWER]])
    assert exchanged(imported(path)) == [([QUESTION], ANSWER)]


# --- rows ---------------------------------------------------------------------------------------------

HEADER = ["Номер", "Сообщение", "Ответ"]


def test_a_heading_merged_over_the_whole_row_is_no_ticket(tmp_path: Path) -> None:
    found = imported(workbook(tmp_path, [HEADER, ["Март", None, None], [7, QUESTION, ANSWER]], "A2:C2"))
    assert exchanged(found) == [([QUESTION], ANSWER)]
    assert [note.row for note in found.skipped] == [2]
    assert "a heading of the rows below" in found.skipped[0].message


def test_a_question_merged_into_the_cell_of_the_answer_is_not_answered(tmp_path: Path) -> None:
    found = imported(workbook(tmp_path, [HEADER, [7, QUESTION, None], [8, QUESTION, ANSWER]], "B2:C2"))
    assert exchanged(found) == [([QUESTION], None), ([QUESTION], ANSWER)]
    assert any(note.row == 2 and "read as not answered" in note.message for note in found.notes)


def test_a_cell_whose_formula_failed_holds_nothing(tmp_path: Path) -> None:
    found = imported(workbook(tmp_path, [HEADER, [7, "#N/A", None], [8, QUESTION, "#ССЫЛКА!"]]))
    assert exchanged(found) == [([QUESTION], None)]
    assert found.skipped == (Note("holds no message and no reply", 2, skipped=True),)


def test_what_no_message_can_hold_is_cut_and_told(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f'ID,Message,Reply\n1,{QUESTION},"{"Нажмите кнопку входа. " * 5000}"\n', encoding="utf-8")
    found = imported(path)
    assert len(found.cases[0].gold_answer or "") == 20_000
    assert Note("a message is longer than 20,000 characters and was cut there", 2) in found.notes


def test_a_quotation_mark_that_nobody_closes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text('ID,Message\n1,"How do I ""pay""\nby card?"\n2,"How do I log in?\n3,Where is it?\n', "utf-8")
    found = imported(path)
    assert [str(note) for note in found.notes] == [
        "a quotation mark in row 4 is not closed: all below it was read as one cell"
    ]
    path.write_text('ID,Message\n1,"How do I ""pay""\nby card?"\n\n', encoding="utf-8")
    assert imported(path).notes == ()


# --- who is who ---------------------------------------------------------------------------------------


def test_the_first_writer_is_the_first_by_the_clock_and_not_by_the_row(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Ticket ID,Created at,Author,Message\n"
        "1,2026-03-13 10:00,Lou,By card or by invoice.\n1,2026-03-12 10:00,Kim,How do I pay?\n",
        encoding="utf-8",
    )
    assert exchanged(imported(path)) == [(["How do I pay?"], "By card or by invoice.")]


@pytest.mark.parametrize(
    ("header", "asked", "answered"),
    [
        ("Дата,Время", "12.03.2026,10:00", "12.03.2026,14:05"),
        ("Время создания,Дата создания", "10:00:00,12.03.2026", "14:05:00,12.03.2026"),
    ],
)
def test_the_day_and_the_hour_may_stand_in_two_columns(tmp_path: Path, header: str, asked: str, answered: str) -> None:
    path = tmp_path / "export.csv"
    rows = f"1,{answered},оператор,{ANSWER}\n1,{asked},клиент,{QUESTION}\n"
    path.write_text(f"Номер,{header},Автор,Сообщение\n{rows}", encoding="utf-8")
    found = imported(path)
    assert exchanged(found) == [([QUESTION], ANSWER)]
    assert found.cases[0].request["case"]["now"] == "2026-03-12T10:00:00"


def test_an_hour_alone_is_no_time(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["Номер", "Время", "Сообщение"], [7, time(10, 0), QUESTION]])
    found = imported(path)
    assert "now" not in found.cases[0].request["case"]
    assert [str(note) for note in found.notes] == ["row 2: “10:00:00” is no date that can be read"]


def test_whoever_answers_an_opening_without_a_name_is_not_its_author(tmp_path: Path) -> None:
    comments = [
        {"author": None, "body": "How do I pay?"},
        {"author": {"name": "Lou"}, "body": "By card or by invoice."},
    ]
    found = imported(dumped(tmp_path, [{"id": 1, "comments": comments}]))
    assert exchanged(found) == [(["How do I pay?"], "By card or by invoice.")]


# --- dumps --------------------------------------------------------------------------------------------


def test_a_conversation_that_wraps_its_parts_is_read_from_its_source_on(tmp_path: Path) -> None:
    part = {"body": "<p>By card or by invoice.</p>", "author": {"type": "admin"}, "created_at": 1_700_000_060}
    told = {"source": {"body": "<p>How do I pay?</p>"}, "conversation_parts": {"conversation_parts": [part]}}
    path = dumped(tmp_path, {"data": {"conversations": [{"id": "7", "created_at": 1_700_000_000, **told}]}})
    assert exchanged(imported(path)) == [(["How do I pay?"], "By card or by invoice.")]


def test_a_requester_may_be_a_name_alone(tmp_path: Path) -> None:
    path = dumped(tmp_path, [{"id": 1, "requester": "Ann", "comments": [{"author_id": 4, "body": "How do I pay?"}]}])
    assert exchanged(imported(path)) == [(["How do I pay?"], None)]
    assert guessed(read_tables(path), {}).left_out == ()
