"""An Excel workbook with questions and answers -> Articles, one per row of each sheet that has such a table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils.cell import range_boundaries

from kb_index.errors import SourceUnreadable
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.table import MOST_COLUMNS, Line, articles
from kb_index.loaders.zip_package import require_harmless

_MERGED = re.compile(rb'<mergeCell [^>]{0,200}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MOST_MERGED = 20_000
_MOST_ROWS = 200_000
_MOST_EMPTY = 1_000  # rows one after the other; a stray cell at the foot of a sheet is a million below
_HIGHEST = 1_000  # rows of one merged cell


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """Sheets without a header of question and answer are passed over, unless there is none with one."""
    place = path.relative_to(root).with_suffix("").as_posix()
    try:
        require_harmless(path, kind="XLSX")
        # openpyxl leaves a file open that it opened itself and could not read.
        with path.open("rb") as file, closing(opened(file)) as book:
            yield from _sheets(book, path, place=place)
    except SourceUnreadable as exc:
        yield Skipped(path, str(exc))


def opened(file: BinaryIO) -> Any:
    """The workbook with the values that its formulas had. Raises SourceUnreadable."""
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as exc:
        raise SourceUnreadable(f"no readable workbook: {type(exc).__name__}: {exc}"[:200]) from exc


def _sheets(book: Any, path: Path, *, place: str) -> Iterator[Found | Skipped]:
    refused: list[str] = []
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in visible:
        try:
            yield from articles(lines_of(sheet, path), path, name=f"{place}/{sheet.title}")
        except SourceUnreadable as exc:
            refused.append(f"sheet “{sheet.title}”: {exc}")
        except Exception as exc:  # noqa: BLE001 - openpyxl reads as it goes, and raises what its parsers stumble over
            yield Skipped(path, f"sheet “{sheet.title}” is damaged: {type(exc).__name__}: {exc}"[:300])
    if len(refused) == len(visible):
        raise SourceUnreadable(refused[0] if refused else "a workbook without sheets")


def lines_of(sheet: Any, path: Path, *, most_columns: int = MOST_COLUMNS) -> Iterator[Line]:
    """The rows of a sheet of a workbook that `opened` gave, merged cells filled."""
    merged = _merged(path, sheet, most_columns)
    held: dict[tuple[int, int], object] = {}
    empty = 0
    # Some programs write a wrong size of the sheet; without one every row is as long as its cells.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=_MOST_ROWS, values_only=True)
    for number, row in enumerate(rows, start=1):
        empty = empty + 1 if all(cell is None for cell in row) else 0
        if empty > _MOST_EMPTY:
            return
        cells, goes_on = list(row[:most_columns]), set()
        for column, first in merged.get(number, {}).items():
            cells += [None] * (column + 1 - len(cells))
            if first == (number, column):
                held[first] = cells[column]
            else:
                cells[column] = held.get(first, cells[first[1]] if first[0] == number else None)
            if first[0] < number:
                goes_on.add(column)
        yield Line(number, tuple(cells), frozenset(goes_on))


def _merged(path: Path, sheet: Any, most_columns: int) -> Mapping[int, Mapping[int, tuple[int, int]]]:
    """Row -> column (from 0) -> the row and column of the merged cell's first, for every cell that is merged."""
    with zipfile.ZipFile(path) as package:
        refs = _MERGED.findall(package.read(str(sheet._worksheet_path).lstrip("/")))
    found: dict[int, dict[int, tuple[int, int]]] = {}
    budget = _MOST_MERGED
    for ref in refs:
        left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(ref.decode()))
        right, bottom = min(right, most_columns), min(bottom, top + _HIGHEST)
        budget -= max(0, right - left + 1) * max(0, bottom - top + 1)
        if budget < 0:
            break
        for row in range(top, bottom + 1):
            for column in range(left - 1, right):
                found.setdefault(row, {})[column] = (top, left - 1)
    return found
