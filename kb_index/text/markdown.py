"""Markdown -> blocks with exact offsets, and plain text that knows where each character came from."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal

from markdown_it.token import Token as MarkdownToken

from kb_index.records import Span
from kb_index.text.markdown_inline import OURS, Piece, parser, render_inline


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


@dataclass(frozen=True, slots=True)
class _Leaf:
    block: Block
    lines: tuple[int, int]
    token: MarkdownToken | None  # None for a table row, which has `cells`
    cells: tuple[MarkdownToken, ...] = ()
    header: bool = False


@dataclass(frozen=True, slots=True)
class _Document:
    markdown: str
    starts: tuple[int, ...]  # where each line begins, and the length of the text
    leaves: tuple[_Leaf, ...]
    references: Mapping[str, Any]

    def line(self, number: int) -> str:
        return self.markdown[self.starts[number] : self.starts[number + 1]].rstrip("\r\n")


def blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of the text. ``markdown[block.span.start:block.span.end]`` is the block as written."""
    return tuple(leaf.block for leaf in _document(markdown).leaves)


def render(markdown: str, span: Span | None = None, *, links: Literal["url", "text"] = "url") -> Rendered:
    """Plain text of the markdown, or of the part of it inside ``span``.

    Markup and images go; ``[text](url)`` becomes ``text (url)`` where the address is absolute, or ``text`` with
    ``links="text"``; list items keep ``1. `` or ``- ``; table rows become ``cell — cell``.
    """
    document = _document(markdown)
    text: list[str] = []
    offsets: list[int] = []
    before: Block | None = None
    for leaf in document.leaves:
        if span is not None and not leaf.block.span.overlaps(span):
            continue
        piece = _clipped(_leaf_text(document, leaf, with_urls=links == "url"), leaf.block, span)
        if not piece.text:
            continue
        gap = "" if before is None else _gap(before, leaf.block)
        text += [gap, piece.text]
        offsets += [OURS] * len(gap)
        offsets += piece.offsets
        before = leaf.block
    return Rendered("".join(text), tuple(offsets))


def _gap(before: Block, after: Block) -> str:
    tight = {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}
    same_list = after.kind in tight and (before.kind == after.kind or (before.level > 0 and after.level > 0))
    inside = after.level > 0 and before.level > 0 and BlockKind.HEADING not in (before.kind, after.kind)
    return "\n" if same_list or inside else "\n\n"


def _clipped(piece: Piece, block: Block, span: Span | None) -> Piece:
    if span is None or (span.start <= block.span.start and block.span.end <= span.end):
        return piece
    inside = [index for index, offset in enumerate(piece.offsets) if span.start <= offset < span.end]
    if not inside:
        return Piece("", ())
    first = 0 if span.start <= block.span.start else inside[0]
    last = inside[-1] + 1
    return Piece(piece.text[first:last], piece.offsets[first:last])


# --- one block -> text ------------------------------------------------------------------------------


def _leaf_text(document: _Document, leaf: _Leaf, *, with_urls: bool) -> Piece:
    kind = leaf.block.kind
    if kind is BlockKind.RULE:
        return Piece("", ())
    if kind is BlockKind.TABLE_ROW:
        body = _row_text(document, leaf, with_urls=with_urls)
    elif kind is BlockKind.CODE:
        body = _code_text(document, leaf)
    elif kind is BlockKind.HTML:
        body = _html_text(document, leaf)
    else:
        source, places = _content(document, leaf)
        body = _trim(render_inline(source, places, references=document.references, with_urls=with_urls))
    return _with_marker(document, leaf.block, body)


def _with_marker(document: _Document, block: Block, body: Piece) -> Piece:
    nested = block.level - (1 if block.kind is BlockKind.LIST_ITEM else 0)
    if block.kind is BlockKind.HEADING or not body.text:
        return body
    lead, places = "   " * nested, [OURS] * 3 * nested
    if block.marker:
        lead += block.marker + " "
        written = document.markdown.startswith(block.marker, block.span.start)
        places += [block.span.start + i if written else OURS for i in range(len(block.marker))] + [OURS]
    return Piece(lead + body.text, [*places, *body.offsets])


def _trim(piece: Piece) -> Piece:
    start = len(piece.text) - len(piece.text.lstrip())
    end = max(start, len(piece.text.rstrip()))
    return Piece(piece.text[start:end], piece.offsets[start:end])


def _content(document: _Document, leaf: _Leaf) -> tuple[str, list[int]]:
    """The inline source of a leaf as the parser sees it, with the place of each character."""
    content = leaf.token.content if leaf.token else ""
    places: list[int] = []
    search_from = leaf.block.span.start
    for number, line in enumerate(content.split("\n"), start=leaf.lines[0]):
        start = max(document.starts[number], search_from)
        written = document.markdown[start : document.starts[number + 1]]
        heading = leaf.block.kind is BlockKind.HEADING
        at = _heading_at(written, line) if heading else len(written.rstrip()) - len(line.rstrip())
        places.extend(range(start + max(at, 0), start + max(at, 0) + len(line)))
        places.append(start + max(at, 0) + len(line))  # the line break
        search_from = 0
    return content, places[:-1]


def _heading_at(written: str, line: str) -> int:
    hashes = len(written) - len(written.lstrip("# \t")) if written.lstrip(" ").startswith("#") else 0
    return max(written.find(line, min(hashes, max(0, len(written.rstrip()) - len(line)))), 0)


def _code_text(document: _Document, leaf: _Leaf) -> Piece:
    token = leaf.token
    if token is None:
        return Piece("", ())
    first = leaf.lines[0] + (1 if token.type == "fence" else 0)
    places: list[int] = []
    lines = token.content.removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=first):
        written = document.line(number) if number < len(document.starts) - 1 else ""
        at = document.starts[min(number, len(document.starts) - 1)] + max(0, len(written) - len(line))
        places.extend(range(at, at + len(line) + 1))
    return Piece("\n".join(lines), places[:-1])


_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = re.compile(f"(?:{_TAG.pattern})|(?P<entity>{_ENTITY.pattern})", re.DOTALL)


def _html_text(document: _Document, leaf: _Leaf) -> Piece:
    start, end = leaf.block.span.start, leaf.block.span.end
    text: list[str] = []
    places: list[int] = []
    position = start
    for match in _MARKUP.finditer(document.markdown, start, end):
        text.append(document.markdown[position : match.start()])
        places.extend(range(position, match.start()))
        decoded = html.unescape(match.group()) if match["entity"] else ""
        text.append(decoded)
        places.extend([match.start()] * len(decoded))
        position = match.end()
    text.append(document.markdown[position:end])
    places.extend(range(position, end))
    return _trim(Piece("".join(text), places))


def _row_text(document: _Document, leaf: _Leaf, *, with_urls: bool) -> Piece:
    text: list[str] = []
    offsets: list[int] = []
    for token, (source, places) in zip(leaf.cells, _cells(document, leaf), strict=False):
        same = source == token.content
        piece = render_inline(
            token.content,
            places if same else [OURS] * len(token.content),
            references=document.references,
            with_urls=with_urls,
        )
        cell = _trim(piece)
        if not cell.text:
            continue
        glue = " — " if text else ""
        text += [glue, cell.text]
        offsets += [OURS] * len(glue)
        offsets += cell.offsets
    return Piece("".join(text), offsets)


def _cells(document: _Document, leaf: _Leaf) -> list[tuple[str, list[int]]]:
    """The cells of a row as written, ``\\|`` undone, with the place of each character."""
    cells: list[tuple[list[str], list[int]]] = [([], [])]
    markdown, position = document.markdown, leaf.block.span.start
    while position < leaf.block.span.end:
        sign = markdown[position]
        if sign == "\\" and markdown.startswith("\\|", position):
            position += 1
        elif sign == "|":
            cells.append(([], []))
            position += 1
            continue
        cells[-1][0].append(markdown[position])
        cells[-1][1].append(position)
        position += 1
    trimmed = [_trim(Piece("".join(signs), places)) for signs, places in cells]
    if trimmed and not trimmed[0].text:
        trimmed = trimmed[1:]
    return [(cell.text, list(cell.offsets)) for cell in trimmed]


# --- the document -----------------------------------------------------------------------------------

_LINE_END = re.compile(r"\r\n?|\n")
_ITEM_MARKER = re.compile(r"[ \t>]*(?=[-*+]|\d{1,9}[.)])")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$")


@dataclass(slots=True)
class _Reader:
    """Walks the parser's flat list of block tokens and keeps where it stands."""

    markdown: str
    starts: tuple[int, ...]
    lists: list[int | None] = field(default_factory=list)  # the next number, None for a bullet list
    quotes: int = 0
    item: tuple[int, str] | None = None  # an item's marker that waits for its first leaf: (offset, shown)
    marked: dict[int, int] = field(default_factory=dict)  # line -> where the next marker on it may begin
    headings: list[tuple[int, str]] = field(default_factory=list)
    leaves: list[_Leaf] = field(default_factory=list)


@lru_cache(maxsize=16)
def _document(markdown: str) -> _Document:
    environment: dict[str, Any] = {}
    starts = (0, *(match.end() for match in _LINE_END.finditer(markdown)), len(markdown))
    reader = _Reader(markdown, starts)
    tokens = parser().parse(markdown, environment)
    for index, token in enumerate(tokens):
        _read(reader, token, tokens, index)
    return _Document(markdown, starts, tuple(reader.leaves), environment.get("references", {}))


def _read(reader: _Reader, token: MarkdownToken, tokens: Sequence[MarkdownToken], index: int) -> None:
    kind = token.type
    if kind in ("ordered_list_open", "bullet_list_open"):
        reader.lists.append(int(token.attrGet("start") or 1) if kind == "ordered_list_open" else None)
    elif kind in ("ordered_list_close", "bullet_list_close"):
        reader.lists.pop()
    elif kind == "list_item_open":
        _open_item(reader, token)
    elif kind == "blockquote_open":
        reader.quotes += 1
    elif kind == "blockquote_close":
        reader.quotes -= 1
    elif kind in ("inline", "fence", "code_block", "hr", "html_block", "tr_open"):
        _leaf(reader, token, tokens, index)


def _open_item(reader: _Reader, token: MarkdownToken) -> None:
    line = token.map[0] if token.map else 0
    begin = reader.marked.get(line, reader.starts[line])
    match = _ITEM_MARKER.match(reader.markdown, begin)
    at = match.end() if match else begin
    number = reader.lists[-1]
    shown = "-" if number is None else f"{number}{token.markup}"
    if number is not None:
        reader.lists[-1] = number + 1
    reader.item = (at, shown)
    reader.marked[line] = at + (1 if number is None else len(token.info) + 1)


def _leaf(reader: _Reader, token: MarkdownToken, tokens: Sequence[MarkdownToken], index: int) -> None:
    before = tokens[index - 1].type if index else ""
    if token.map is None or (token.type == "inline" and before in ("th_open", "td_open")):
        return
    kind = _kind(reader, token, before)
    if token.type == "inline" and not token.content and kind is not BlockKind.HEADING:
        return
    marker = None
    start = _first_sign(reader, token.map[0], kind)
    if reader.item is not None:
        start, marker = reader.item
        reader.item = None
    end = _last_sign(reader, token.map[1], start)
    level = int(tokens[index - 1].tag[1]) if kind is BlockKind.HEADING else len(reader.lists)
    if kind is BlockKind.HEADING:
        reader.headings = [(depth, title) for depth, title in reader.headings if depth < level]
    path = tuple(title for _, title in reader.headings)
    block = Block(kind, Span(start, max(start, end)), level, marker, path)
    cells = _row_cells(tokens, index) if token.type == "tr_open" else ()
    leaf = _Leaf(block, (token.map[0], token.map[1]), None if cells else token, cells)
    reader.leaves.append(leaf)
    if kind is BlockKind.HEADING:
        plain = render_inline(token.content, range(len(token.content)), references={}, with_urls=False)
        reader.headings.append((level, plain.text.strip()))


def _kind(reader: _Reader, token: MarkdownToken, before: str) -> BlockKind:
    fixed = {
        "fence": BlockKind.CODE,
        "code_block": BlockKind.CODE,
        "hr": BlockKind.RULE,
        "html_block": BlockKind.HTML,
        "tr_open": BlockKind.TABLE_ROW,
    }
    if token.type in fixed:
        return fixed[token.type]
    if before == "heading_open":
        return BlockKind.HEADING
    if reader.item is not None:
        return BlockKind.LIST_ITEM
    return BlockKind.QUOTE if reader.quotes else BlockKind.PARAGRAPH


def _first_sign(reader: _Reader, line: int, kind: BlockKind) -> int:
    start, end = reader.starts[line], reader.starts[line + 1]
    written = reader.markdown[start:end]
    skipped = " \t>" if reader.quotes and kind is not BlockKind.QUOTE else " \t"
    return start + len(written) - len(written.lstrip(skipped))


def _last_sign(reader: _Reader, line: int, start: int) -> int:
    end = reader.starts[line] if line < len(reader.starts) else len(reader.markdown)
    return start + len(reader.markdown[start:end].rstrip())


def _row_cells(tokens: Sequence[MarkdownToken], index: int) -> tuple[MarkdownToken, ...]:
    def row() -> Iterator[MarkdownToken]:
        for token in tokens[index + 1 :]:
            if token.type == "tr_close":
                return
            if token.type == "inline":
                yield token

    return tuple(row())
