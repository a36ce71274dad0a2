"""Rows of an export -> a table: its header is found, and the rows below it keep the numbers that people see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap, zip_longest
from pathlib import Path

from eval.errors import ImportRefused
from eval.importing.columns import Column, column_of, folded, recognised
from kb_index.loaders.table import Line

MOST_COLUMNS = 1_000  # Jira gives each field a column, and the comments come last
_HEADER_WITHIN = 20  # rows that a title or a filter may take above the header
_LONGEST_NAME = 80  # characters of a column's name
_SURELY = 3  # columns that two rows name alike: the header stands there in two languages
_SPOKEN = frozenset({Column.MESSAGE, Column.REPLY})


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
    elif best:
        header = _told_apart(header, _names(above[best - 1]))
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
    """A header over two rows: a name of the upper one is merged downwards, or over several of the lower; or both rows
    say the same in two languages."""
    names, others = recognised(_names(upper)), recognised(_names(lower))
    across = any(one and one == two for one, two in pairwise(_names(upper)))
    return bool(lower.goes_on) or (across and bool(others)) or (len(others) >= _SURELY and names == others)


def _both(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    return tuple(starmap(_one_name, zip_longest(upper, lower, fillvalue="")))


def _one_name(group: str, name: str) -> str:
    """«Дата» over «создания» is one name, «Клиент» over «Имя» is a name, «Ответ» over «Текст» is the answer."""
    whole = f"{group} {name}".strip()
    if not group or not name or group == name:
        return name or group
    if column_of(whole) is not None or column_of(name) is None:
        return whole
    spoken = column_of(name) is Column.MESSAGE and column_of(group) in _SPOKEN
    return f"{group} ({name})" if spoken else f"{name} ({group})"


def _told_apart(header: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """«Текст» under «Обращение» and «Текст» under «Ответ»: a name that stands twice is told by what is above it."""
    groups: list[str] = []
    for at in range(len(header)):  # a group stands above its first column, or is merged over all of them
        groups.append((above[at] if at < len(above) else "") or (groups[-1] if groups else ""))
    held: dict[str, set[str]] = {}
    for name, group in zip(header, groups, strict=True):
        held.setdefault(folded(name), set()).add(group)
    twice = {name for name, over in held.items() if name and len(over) > 1 and any(map(column_of, over))}
    pairs = zip(header, groups, strict=True)
    return tuple(_one_name(group, name) if folded(name) in twice else name for name, group in pairs)


def _filled(rows: Iterable[Line]) -> Iterator[Line]:
    return (row for row in rows if any(str(cell if cell is not None else "").strip() for cell in row.cells))


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
