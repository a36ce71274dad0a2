"""Article -> its blocks as statements: sentences and table cells with their typed facts and offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb_index.records import Article, Span
from kb_index.text.facts import Fact, facts
from kb_index.text.markdown_document import Document, Leaf, read_document
from kb_index.text.markdown_leaf import leaf_text
from kb_index.text.sentences import sentences

_SKIPPED = frozenset({"code", "html", "rule"})
_CELL_END = " · "
_MARK = re.compile(r"`[^`\n]+`|\d+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or a cell of a table. ``about``: what else it speaks of (the labels of a cell's row and column).

    ``span`` is of the Markdown; ``text`` is what a reader sees, and the spans of the facts are of ``text``.
    """

    span: Span
    text: str
    facts: tuple[Fact, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A leaf of the document. ``shape``: what an aligned block of a translation has too."""

    shape: tuple[str, int, int]  # kind, level, and for a row of a table its cells
    marks: tuple[str, ...]  # its numbers and inline code, which a translation keeps
    headings: tuple[str, ...]
    step: bool  # of an instruction: what it tells to enter is an example
    statements: tuple[Statement, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for statement in self.statements for fact in statement.facts)

    def joined(self) -> Statement:
        """All its statements (there must be one) as one."""
        span = Span(self.statements[0].span.start, self.statements[-1].span.end)
        return Statement(span, " ".join(one.text for one in self.statements), self.facts)


def read_blocks(article: Article) -> tuple[Block, ...]:
    """Headings, paragraphs, list items, quotes and rows; code is left out. Only blocks with a digit have statements."""
    document = read_document(article.body_markdown)
    found: list[Block] = []
    header: Leaf | None = None
    for before, leaf in pairwise([None, *document.leaves]):
        row = leaf is not None and leaf.kind == "table_row"
        header = (header if before is not None and before.kind == "table_row" else leaf) if row else None
        if leaf is not None and leaf.kind not in _SKIPPED:
            found.append(_block(document, leaf, header))
    return tuple(found)


def _block(document: Document, leaf: Leaf, header: Leaf | None) -> Block:
    marks = tuple(sorted(_MARK.findall(leaf.span.of(document.markdown))))
    shape = (leaf.kind, leaf.level, len(leaf.cells))
    step = leaf.level > 1 or (leaf.marker is not None and leaf.marker[0].isdigit())
    if not any(sign.isdigit() for mark in marks for sign in mark):  # most blocks: nothing to compare, nothing to read
        return Block(shape, marks, leaf.headings, step, ())
    text, offsets = _shown(document, leaf)
    if header is None:
        spans = sentences(text)
        return Block(shape, marks, leaf.headings, step, tuple(_statements(text, offsets, spans, [""] * len(spans))))
    names = _shown(document, header)[0]
    columns = [span.of(names) for span in _cells(names)] if header is not leaf else []
    spans = _cells(text)
    labels = _labels(text, spans, columns)
    return Block(shape, marks, leaf.headings, step, tuple(_statements(text, offsets, spans, labels)))


def _shown(document: Document, leaf: Leaf) -> tuple[str, Sequence[int]]:
    piece = leaf_text(document, leaf, with_urls=False)
    if leaf.marker and (opened := re.match(rf"{re.escape(leaf.marker)} ", piece.text)):
        return piece.text[opened.end() :], piece.offsets[opened.end() :]  # the number of a step is no fact
    return piece.text, piece.offsets


def _cells(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    start = 0
    for cell in text.split(_CELL_END):
        spans.append(Span(start, start + len(cell)))
        start += len(cell) + len(_CELL_END)
    return tuple(spans)


def _labels(text: str, spans: Sequence[Span], header: Sequence[str]) -> list[str]:
    """A cell speaks of what begins its row and its column."""
    first = spans[0].of(text) if spans else ""
    columns = [*header, *[""] * len(spans)]
    return [f"{first} {column}" if index else "" for index, (_, column) in enumerate(zip(spans, columns, strict=False))]


def _statements(text: str, offsets: Sequence[int], spans: Sequence[Span], labels: Iterable[str]) -> Iterator[Statement]:
    found = facts(text) if any(sign.isdigit() for sign in text) else ()
    starts = [span.start for span in spans]
    held: dict[int, list[Fact]] = {}
    for fact in found:
        held.setdefault(bisect_right(starts, fact.span.start) - 1, []).append(fact)
    for index, (span, label) in enumerate(zip(spans, labels, strict=True)):
        written = [offset for offset in offsets[span.start : span.end] if offset >= 0]
        if written:
            own = tuple(Fact(one.kind, one.value, _shift(one.span, span), one.text) for one in held.get(index, ()))
            yield Statement(Span(min(written), max(written) + 1), span.of(text), own, label)


def _shift(span: Span, sentence: Span) -> Span:
    return Span(max(0, span.start - sentence.start), max(0, span.end - sentence.start))
