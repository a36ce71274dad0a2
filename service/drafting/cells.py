"""A table -> the rows and the columns that the question asks for."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from kb_index.records import Span
from kb_index.text.lemmas import search_terms
from kb_index.text.markdown import render
from service.drafting.passages import Row, Unit
from service.drafting.seeking import kinds_of

_BAR = re.compile(r"\\.|\|")
_MARK = re.compile(r"да|нет|есть|yes|no|[+\-–—✓✔✗✘×]", re.IGNORECASE)


def cells(markdown: str, row: Span) -> tuple[Span, ...]:
    """Where the cells of a row stand, without the bars and the spaces between them."""
    bars = [match.start() for match in _BAR.finditer(markdown, row.start, row.end) if match.group() == "|"]
    rims = [row.start - 1, *bars, row.end]
    found = [_bare(markdown, start + 1, end) for start, end in pairwise(rims)]
    first = 1 if markdown[row.start] == "|" else 0
    last = len(found) - (1 if bars and bars[-1] == row.end - 1 else 0)
    return tuple(found[first:last])


def named_rows(unit: Unit, terms: Collection[str]) -> tuple[Row, ...]:
    """The rows whose names the terms hold some of; «Удаление зуба» is not meant where «Удаление зуба мудрости» is."""
    common = frozenset.intersection(*(row.name_terms for row in unit.rows))
    asked = frozenset(terms)
    named = [row for row in unit.rows if (row.name_terms - common) & asked]
    names = [row.name_terms for row in named]
    return tuple(
        row for row in named if not any(row.name_terms < name and (name - row.name_terms) & asked for name in names)
    )


def compared_in(unit: Unit, terms: Collection[str]) -> bool:
    """Whether two rows or two columns of a table bear names that the terms hold."""
    if unit.header is None or len(unit.rows) < 2:
        return False
    if len(named_rows(unit, terms)) > 1:
        return True
    heads = [frozenset(search_terms(text)) for text in unit.header.text.split(" · ")[1:]]
    common = frozenset.intersection(*heads) if len(heads) > 1 else frozenset()
    return sum(bool((head - common) & frozenset(terms)) for head in heads) > 1


def asked_columns(unit: Unit, asked: Collection[str], markdown: str, *, compared: bool = False) -> tuple[int, ...]:
    """The row's name and the columns that the question names; empty: all are needed.

    Columns are left out only where all state the same kind of thing: a price in each, or yes and no. A question that
    names "Business" wants that plan's figure; where the other columns say something else, it may want that. Not so
    where two columns are ``compared``.
    """
    if unit.header is None or not unit.rows or (unit.whole and not compared):
        return ()
    heads = [frozenset(search_terms(text)) for text in _texts(markdown, unit.header)]
    common = frozenset.intersection(*heads[1:]) if len(heads) > 2 else frozenset()
    named = tuple(at for at, head in enumerate(heads) if at and (head - common) & frozenset(asked))
    rows = [_texts(markdown, row) for row in unit.rows]
    if not 0 < len(named) < len(heads) - 1 or any(len(row) != len(heads) for row in rows):
        return ()
    columns = (0, *named)
    if compared:
        return columns if len(named) > 1 else ()
    shown = all(texts[at] for texts in (_texts(markdown, unit.header), *rows) for at in columns)
    return columns if shown and all(_alike(row[1:]) for row in rows) else ()


def _alike(values: list[str]) -> bool:
    """Whether the cells state figures of one kind, or marks that say yes or no."""
    if all(_MARK.fullmatch(value.strip()) for value in values):
        return True
    kinds = [kinds_of(value) for value in values if not _MARK.fullmatch(value.strip())]
    return bool(kinds[0]) and all(kind == kinds[0] for kind in kinds)


def _texts(markdown: str, row: Row) -> list[str]:
    """As a reader sees them; "" where a cell holds nothing."""
    return [render(markdown, span).text if span.end > span.start else "" for span in cells(markdown, row.span)]


def _bare(markdown: str, start: int, end: int) -> Span:
    text = markdown[start:end]
    begin = start + len(text) - len(text.lstrip())
    return Span(begin, max(begin, start + len(text.rstrip())))
