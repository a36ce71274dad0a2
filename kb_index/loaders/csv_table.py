"""A CSV or TSV file with questions and answers -> Articles, one per row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from kb_index.errors import SourceUnreadable
from kb_index.loaders.encodings import decode_any
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.table import Line, articles
from kb_index.loaders.text_file import read_bytes

MAX_CSV_BYTES = 32_000_000
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLED_ROWS = 20


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """One article per row below the header; delimiter and encoding are found out."""
    try:
        text = decode_any(read_bytes(path, limit=MAX_CSV_BYTES))
        lines = text.split("\n")
        if lines[0].lower().startswith("sep=") and len(lines[0]) == len("sep=;"):
            lines[0] = ""  # a note to Excel
        name = path.relative_to(root).with_suffix("").as_posix()
        yield from articles(lines_of(lines, delimiter_of(lines)), path, name=name)
    except SourceUnreadable as exc:
        yield Skipped(path, str(exc))
    except csv.Error as exc:
        yield Skipped(path, f"not CSV from here on: {exc}; look for a quotation mark that is not closed")


def delimiter_of(lines: Sequence[str]) -> str:
    """The one that cuts the first rows into the most cells, the same number in most of them."""
    return max(_DELIMITERS, key=lambda sign: _regularity(lines, sign))


def _regularity(lines: Sequence[str], sign: str) -> tuple[int, int]:
    try:
        widths = [len(cells) for cells in islice(_reader(lines, sign), _SAMPLED_ROWS) if any(cells)]
    except csv.Error:
        return (0, 0)
    widest = max(set(widths), key=lambda width: (width > 1, widths.count(width), width), default=1)
    return (widths.count(widest), widest) if widest > 1 else (0, 1)


def _reader(lines: Sequence[str], sign: str) -> Iterator[list[str]]:
    return csv.reader((f"{line}\n" for line in lines), delimiter=sign)


def lines_of(lines: Sequence[str], sign: str) -> Iterator[Line]:
    """Rows, each with the number of the line that it begins on."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=sign)
    begins = 1
    for cells in reader:
        yield Line(begins, tuple(cells))
        begins = reader.line_num + 1
