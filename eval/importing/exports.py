"""A file of tickets (CSV, XLSX, JSONL, JSON, YAML) -> tables."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from eval.errors import ImportRefused
from eval.importing.records import MOST_BYTES, record_table
from eval.importing.tables import Table, table_of
from eval.importing.workbook import workbook_tables
from kb_index.errors import SourceUnreadable
from kb_index.loaders import csv_table
from kb_index.loaders.encodings import decode_any
from kb_index.loaders.text_file import read_bytes

_LONGEST_CELL = 10_000_000  # characters


def read_tables(path: Path, *, sheet: str | None = None) -> tuple[Table, ...]:
    """Of a workbook every visible sheet with a header, or the one named. Raises ImportRefused."""
    suffix = path.suffix.lower()
    try:
        if suffix in (".csv", ".tsv", ".txt"):
            return (_csv(path),)
        if suffix in (".xlsx", ".xlsm"):
            return workbook_tables(path, sheet)
        if suffix in (".jsonl", ".ndjson", ".json", ".yaml", ".yml"):
            return (record_table(path),)
    except SourceUnreadable as exc:
        raise ImportRefused(f"{path}: {exc}") from exc
    except csv.Error as exc:
        raise ImportRefused(f"{path}: not CSV: {exc}; look for a quotation mark that is not closed") from exc
    hint = "; save it as .xlsx" if suffix in (".xls", ".ods", ".numbers") else ""
    raise ImportRefused(f"{path}: no format that is read here{hint}; there are .csv, .xlsx, .jsonl, .json and .yaml")


def _csv(path: Path) -> Table:
    lines = decode_any(read_bytes(path, limit=MOST_BYTES)).split("\n")
    if lines[0].lower().startswith("sep="):
        lines[0] = ""  # a note to Excel
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        table = table_of(None, csv_table.lines_of(lines, csv_table.delimiter_of(lines)), path)
    finally:
        csv.field_size_limit(limit)
    return replace(table, notes=_unclosed(table, lines))


def _unclosed(table: Table, lines: Sequence[str]) -> tuple[str, ...]:
    """A quotation mark that nobody closes makes one cell of everything below it."""
    last = lines[table.rows[-1].number - 1 :] if table.rows else ()
    if sum(bool(line.strip()) for line in last) < 2 or "".join(last).count('"') % 2 == 0:
        return ()
    return (f"a quotation mark in row {table.rows[-1].number} is not closed: all below it was read as one cell",)
