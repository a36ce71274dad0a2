"""Article -> units that may be quoted: a sentence, a whole list with its introduction, a table, a piece of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.lemmas import search_terms
from kb_index.text.markdown import Block, BlockKind, render
from kb_index.text.sentences import sentences
from service.drafting.clusters import clusters
from service.drafting.reading import Part, forget_parts, parts_of

_ROWS = 200  # a longer table is not read row by row
_UNREAD = 5000  # what is longer is never quoted: it stays as written, and its beginning says what it is about
READ_PASSAGES = 8192  # remembered, each with the sections around it: some 20 KB
_LONGER = 1.5  # times the stretch that is asked for: of a longer section only what the stretch touches


class UnitKind(StrEnum):
    SENTENCE = "sentence"
    STEPS = "steps"  # a numbered list
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table below its header; ``name_terms`` are those of its first cell."""

    span: Span
    text: str
    name_terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest stretch that is quoted. ``markdown[span]`` renders to ``text``; ``paragraph`` numbers its block.

    Of a table, ``header`` and some of the ``rows`` may be quoted one by one; ``whole`` says that none is left out.
    """

    kind: UnitKind
    span: Span
    text: str
    terms: frozenset[str]
    paragraph: int
    rows: tuple[Row, ...] = ()
    header: Row | None = None
    whole: bool = True
    columns: tuple[int, ...] = ()  # that are quoted of the rows; empty: all

    @property
    def length(self) -> int:
        """Characters of what would be quoted."""
        if self.whole or self.header is None:
            return len(self.text)
        return sum(len(row.text) + 1 for row in (self.header, *self.rows))


@dataclass(frozen=True, slots=True)
class Section:
    """Units under one heading, in order."""

    heading: str  # "" above the first heading
    heading_terms: frozenset[str]
    units: tuple[Unit, ...]
    span: Span
    title_span: Span  # of the heading, without its marks where that is possible

    @property
    def length(self) -> int:
        return sum(unit.length + 1 for unit in self.units)

    @property
    def asks(self) -> bool:
        """An entry of questions and answers: its heading is the question."""
        return self.heading.rstrip('»" ').endswith("?")

    @property
    def terms(self) -> frozenset[str]:
        return self.heading_terms.union(*(unit.terms for unit in self.units))


@lru_cache(maxsize=READ_PASSAGES)
def sections_at(markdown: str, span: Span) -> tuple[Section, ...]:
    """The sections that ``span`` touches and that hold anything to quote; the rest of the article is not read.

    Of a section that is much longer than the span, only the units that the span touches.
    """
    found = []
    for part in parts_of(markdown):
        for index, group in enumerate(part.groups if part.span.overlaps(span) else ()):
            whole = Span(group[0].span.start, group[-1].span.end)
            if whole.overlaps(span):
                long = whole.end - whole.start > _LONGER * (span.end - span.start)
                found.append(_section(part, index, span if long else None))
    return tuple(section for section in found if section is not None)


@lru_cache(maxsize=1024)
def sections_of(markdown: str) -> tuple[Section, ...]:
    """Every section of the article that holds anything to quote."""
    found = (_section(part, index, None) for part in parts_of(markdown) for index in range(len(part.groups)))
    return tuple(section for section in found if section is not None)


def forget_articles() -> None:
    """Nothing of any article is remembered: the next draft takes what a first reading takes."""
    for remembering in (sections_at, sections_of, _section):
        remembering.cache_clear()
    forget_parts()


@lru_cache(maxsize=1024)  # what is read of neighbouring passages; `sections_at` remembers the rest
def _section(part: Part, index: int, within: Span | None) -> Section | None:
    group = part.groups[index]
    heading, title = "", Span(group[0].span.start, group[0].span.start)
    if group[0].kind is BlockKind.HEADING:
        heading = render(group[0].span.of(part.markdown), links="text").text.strip()
        title = group[0].span
        group = group[1:]
    units = tuple(_units(part, group, within))
    if not units:
        return None
    return Section(heading, _terms(heading), units, Span(units[0].span.start, units[-1].span.end), title)


def _units(part: Part, group: tuple[Block, ...], within: Span | None) -> Iterator[Unit]:
    for number, cluster in enumerate(clusters(part.markdown, group)):
        whole = Span(cluster[0].span.start, cluster[-1].span.end)
        if within is None or whole.overlaps(within):
            yield from _cluster_units(part, cluster, number)


def _cluster_units(part: Part, cluster: list[Block], number: int) -> Iterator[Unit]:
    first, last = cluster[0], cluster[-1]
    span = Span(first.span.start, last.span.end)
    if len(cluster) == 1 and first.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE):
        yield from _sentence_units(part, span, number)
        return
    kind = _kind(cluster)
    if kind is UnitKind.TABLE and first.kind is BlockKind.PARAGRAPH:  # its rows say by themselves what they are
        yield from _sentence_units(part, first.span, number)
        span = Span(cluster[1].span.start, last.span.end)
    unit = _unit(part, span, kind, number)
    if unit is not None and kind is UnitKind.STEPS and states_only(unit.text):
        unit = replace(unit, kind=UnitKind.LIST)
    if unit is not None:
        yield _with_rows(unit, part, cluster) if kind is UnitKind.TABLE else unit


_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s+(.+)$", re.MULTILINE)
# «Откройте», «Открыть», a path through a menu; an English item that begins with what no instruction begins with.
_INSTRUCTS_RU = re.compile(r"\b\w+(?:йте|ите|ьте)(?:сь)?\b|^\W*\w+(?:ть|ти|ться)\b|[→>]", re.IGNORECASE)
_STATES_EN = re.compile(
    r"^(?:on\s+day|after|within|during|once|until|the|an?|it|its|they|you|your|we|our|there|[\w-]+\s+mode)\b"
    r"(?![^.]*,\s+(?!you\b|the\b|an?\b|it\b|we\b|your\b|our\b)\w+)(?![^.]*[→>])",
    re.IGNORECASE,
)


def states_only(text: str) -> bool:
    """Whether most items of a numbered list tell what happens and not what to do."""
    items = _NUMBERED.findall(text)
    russian = bool(re.search(r"[а-яё]", text, re.IGNORECASE))
    stated = [bool(_STATES_EN.match(one)) if not russian else not _INSTRUCTS_RU.search(one) for one in items]
    return 2 * sum(stated) > len(items)


def _with_rows(unit: Unit, part: Part, cluster: list[Block]) -> Unit:
    lines = [block for block in cluster if block.kind is BlockKind.TABLE_ROW]
    if len(lines) > _ROWS:
        return unit
    header, *rows = (_row(part, block.span) for block in lines)
    return replace(unit, header=header, rows=tuple(row for row in rows if re.search(r"\w", row.text)))


def _row(part: Part, span: Span) -> Row:
    text = part.table_text(span)
    return Row(span, text, _terms(text.split(" · ", 1)[0]))


def _kind(cluster: list[Block]) -> UnitKind:
    items = [block for block in cluster if block.kind is BlockKind.LIST_ITEM and block.level == 1]
    if items:
        return UnitKind.LIST if items[0].marker == "-" else UnitKind.STEPS
    if any(block.kind is BlockKind.TABLE_ROW for block in cluster):
        return UnitKind.TABLE
    return UnitKind.CODE


def _sentence_units(part: Part, span: Span, number: int) -> Iterator[Unit]:
    text = span.of(part.markdown)
    start = 0
    for sentence in sentences(text):
        piece = text[start : sentence.end]
        if not _balanced(piece) or (piece.rstrip().endswith("?") and text[sentence.end :].strip()):
            continue  # emphasis or a link runs on, or the page asks itself: the next sentence closes it
        begin = start + len(piece) - len(piece.lstrip())
        start = sentence.end
        unit = _unit(part, Span(begin, sentence.end).shifted(span.start), UnitKind.SENTENCE, number)
        if unit is not None:
            yield unit
    if text[start:].strip():
        unit = _unit(part, Span(start, len(text)).shifted(span.start), UnitKind.SENTENCE, number)
        if unit is not None:
            yield unit


def _balanced(piece: str) -> bool:
    pairs = piece.count("[") == piece.count("]") and piece.count("(") == piece.count(")")
    return pairs and piece.count("**") % 2 == 0 and piece.count("`") % 2 == 0 and piece.count("__") % 2 == 0


def _unit(part: Part, span: Span, kind: UnitKind, number: int) -> Unit | None:
    written = span.of(part.markdown)
    bare = written.strip()
    start = span.start + written.find(bare)
    exact = Span(start, start + len(bare))
    text = _text(part, exact, kind) if len(bare) <= _UNREAD else bare
    if not re.search(r"\w", text) or text != text.strip():
        return None
    return Unit(kind, exact, text, _terms(text[:_UNREAD]), number)


def _text(part: Part, span: Span, kind: UnitKind) -> str:
    return part.table_text(span) if kind is UnitKind.TABLE else part.text(span)


def _terms(text: str) -> frozenset[str]:
    return frozenset(search_terms(text))
