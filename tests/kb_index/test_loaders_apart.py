"""Foreign formats are read in a process of their own, which may die without harm."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import threading
from pathlib import Path

from kb_index.loaders.apart import ReadingApart
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.walk import load_source


def page(folder: Path, name: str = "page.html") -> Path:
    (folder / name).write_text(f'<html lang="en"><h1>{name}</h1><p>The text of it.</p></html>')
    return folder / name


def test_articles_come_over_as_they_were_read(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("question", "answer", "access_groups", "tag"), ("Что? 😀", "Вот\nтак.", "a,b", "x"), ("?", "", "", "")]
        )
    with ReadingApart() as apart:
        found, skipped = apart.load("csv_table", path, tmp_path)
    assert isinstance(found, Found)
    assert (found.article.title, found.article.body_markdown) == ("Что? 😀", "Вот\n\nтак.")
    assert (found.article.access_groups, found.article.metadata, found.line) == (("a", "b"), {"tag": "x"}, 2)
    assert skipped == Skipped(path, "the row has no answer", 4)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "endless.html")  # opening it waits for a writer that never comes
    with ReadingApart(silence=1.0) as apart:
        (given_up,) = apart.load("html_page", tmp_path / "endless.html", tmp_path)
    assert isinstance(given_up, Skipped)
    assert "took more than 1 seconds" in given_up.reason


def test_a_file_that_takes_too_much_memory_is_skipped_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "wide.json").write_text("[" + ",".join(["[[[]]]"] * 800_000) + "]")
    with ReadingApart(memory=150_000_000) as apart:
        (skipped,) = apart.load("json_records", tmp_path / "wide.json", tmp_path)
        (read,) = apart.load("html_page", page(tmp_path), tmp_path)
    assert isinstance(skipped, Skipped)
    assert "memory" in skipped.reason
    assert isinstance(read, Found)


def test_a_reader_that_dies_is_a_reason_and_another_reads_the_next_file(tmp_path: Path) -> None:
    with ReadingApart() as apart:
        apart._running().kill()
        (skipped,) = apart.load("html_page", page(tmp_path), tmp_path)
        (read,) = apart.load("html_page", page(tmp_path), tmp_path)
    assert isinstance(skipped, Skipped)
    assert "broke the program" in skipped.reason
    assert isinstance(read, Found)


def test_after_a_file_that_was_left_in_the_middle_the_next_is_read_anew(tmp_path: Path) -> None:
    rows = "".join(f"question {number}?,answer {number}.\n" for number in range(5_000))
    (tmp_path / "faq.csv").write_text("question,answer\n" + rows)
    with ReadingApart() as apart:
        items = apart.load("csv_table", tmp_path / "faq.csv", tmp_path)
        assert isinstance(next(items), Found)
        items.close()  # type: ignore[attr-defined]
        (read,) = apart.load("html_page", page(tmp_path), tmp_path)
    assert isinstance(read, Found)
    assert read.article.title == "page.html"


def test_a_loader_that_is_not_there_is_a_reason_and_no_crash(tmp_path: Path) -> None:
    with ReadingApart() as apart:
        (skipped,) = apart.load("no_such_format", page(tmp_path), tmp_path)
    assert isinstance(skipped, Skipped)
    assert "the library for this format is missing" in skipped.reason


def test_leaving_off_in_the_middle_of_a_file_leaves_nothing_running(tmp_path: Path) -> None:
    rows = "".join(f"question {number}?,answer {number}.\n" for number in range(5_000))
    (tmp_path / "faq.csv").write_text("question,answer\n" + rows)
    before = threading.active_count()
    items = load_source(tmp_path)
    assert isinstance(next(items), Found)
    items.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_a_folder_of_many_formats_is_read_and_broken_files_are_named(tmp_path: Path) -> None:
    page(tmp_path, "a.html")
    (tmp_path / "b.md").write_text("# B\n\nThe text of b.")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "d.docx").write_bytes(b"PK broken")
    (tmp_path / "e.csv").write_text("question,answer\nWhat?,That.\n")
    (tmp_path / "~$d.docx").write_bytes(b"left by Word")
    items = list(load_source(tmp_path))
    assert [item.path.name for item in items if isinstance(item, Found)] == ["a.html", "b.md", "e.csv"]
    assert [item.path.name for item in items if isinstance(item, Skipped)] == ["c.pdf", "d.docx"]


def test_the_libraries_of_foreign_formats_are_not_imported_to_read_markdown(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# B\n\nThe text of b.")
    page(tmp_path)
    code = (
        "import sys; from pathlib import Path; from kb_index.loaders.walk import load_source;"
        f"assert len(list(load_source(Path({str(tmp_path)!r})))) == 2;"
        "print(sorted({'bs4', 'lxml', 'openpyxl', 'mammoth', 'pypdfium2', 'justext'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
