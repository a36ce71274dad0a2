"""An Excel workbook -> the tables of its sheets, and what of it was not read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from eval.errors import ImportRefused
from eval.importing.tables import MOST_COLUMNS, Table, no_header, quoted, table_of
from eval.naming import some_of
from kb_index.loaders import xlsx_table
from kb_index.loaders.zip_package import require_harmless

_FORMULA = re.compile(rb"<f[ >/]")


def workbook_tables(path: Path, sheet: str | None) -> tuple[Table, ...]:
    """Of every visible sheet with a header of tickets, or of the one named. Raises ImportRefused, SourceUnreadable."""
    require_harmless(path, kind="XLSX")
    with path.open("rb") as file, closing(xlsx_table.opened(file)) as book:
        names = [one.title for one in book.worksheets]
        if sheet is not None and sheet not in names:
            raise ImportRefused(f"{path}: no sheet is called “{sheet}”; there are {quoted(names)}")
        chosen = [one for one in book.worksheets if one.title == sheet or (sheet is None and _seen(one))]
        hidden = [one.title for one in book.worksheets if sheet is None and not _seen(one)]
        tables: list[Table] = []
        without: list[str] = []
        for one in chosen:
            table = _sheet_table(one, path)
            tables += [] if table is None else [table]
            without += [one.title] if table is None else []
        uncounted = _uncounted(path) if _has_formulas(path) else {}
    if not tables:
        raise ImportRefused(f"{path}: {no_header(without)}")
    notes = [f"the hidden sheets {quoted(hidden)} were not read; name one with --sheet to read it"] * bool(hidden)
    notes += [f"the sheets {quoted(without)} have no header of tickets and were not read"] * bool(without)
    return tuple(
        replace(one, notes=(*notes, *one.notes, *_formula_notes(uncounted.get(one.name or "", [])))) for one in tables
    )


def _sheet_table(sheet: Any, path: Path) -> Table | None:
    """None: no header of tickets there. Raises ImportRefused for a damaged sheet."""
    try:
        return table_of(sheet.title, xlsx_table.lines_of(sheet, path, most_columns=MOST_COLUMNS), path)
    except ImportRefused:
        return None
    except Exception as exc:  # openpyxl reads as it goes, and raises what its parsers stumble over
        message = f"{path}: the sheet “{sheet.title}” is damaged ({type(exc).__name__}); open it in Excel and save it"
        raise ImportRefused(message) from exc


def _seen(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        sheets = (name for name in package.namelist() if name.startswith("xl/worksheets/"))
        return any(_FORMULA.search(package.read(name)) for name in sheets)


def _uncounted(path: Path) -> dict[str, list[str]]:
    """Sheet -> cells with a formula whose value the file does not hold: no program has counted it."""
    found: dict[str, list[str]] = {}
    with path.open("rb") as first, path.open("rb") as second:
        books = [
            openpyxl.load_workbook(one, read_only=True, data_only=flag)
            for one, flag in ((first, False), (second, True))
        ]
        for formulas, values in zip(books[0].worksheets, books[1].worksheets, strict=True):
            found[formulas.title] = list(_without_value(formulas, values))
        for book in books:
            book.close()
    return found


def _without_value(formulas: Any, values: Any) -> Iterator[str]:
    formulas.reset_dimensions()
    values.reset_dimensions()
    rows = zip(formulas.iter_rows(), values.iter_rows(values_only=True), strict=False)
    for cell, value in ((cell, value) for row, counted in rows for cell, value in zip(row, counted, strict=False)):
        if value is None and isinstance(cell.value, str) and cell.value.startswith("="):
            yield f"{get_column_letter(cell.column)}{cell.row}"


def _formula_notes(cells: Sequence[str]) -> tuple[str, ...]:
    if not cells:
        return ()
    told = f"formulas without a stored value were read as empty ({some_of(cells, 8)})"
    return (f"{told}; open the file in Excel and save it",)
