"""Rows of an export -> a table: its header is found, and the rows below it keep the numbers that people see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.errors import ImportRefused
from eval.importing.columns import recognised
from kb_index.loaders.table import MOST_COLUMNS, Line

_HEADER_WITHIN = 20  # rows that a title or a filter may take above the header
_LONGEST_NAME = 80  # characters of a column's name


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: below the header; their cells stand under ``header``, a name may stand twice there."""

    name: str | None
    header: tuple[str, ...]
    rows: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def table_of(name: str | None, lines: Iterable[Line], path: Path) -> Table:
    """Raises ImportRefused where no row of the first ones looks like a header."""
    rows = iter(lines)
    above: list[Line] = []
    for line in rows:
        above.append(line)
        if len(above) >= _HEADER_WITHIN:
            break
    best = max(range(len(above)), key=lambda at: (_telling(above[at]), -at), default=None)
    if best is None or not _telling(above[best]):
        raise ImportRefused(f"{path}: {no_header([name] if name else [])}")
    header, last = _names(above[best]), best
    below = above[best + 1] if best + 1 < len(above) else None
    if below is not None and _continues(above[best], below):
        header, last = _both(header, _names(below)), best + 1
    return Table(name, header, tuple(_filled((*above[last + 1 :], *rows))))


def no_header(sheets: Sequence[str | None]) -> str:
    where = f" in {quoted(one or '' for one in sheets)}" if sheets else ""
    return (
        f"no header{where}: none of the first {_HEADER_WITHIN} rows names a column of tickets; the first row is to "
        "hold names such as “ID”, “Тема”, “Сообщение”, “Ответ”, or “Subject”, “Message”, “Reply”"
    )


def _telling(line: Line) -> int:
    names = _names(line)
    return len(recognised(names)) if all(len(name) <= _LONGEST_NAME for name in names) else 0


def _names(line: Line) -> tuple[str, ...]:
    return tuple(" ".join(str("" if cell is None else cell).split()) for cell in line.cells[:MOST_COLUMNS])


def _continues(upper: Line, lower: Line) -> bool:
    """A header over two rows: a name of the upper one is merged downwards, or over several of the lower."""
    names = _names(upper)
    across = any(names[at] and names[at] == names[at + 1] for at in range(len(names) - 1))
    return bool(lower.goes_on) or (across and len(recognised(_names(lower))) > 0)


def _both(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    pairs = zip([*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))], strict=True)
    return tuple(one if one == two or not two else f"{one} {two}".strip() for one, two in pairs)


def _filled(rows: Iterable[Line]) -> Iterator[Line]:
    return (row for row in rows if any(str(cell if cell is not None else "").strip() for cell in row.cells))


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
