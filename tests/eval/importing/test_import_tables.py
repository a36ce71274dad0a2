"""Exports as helpdesks and Excel write them: what is read, and what is said of the rest."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from eval.errors import ImportRefused
from eval.importing.exports import read_tables
from eval.importing.guess import guessed
from eval.importing.threads import Note
from eval.importing.ticket_case import Wishes
from eval.importing.tickets import Imported, import_tickets

OPEN = Wishes(private=False)


def imported(path: Path, **given: object) -> Imported:
    return import_tickets(path, **{"wishes": OPEN, **given})  # type: ignore[arg-type]


def said(found: Imported) -> list[list[tuple[str, str]]]:
    return [[(one["role"], one["text"]) for one in case.request["conversation"]["messages"]] for case in found.cases]


def workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


RUSSIAN = """Номер;Тема;Вопрос клиента;Ответ
17;Вход;"Не могу войти.
Что делать?";"Нажмите ""Забыли пароль?"", дальше письмо."
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_csv_of_any_encoding_and_divider_is_read_with_line_ends_inside_cells(
    tmp_path: Path, encoding: str, sign: str
) -> None:
    text = RUSSIAN.replace(";", sign)
    path = tmp_path / "export.csv"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    (case,) = imported(path).cases
    assert case.id == "17"
    assert case.request["conversation"]["subject"] == "Вход"
    assert case.request["conversation"]["messages"][0]["text"] == "Не могу войти.\nЧто делать?"
    assert case.gold_answer == 'Нажмите "Забыли пароль?", дальше письмо.'
    assert case.expected.language_code == "ru"
    assert case.expected.outcome == ()
    assert case.expected.should_escalate is None


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("Ticket ID,Subject,Description,Agent reply,Created time,Tags,Full name", "Freshdesk"),
        ("Номер обращения,Тема,Сообщение,Ответ оператора,Дата создания,Метки,Пользователь", "Omnidesk"),
        ("ID,Тема,Сообщение клиента,Ответ агента,Создан,Теги,Клиент", "Usedesk"),
        ("ID,Название сделки,Примечание,Решение,Дата создания сделки,Теги сделки,Основной контакт", "amoCRM"),
        ("Issue key,Summary,Description,Resolution,Created,Labels,Reporter", "Jira"),
        ("Id,Subject,Question,Public reply,Created at,Tags,Requester", "Zendesk"),
        ("№ заявки,Краткое описание,Описание проблемы,Ответ клиенту,Дата обращения,Ярлыки,ФИО клиента", "by hand"),
    ],
)
def test_the_columns_of_helpdesks_are_recognised(tmp_path: Path, header: str, what: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{header}\nT-1,s,How do I pay?,By card.,2026-03-12 10:00,a,Ann Lee\n", encoding="utf-8")
    places = {column.value: at for column, at in guessed(read_tables(path), {}).places.items()}
    wanted = ("id", "subject", "message", "reply", "date", "tags", "name")
    assert places == {name: (at,) for at, name in enumerate(wanted)}, what


def test_a_column_is_named_by_the_user_or_left_out(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Код,Реплика А,Реплика Б,Тема\n1,Как оплатить?,Картой.,X\n", encoding="utf-8")
    found = imported(path, columns={"id": "код", "message": "Реплика А", "reply": "Реплика Б", "subject": ""})
    (case,) = found.cases
    assert (case.id, case.gold_answer) == ("1", "Картой.")
    assert "subject" not in case.request["conversation"]
    with pytest.raises(ImportRefused, match="did you mean “Реплика "):
        imported(path, columns={"message": "Реплика"})
    with pytest.raises(ImportRefused, match=r"mesage=…: no such name; there are id, subject, message"):
        imported(path, columns={"mesage": "Реплика А"})
    with pytest.raises(ImportRefused, match="no column holds what the customer wrote; there are “Код”, “Реплика А”"):
        imported(path)


def test_of_a_workbook_titles_hidden_sheets_empty_rows_numbers_and_dates_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Обращения"
    sheet.append(["Выгрузка за март"])
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["Номер", "Сообщение", "Ответ", "Дата"])
    sheet.append([12345.0, "Как сменить тариф?", "В настройках.", datetime(2026, 3, 12, 14, 5)])
    sheet.append([])
    sheet.append([12346, None, None, None])
    sheet.append([None, "Без номера", "Ответ", None])
    hidden = book.create_sheet("Черновик")
    hidden.append(["Номер", "Сообщение"])
    hidden.append([1, "скрыто"])
    hidden.sheet_state = "hidden"
    book.save(path)
    found = imported(path)
    (case,) = found.cases
    assert case.id == "12345"
    assert case.request["case"]["now"] == "2026-03-12T14:05:00"
    assert [(note.row, note.message) for note in found.skipped] == [
        (6, "holds no message and no reply"),
        (7, "no ticket number under “Номер”"),
    ]
    assert any("the hidden sheets “Черновик” were not read" in str(note) for note in found.notes)
    assert [one.id for one in imported(path, sheet="Черновик").cases] == ["1"]
    with pytest.raises(ImportRefused, match="no sheet is called “Март”; there are “Обращения”, “Черновик”"):
        imported(path, sheet="Март")


def test_a_header_of_two_rows_with_merged_cells_is_one_header(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Номер", "Клиент", None, "Сообщение", "Ответ"])
    sheet.append([None, "Имя", "Email", None, None])
    for merged in ("A1:A2", "B1:C1", "D1:D2", "E1:E2"):
        sheet.merge_cells(merged)
    sheet.append([1, "Анна", "a@b.ru", "Где счёт?", "В разделе «Документы»."])
    book.save(path)
    (case,) = imported(path).cases
    assert case.request["end_user"]["name"] == "Анна"
    assert case.gold_answer == "В разделе «Документы»."


def test_a_formula_that_nobody_counted_is_told_by_its_cell(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "export.xlsx",
        ("A", [["ID", "Message", "Reply"], [1, "How?", '="By "&"card"'], [2, "When?", "On Friday at noon."]]),
    )
    found = imported(path)
    assert [case.gold_answer for case in found.cases] == [None, "On Friday at noon."]
    assert any("formulas without a stored value were read as empty (C2)" in str(note) for note in found.notes)


def test_of_several_sheets_with_tickets_the_longest_is_read_and_the_other_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [["ID", "Message"], [1, "a question"], [2, "another question"]]
    path = workbook(tmp_path / "export.xlsx", ("March", rows[:2]), ("April", rows), ("Codes", [["Code", "Meaning"]]))
    found = imported(path)
    assert len(found.cases) == 2
    told = [str(note) for note in found.notes]
    assert "tickets were read from the sheet “April”; “March” can be read with --sheet" in told
    assert any("“Codes” have no header of tickets" in one for one in told)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12.03.2026 14:05", "2026-03-12T14:05:00"),
        ("2026-03-12T14:05:00Z", "2026-03-12T14:05:00+00:00"),
        ("2026-03-12 14:05:00 +0300", "2026-03-12T14:05:00+03:00"),
        ("12 марта 2026 г., 14:05", "2026-03-12T14:05:00"),
        ("Mar 12, 2026 2:05 PM", "2026-03-12T14:05:00"),
        ("12/Mar/26 2:05 PM", "2026-03-12T14:05:00"),
        ("3/12/2026 2:05 PM", "2026-03-12T14:05:00"),
        ("46093.586806", "2026-03-12T14:05:00"),
        ("1773324300", "2026-03-12T14:05:00+00:00"),
    ],
)
def test_times_are_read_as_programs_write_them(tmp_path: Path, written: str, read: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f'ID\tMessage\tDate\n1\tHow do I pay?\t"{written}"\n', encoding="utf-8")
    (case,) = imported(path).cases
    assert case.request["case"]["now"] == read


def test_a_date_that_is_none_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("ID,Message,Date\n1,How do I pay?,31.02.2026\n", encoding="utf-8")
    found = imported(path)
    assert "now" not in found.cases[0].request["case"]
    assert Note("“31.02.2026” is no date that can be read", 2) in found.notes


def test_days_and_months_that_may_be_either_are_told(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("ID,Message,Date\n1,How do I pay?,03/04/2026\n", encoding="utf-8")
    found = imported(path)
    assert found.cases[0].request["case"]["now"] == "2026-04-03T00:00:00"
    assert any("do not tell day from month" in str(note) for note in found.notes)


def test_numbers_that_excel_cut_put_no_two_tickets_together(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("ID;Сообщение\n7,91612E+10;Как оплатить?\n7,91612E+10;Как вернуть?\n", encoding="utf-8")
    assert [case.id for case in imported(path).cases] == ["row-2", "row-3"]


def test_ids_are_valid_stable_and_apart(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    keys = ("Заявка-№12", "SD-7/b", "sd_7_b", "sd-7-b", "anna@mail.ru", "Крылова", "###", "Крылова-12", "79161234567")
    path.write_text("ID,Message\n" + "".join(f"{key},question {key}\n" for key in keys), encoding="utf-8")
    ids = [case.id for case in imported(path).cases]
    assert ids == [case.id for case in imported(path).cases]
    assert ids == ["zayavka-12", "sd-7-b", "sd_7_b", "sd-7-b-2", *(f"row-{row}" for row in range(6, 11))]


def test_a_damaged_sheet_is_named(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", ("A", [["ID", "Message"], [1, "How do I pay?"], [2, "When?"]]))
    torn = tmp_path / "torn.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(torn, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b"</row>", b"</rw>", 1) if name.endswith("sheet1.xml") else data)
    with pytest.raises(ImportRefused, match="the sheet “A” is damaged"):
        imported(torn)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("old.xls", b"x", "save it as .xlsx"),
        ("a.xlsx", b"no workbook", "no XLSX file"),
        ("a.csv", b"one,two\n1,2\n", "no header: none of the first 20 rows"),
        ("a.csv", b"", "no header"),
        ("a.jsonl", b"{broken", "not a JSON object"),
        ("a.docx", b"x", "no format that is read here"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ImportRefused, match=message):
        imported(path)


def test_a_dump_of_tickets_with_their_comments_is_read_as_threads(tmp_path: Path) -> None:
    zendesk = {
        "id": 35436,
        "subject": "Help",
        "requester_id": 20,
        "created_at": "2026-07-20T22:55:29Z",
        "tags": ["printer_fire", "vip"],
        "via": {"channel": "email"},
        "description": "The app shows E-6001.",
        "comments": [
            {"author_id": 20, "body": "The app shows E-6001.", "public": True, "created_at": "2026-07-20T22:55:29Z"},
            {"author_id": 9, "body": "look at it", "public": False, "created_at": "2026-07-20T23:00:00Z"},
            {
                "author_id": 9,
                "html_body": "<p>Pull the list <b>down</b>.</p>",
                "public": True,
                "created_at": "2026-07-21",
            },
        ],
    }
    freshdesk = {
        "id": 5,
        "subject": "Refund",
        "description": "<div>Can I have a refund?</div>",
        "description_text": "Can I have a refund?",
        "requester": {"name": "Ann Lee", "email": "a@b.com"},
        "conversations": [
            {"incoming": False, "private": False, "body_text": "Within 30 days.", "created_at": "2026-07-21"}
        ],
    }
    path = tmp_path / "dump.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in (zendesk, freshdesk)), encoding="utf-8")
    found = imported(path)
    assert said(found) == [[("end_user", "The app shows E-6001.")], [("end_user", "Can I have a refund?")]]
    assert [case.gold_answer for case in found.cases] == ["Pull the list **down**.", "Within 30 days."]
    assert found.cases[0].tags == ("printer_fire", "vip")
    assert Note("1 internal notes of the ticket were left out", 1) in found.notes


def test_yaml_and_plain_records_are_read_by_their_keys(tmp_path: Path) -> None:
    path = tmp_path / "tickets.yaml"
    path.write_text("- id: 001\n  question: Как оплатить?\n  answer: Картой или по счёту.\n  channel: чат\n", "utf-8")
    (case,) = imported(path).cases
    assert (case.id, case.gold_answer) == ("001", "Картой или по счёту.")
    assert case.request["conversation"]["channel"] == "chat"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dump.json", '{"count": 1, "tickets": [{"id": 1, "message": "How do I pay?"}]}'),
        ("dump.json", '[{"id": 1, "message": "How do I pay?"}]'),
        ("dump.yaml", "tickets:\n- {id: 1, message: How do I pay}\n"),
        ("dump.jsonl", '{"id": 1, "message": "How do I pay?"}\n'),
    ],
)
def test_dumps_are_lists_or_objects_with_a_list(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert [(case.id, case.expected.language_code) for case in imported(tmp_path / name).cases] == [("1", "en")]


def test_a_mailbox_in_the_place_of_an_agents_name_is_no_name(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("ID,Message,Agent\n1,How do I pay?,support@firm.example\n", encoding="utf-8")
    assert "agent" not in imported(path).cases[0].request


def test_html_becomes_the_text_that_people_saw(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    html = "<p>Login a_b_c fails.<br>See:</p><ul><li>one *star*</li><li>two</li></ul>"
    path.write_text(f'ID,Message\n1,"{html}"\n', encoding="utf-8")
    text = imported(path).cases[0].request["conversation"]["messages"][0]["text"]
    assert text == "Login a_b_c fails.\nSee:\n\n- one *star*\n- two"
