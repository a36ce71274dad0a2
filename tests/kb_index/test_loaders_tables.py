"""Tables of questions and answers, in CSV and Excel, become one article per row."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kb_index.loaders import csv_table, xlsx_table
from kb_index.loaders.found import Found, Skipped
from kb_index.records import Article


def read(folder: Path, content: str | bytes, name: str = "faq.csv") -> tuple[list[Article], dict[int | None, str]]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return parted(list(csv_table.load(folder / name, folder)))


def parted(items: list[Found | Skipped]) -> tuple[list[Article], dict[int | None, str]]:
    articles = [item.article for item in items if isinstance(item, Found)]
    return articles, {item.line: item.reason for item in items if isinstance(item, Skipped)}


# --- CSV ----------------------------------------------------------------------------------------------


def test_each_row_is_an_article_with_the_columns_it_has(tmp_path: Path) -> None:
    table = """id,question,answer,lang,url,updated,category,access_groups
17,How do I pay?,"By card,
or by invoice.",en-GB,https://h.example/pay,14.03.2026,Billing,everyone
18,Where is the code?,Here.,en,,,,"staff; partners"
"""
    articles, skipped = read(tmp_path, table)
    assert not skipped
    assert articles[0] == Article(
        article_id="faq/17",
        title="How do I pay?",
        body_markdown="By card,\n\nor by invoice.",
        language_code="en",
        uri="https://h.example/pay",
        updated_at="2026-03-14",
        metadata={"category": "Billing"},
    )
    assert articles[1].access_groups == ("partners", "staff")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "koi8-r", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiter_and_encoding_are_found_out(tmp_path: Path, encoding: str, sign: str) -> None:
    rows = [("Вопрос", "Ответ"), ("Как оплатить счёт?", "Картой или переводом."), ("Где чек?", "В почте.")]
    articles, skipped = read(tmp_path, "\r\n".join(sign.join(row) for row in rows).encode(encoding))
    assert [(one.title, one.body_markdown) for one in articles] == rows[1:]
    assert not skipped


def test_rows_that_say_nothing_are_passed_over_and_rows_without_an_answer_named_by_their_line(tmp_path: Path) -> None:
    table = 'question;answer\n;;\n"Two\nlines?";Yes.\nNo answer?;\n;An answer to nothing\n;\nLast?;Yes.\nshort\n'
    articles, skipped = read(tmp_path, table)
    assert [one.title for one in articles] == ["Two lines?", "Last?"]
    assert skipped == {
        5: "the row has no answer",
        6: "the row has no question",
        9: "the row has no answer",
    }


def test_an_id_stays_when_rows_move_and_answers_change(tmp_path: Path) -> None:
    before, _ = read(tmp_path, "q,a\nHow to pay?,By card.\nWhere?,Here.\n")
    after, _ = read(tmp_path, "q,a\nWhere?,There.\nhow to pay,By card.\n")
    assert {one.article_id for one in before} == {one.article_id for one in after}


def test_a_cell_of_groups_that_is_empty_or_missing_never_makes_a_row_public(tmp_path: Path) -> None:
    articles, skipped = read(tmp_path, "question,answer,access_groups\na?,A.,\nb?,B.\nc?,C.,все\n")
    assert [(one.title, one.access_groups) for one in articles] == [("c?", ())]
    assert list(skipped) == [2, 3]
    assert "everyone" in skipped[2]


def test_a_note_above_the_header_and_excels_own_first_line_are_passed_over(tmp_path: Path) -> None:
    articles, _ = read(tmp_path, "sep=;\nОтветы, которые мы даём\n\nТема;Вопрос;Ответ\nОплата;Как?;Картой.\n")
    assert [(one.title, one.body_markdown, one.metadata) for one in articles] == [
        ("Как?", "Картой.", {"Тема": "Оплата"})
    ]


def test_html_and_typed_lists_in_cells_become_markdown(tmp_path: Path) -> None:
    table = 'question,answer\na?,"<p>In <b>Settings</b></p>"\nb?,"Cards:\n• Visa\n• Mir\nEnter <name>."\n'
    articles, _ = read(tmp_path, table)
    assert [one.body_markdown for one in articles] == [
        "In **Settings**\n",
        "Cards:\n\n- Visa\n- Mir\n\nEnter \\<name>.",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no row names both"),
        (b"name,price\nApple,3\n", "“name”, “price”"),
        (b'question,answer\na?,"open' + b"x" * 200_000, "not CSV from here on"),
        (b"\x00\x00", "NUL"),
        (b"a" * 32_000_001, "larger than 32 MB"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    articles, skipped = read(tmp_path, content)
    assert not articles
    assert why in skipped[None]


# --- Excel --------------------------------------------------------------------------------------------


def workbook(path: Path, *rows: tuple[object, ...], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def test_a_workbook_with_merged_cells_gives_every_row_its_section_and_joins_answers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "faq.xlsx",
        ("База знаний", None, None, None),
        (),
        ("Раздел", "Вопрос", "Ответ", "Дата обновления"),
        ("Оплата", "Как оплатить?", "Картой.", datetime.datetime(2026, 3, 14)),
        (None, "Когда спишут?", "Сразу.", "15.03.2026"),
        (),
        ("Доставка", "Без ответа?", None, None),
        ("Доставка", "Сколько ждать?", "В Москве день.", None),
        (None, None, "В регионах пять.", None),
        merged=("A1:D1", "A4:A5", "B8:B9"),
    )
    articles, skipped = parted(list(xlsx_table.load(path, tmp_path)))
    assert [(one.title, one.body_markdown, one.updated_at, one.metadata["Раздел"]) for one in articles] == [
        ("Как оплатить?", "Картой.", "2026-03-14", "Оплата"),
        ("Когда спишут?", "Сразу.", "2026-03-15", "Оплата"),
        ("Сколько ждать?", "В Москве день.\n\nВ регионах пять.", None, "Доставка"),
    ]
    assert skipped == {7: "the row has no answer"}


def test_sheets_without_questions_are_passed_over_and_ids_name_the_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("notes", "to myself"))
    for title in ("EN", "Hidden"):
        sheet = book.create_sheet(title)
        sheet.append(("id", "question", "answer"))
        sheet.append((7.0, "Why?", "Because."))
    book["Hidden"].sheet_state = "hidden"
    book.save(tmp_path / "faq.xlsx")
    articles, skipped = parted(list(xlsx_table.load(tmp_path / "faq.xlsx", tmp_path)))
    assert [one.article_id for one in articles] == ["faq/EN/7"]
    assert not skipped


def test_a_formula_counts_by_the_value_that_excel_left(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", ("question", "answer"), ("How much?", '=CONCATENATE("30"," days")'))
    broken = tmp_path / "faq.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = data.replace(b"<v></v>", b"<v>30 days</v>").replace(b"<v />", b"<v>30 days</v>")
                data = data.replace(b'<c r="B2">', b'<c r="B2" t="str">')
            target.writestr(part, data)
    articles, _ = parted(list(xlsx_table.load(broken, tmp_path)))
    assert [one.body_markdown for one in articles] == ["30 days"]


def rewritten(path: Path, name: str, data: bytes) -> Path:
    """The package with one part replaced or added."""
    with zipfile.ZipFile(path) as source:
        parts = {part.filename: source.read(part) for part in source.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part, content in (parts | {name: data}).items():
            target.writestr(part, content)
    return path


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
BOMB = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("part", "data", "why"),
    [
        ("xl/worksheets/sheet1.xml", BOMB + SHEET % b"", "defines XML entities"),
        ("xl/worksheets/sheet1.xml", b" " * 25_000_000, "unpacks to more than 24 MB"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><broken", "no readable workbook: ParseError"),
        ("xl/workbook.xml", b"no xml", "no readable workbook"),
    ],
)
def test_a_workbook_made_to_do_harm_is_refused(tmp_path: Path, part: str, data: bytes, why: str) -> None:
    path = workbook(tmp_path / "faq.xlsx", ("question", "answer"), ("a?", "A."))
    (item,) = xlsx_table.load(rewritten(path, part, data), tmp_path)
    assert isinstance(item, Skipped)
    assert why in item.reason


def test_a_package_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "faq.xlsx", ("question", "answer"), ("a?", "A."))
    with zipfile.ZipFile(path, "a") as package:
        for number in range(5_001):
            package.writestr(f"xl/media/{number}.bin", b"")
    (item,) = xlsx_table.load(path, tmp_path)
    assert isinstance(item, Skipped)
    assert "more than 5,000 parts" in item.reason


def test_a_sheet_with_a_cell_in_its_farthest_corner_is_read_in_bounds(tmp_path: Path) -> None:
    cells = (
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s</t></is></c>'
        b'<c r="B%d" t="inlineStr"><is><t>%s</t></is></c></row>'
    )
    rows = cells % (1, 1, b"question", 1, b"answer") + cells % (2, 2, b"a?", 2, b"A.")
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = workbook(tmp_path / "faq.xlsx", ("x",))
    merged = (SHEET % (rows + corner)).replace(
        b"</worksheet>", b'<mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells></worksheet>'
    )
    articles, _ = parted(list(xlsx_table.load(rewritten(path, "xl/worksheets/sheet1.xml", merged), tmp_path)))
    assert [one.body_markdown for one in articles] == ["A."]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no XLSX file"),
        (b"PK\x03\x04 and then nothing", "no XLSX file"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "password"),
    ],
)
def test_what_is_no_workbook_says_so(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "faq.xlsx").write_bytes(content)
    (item,) = xlsx_table.load(tmp_path / "faq.xlsx", tmp_path)
    assert isinstance(item, Skipped)
    assert why in item.reason
