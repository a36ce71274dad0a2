"""A leaf block -> plain text, each character with its place in the markdown."""

from __future__ import annotations

import html
import re

from kb_index.text.markdown_document import Document, Leaf
from kb_index.text.markdown_inline import OURS, Piece, render_inline


def leaf_text(document: Document, leaf: Leaf, *, with_urls: bool) -> Piece:
    """The whole leaf; empty for what has no words (a rule, an image)."""
    if leaf.kind == "rule":
        return Piece("", ())
    if leaf.kind == "table_row":
        body = _row_text(document, leaf, with_urls=with_urls)
    elif leaf.kind == "code":
        body = _code_text(document, leaf)
    elif leaf.kind == "html":
        body = _html_text(document, leaf)
    else:
        source, places = _content(document, leaf)
        body = trim(render_inline(source, places, references=document.references, with_urls=with_urls))
    return _with_marker(document, leaf, body)


def _with_marker(document: Document, leaf: Leaf, body: Piece) -> Piece:
    nested = leaf.level - (1 if leaf.kind == "list_item" else 0)
    if leaf.kind == "heading" or not body.text:
        return body
    lead, places = "   " * nested, [OURS] * 3 * nested
    if leaf.marker:
        lead += leaf.marker + " "
        written = document.markdown.startswith(leaf.marker, leaf.span.start)
        places += [leaf.span.start + i if written else OURS for i in range(len(leaf.marker))] + [OURS]
    return Piece(lead + body.text, [*places, *body.offsets])


def trim(piece: Piece) -> Piece:
    """Without white space at its rim."""
    start = len(piece.text) - len(piece.text.lstrip())
    end = max(start, len(piece.text.rstrip()))
    return Piece(piece.text[start:end], piece.offsets[start:end])


_HASHES = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*#{1,6}[ \t]+")


def _content(document: Document, leaf: Leaf) -> tuple[str, list[int]]:
    """The inline source of a leaf as the parser sees it, with the place of each character."""
    content = leaf.token.content
    places: list[int] = []
    start = leaf.span.start
    for number, line in enumerate(content.split("\n"), start=leaf.lines[0]):
        written = document.markdown[start : document.starts[number + 1]].rstrip()
        hashes = _HASHES.match(written) if leaf.kind == "heading" else None
        if hashes and written.startswith(line, hashes.end()):
            begin = start + hashes.end()
            places += range(begin, begin + len(line) + 1)
        else:
            places += _aligned(start, written, line.rstrip())
            places += range(places[-1] + 1, places[-1] + 1 + len(line) - len(line.rstrip()))
        start = document.starts[number + 1]
    return content, places[:-1]


def _aligned(start: int, written: str, line: str) -> list[int]:
    """Places of a parsed line and of its end: the written line less its indent, where a tab may have become spaces."""
    core = line if written.endswith(line) else line.lstrip(" \t")
    at = start + len(written) - len(core)
    return [OURS] * (len(line) - len(core)) + list(range(at, at + len(core) + 1))


def _code_text(document: Document, leaf: Leaf) -> Piece:
    first = leaf.lines[0] + (1 if leaf.token.type == "fence" else 0)
    places: list[int] = []
    lines = leaf.token.content.removesuffix("\n").split("\n")
    for number, line in enumerate(lines, start=first):
        start = document.starts[min(number, len(document.starts) - 1)]
        places += _aligned(start, document.line(number), line)
    return Piece("\n".join(lines), places[:-1])


_BETWEEN_CELLS, _EMPTY_CELL = " · ", "–"
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = re.compile(f"(?:{_TAG.pattern})|(?P<entity>{_ENTITY.pattern})", re.DOTALL)


def _html_text(document: Document, leaf: Leaf) -> Piece:
    start, end = leaf.span.start, leaf.span.end
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
    return trim(Piece("".join(text), places))


def _row_text(document: Document, leaf: Leaf, *, with_urls: bool) -> Piece:
    """Cells with dots between them, for a dash would read as a range; an empty cell keeps its column by a dash."""
    text: list[str] = []
    offsets: list[int] = []
    for column, (token, (source, places)) in enumerate(zip(leaf.cells, _cells(document, leaf), strict=False)):
        same = source == token.content
        piece = render_inline(
            token.content,
            places if same else [OURS] * len(token.content),
            references=document.references,
            with_urls=with_urls,
        )
        cell = trim(piece)
        shown = cell if cell.text else Piece(_EMPTY_CELL, [OURS])
        glue = _BETWEEN_CELLS if column else ""
        text += [glue, shown.text]
        offsets += [OURS] * len(glue)
        offsets += shown.offsets
    return Piece("".join(text), offsets)


def _cells(document: Document, leaf: Leaf) -> list[tuple[str, list[int]]]:
    """The cells of a row as written, ``\\|`` undone, with the place of each character."""
    cells: list[tuple[list[str], list[int]]] = [([], [])]
    markdown, position = document.markdown, leaf.span.start
    while position < leaf.span.end:
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
    trimmed = [trim(Piece("".join(signs), places)) for signs, places in cells]
    if trimmed and not trimmed[0].text:
        trimmed = trimmed[1:]
    return [(cell.text, list(cell.offsets)) for cell in trimmed]
