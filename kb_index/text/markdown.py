"""Markdown -> blocks with exact offsets, and plain text that knows where each character came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kb_index.records import Span
from kb_index.text.markdown_document import Leaf, read_document
from kb_index.text.markdown_inline import OURS, Piece, render_inline
from kb_index.text.markdown_leaf import leaf_text, trim


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"  # the marker and the item's first paragraph; what follows is blocks of its own
    TABLE_ROW = "table_row"
    CODE = "code"
    QUOTE = "quote"
    RULE = "rule"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Block:
    """A leaf of the document; blocks do not overlap and stand in order of the text.

    ``span`` runs from the first sign of the block (its marker included) to the end of its last line.
    ``level``: 1-6 for a heading; for the rest the depth of the list it stands in, 0 outside lists.
    ``marker``: what a reader sees before a list item, ``-`` or its number as rendered (``3.`` for a third ``1.``).
    ``headings``: the headings above, outermost first, as plain text; for a heading without itself.
    """

    kind: BlockKind
    span: Span
    level: int
    marker: str | None
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """``offsets[i]``: the index in the markdown of ``text[i]``, or -1 for a character that is ours."""

    text: str
    offsets: tuple[int, ...]


def blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of the text. ``markdown[leaf.span.start:leaf.span.end]`` is the block as written."""
    return tuple(
        Block(BlockKind(leaf.kind), leaf.span, leaf.level, leaf.marker, leaf.headings)
        for leaf in read_document(markdown).leaves
    )


def render(markdown: str, span: Span | None = None, *, links: Literal["url", "text"] = "url") -> Rendered:
    """Plain text of the markdown, or of the part of it inside ``span``.

    Markup and images go; ``[text](url)`` becomes ``text (url)`` where the address is absolute, or ``text`` with
    ``links="text"``; list items keep ``1. `` or ``- ``; a table row becomes ``cell · cell``.
    """
    line = _ONE_LINE.fullmatch(markdown) if span is None else None
    if line is not None:
        places = range(line.start("inline"), len(markdown))
        piece = trim(render_inline(line["inline"], places, references={}, with_urls=links == "url"))
        return Rendered(piece.text, tuple(piece.offsets))
    document = read_document(markdown)
    text: list[str] = []
    offsets: list[int] = []
    before: Leaf | None = None
    for leaf in document.leaves:
        if span is not None and not leaf.span.overlaps(span):
            continue
        piece = _clipped(leaf_text(document, leaf, with_urls=links == "url"), leaf, span)
        if not piece.text:
            continue
        gap = "" if before is None else _gap(before, leaf)
        text += [gap, piece.text]
        offsets += [OURS] * len(gap)
        offsets += piece.offsets
        before = leaf
    return Rendered("".join(text), tuple(offsets))


# A heading, or one line that begins as no block but a paragraph does: quoting a sentence needs no parser of documents.
_ONE_LINE = re.compile(
    r"(?:#{1,6}[ \t]+(?=[^\s#][^#]*\Z)"
    r"|(?=[^\W\d_]|\d++(?![.)])|[«“„\"(]|(?:\*\*|__)(?=[^\s*_])|`(?!`)|\[(?![^\r\n]*\]:)))"
    r"(?P<inline>[^\r\n\0]+)(?<=\S)"
)


def _gap(before: Leaf, after: Leaf) -> str:
    if "heading" in (before.kind, after.kind):
        return "\n\n"
    rows = before.kind == after.kind == "table_row"
    listed = after.level > 0 and (before.level > 0 or after.kind == before.kind)
    return "\n" if rows or listed else "\n\n"


def _clipped(piece: Piece, leaf: Leaf, span: Span | None) -> Piece:
    if span is None or (span.start <= leaf.span.start and leaf.span.end <= span.end):
        return piece
    inside = [index for index, offset in enumerate(piece.offsets) if span.start <= offset < span.end]
    if not inside:
        return Piece("", ())
    first = 0 if span.start <= leaf.span.start else inside[0]
    last = inside[-1] + 1
    return Piece(piece.text[first:last], piece.offsets[first:last])
