"""Rows of a table -> Articles: the header is found, each row below it is one question with its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.question_answer import columns, row_fields

MOST_COLUMNS = 64
_HEADER_WITHIN = 20  # rows that a title or a note may take above the header


@dataclass(frozen=True, slots=True)
class Line:
    """A row; ``number`` counts from 1 as the program that shows the table counts.

    ``goes_on``: its question is one merged cell with that of the row above, so its answer belongs there too.
    """

    number: int
    cells: tuple[object, ...]
    goes_on: frozenset[int] = frozenset()  # columns


def articles(lines: Iterable[Line], path: Path, *, name: str) -> Iterator[Found | Skipped]:
    """``name`` begins each id. Raises SourceUnreadable where no row names a question and an answer."""
    rows = iter(lines)
    seen: list[Line] = []
    for line in rows:
        seen.append(line)
        of_column = columns(line.cells[:MOST_COLUMNS])
        if of_column:
            header = [" ".join(str(cell or "").split()) for cell in line.cells[:MOST_COLUMNS]]
            break
        if len(seen) >= _HEADER_WITHIN:
            raise SourceUnreadable(_no_header(seen))
    else:
        raise SourceUnreadable(_no_header(seen))
    question = next(index for index, field in of_column.items() if field == "title")
    answer = next(index for index, field in of_column.items() if field == "body_markdown")
    for row in _joined(rows, question=question, answer=answer):
        try:
            yield Found(build_article(row_fields(header, of_column, row.cells, name=name)), path, row.number)
        except (ArticleInvalid, SourceUnreadable) as exc:
            yield Skipped(path, str(exc), row.number)


def _joined(rows: Iterable[Line], *, question: int, answer: int) -> Iterator[Line]:
    """Rows with words in them; the answers to one merged question are joined."""
    held: Line | None = None
    for row in rows:
        if not any(str(cell or "").strip() for cell in row.cells):
            continue
        if held is not None and question in row.goes_on:
            held = held if answer in row.goes_on else _with_answer(held, row, answer)
            continue
        if held is not None:
            yield held
        held = row
    if held is not None:
        yield held


def _with_answer(held: Line, row: Line, answer: int) -> Line:
    parts = [str(line.cells[answer]) for line in (held, row) if len(line.cells) > answer and line.cells[answer]]
    cells = list(held.cells) + [None] * (answer + 1 - len(held.cells))
    cells[answer] = "\n\n".join(parts)
    return Line(held.number, tuple(cells), held.goes_on)


def _no_header(seen: list[Line]) -> str:
    first = next((line for line in seen if any(line.cells)), None)
    names = ", ".join(f"“{str(cell)[:30]}”" for cell in (first.cells[:8] if first else ()) if cell)
    return (
        f"no row names both a question and an answer (the first has {names or 'nothing'}); "
        "give the columns names such as “question” and “answer”, or “вопрос” and “ответ”"
    )
