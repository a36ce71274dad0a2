"""One block's inline markdown -> plain characters, each with its place in the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token as MarkdownToken

from kb_index.text.markdown_links import link_tail, shown_address
from kb_index.text.markdown_parser import parser

_BREAK = re.compile(r"[ \t\\]*\n[ \t]*")
_HTML_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKED = re.compile(r"[\\`*_\[\]<>&!\n]")  # what an inline rule begins with
OURS = -1  # the offset of a character that the source does not hold


@dataclass(frozen=True, slots=True)
class Piece:
    """Rendered characters with one source offset each (`OURS` where there is none)."""

    text: str
    offsets: Sequence[int]


@dataclass(slots=True)
class _Walk:
    """The parsed tokens of a block in lockstep with its source: each token says what source it was made of."""

    source: str
    places: Sequence[int]  # places[i]: the offset of source[i] in the whole markdown
    with_urls: bool
    position: int = 0
    text: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    link_starts: list[int] = field(default_factory=list)  # indexes into the output

    def copy(self, length: int) -> None:
        self.text.append(self.source[self.position : self.position + length])
        self.offsets.extend(self.places[self.position : self.position + length])
        self.position += length

    def emit(self, text: str, place: int | None = None) -> None:
        self.text.append(text)
        self.offsets.extend([OURS if place is None else self.place(place)] * len(text))

    def place(self, index: int) -> int:
        return self.places[index] if index < len(self.places) else OURS


def render_inline(source: str, places: Sequence[int], *, references: Mapping[str, Any], with_urls: bool) -> Piece:
    """``source``: the block's inline markdown; ``places[i]``: where ``source[i]`` stands in the whole text."""
    if not _MARKED.search(source):
        return Piece(source, places)
    return _simple(source, places, with_urls) or _parsed(source, places, references, with_urls)


# Most markup of a help centre: **names**, `code` and [links](address), one inside the other at most. What it means is
# certain without a parser: each opening mark is closed where CommonMark closes it. All else is parsed.
_WORDS = r"(?:[^\\`*_\[\]<>&!\n]++|!(?!\[)|(?<=[^\W_])_(?=[^\W_]))"
_CODE_SPAN = r"`(?![\s`])[^`\n]++(?<!\s)`(?!`)"
_ADDRESS = r"(?:(?:https?|ftp)://|mailto:|tel:)[^\s()<>\\\x00-\x1f\x7f]++|[^\s()<>\\&:\x00-\x1f\x7f]++"
_STRONG_OPENS = r"(?<!\*)(?:\*\*(?=[^\W_])|(?:(?<=[\s(\[«])|\A)\*\*(?![\s*]))"
_STRONG_CLOSES = r"(?:(?<=[^\W_])\*\*|(?<!\s)\*\*(?=[\s.,;:!?)»\]]|\Z))(?!\*)"
_INNER = rf"(?:{_WORDS}|{_CODE_SPAN})++"
_LINK = rf"\[(?:{_WORDS}|{_CODE_SPAN}|{_STRONG_OPENS}{_INNER}{_STRONG_CLOSES})++\]\((?:{_ADDRESS})\)"
_STRONG = rf"{_STRONG_OPENS}(?:{_WORDS}|{_CODE_SPAN}|\[{_INNER}\]\((?:{_ADDRESS})\))++{_STRONG_CLOSES}"
_SIMPLE = re.compile(rf"(?:{_WORDS}|{_CODE_SPAN}|{_STRONG}|{_LINK})++")
_SIMPLE_MARK = re.compile(r"`(?P<code>[^`]++)`|\*\*|(?P<label>\[)|\]\((?P<address>[^()]++)\)")


def _simple(source: str, places: Sequence[int], with_urls: bool) -> Piece | None:
    """None where a parser must tell."""
    if not _SIMPLE.fullmatch(source):
        return None
    walk = _Walk(source, places, with_urls)
    for mark in _SIMPLE_MARK.finditer(source):
        walk.copy(mark.start() - walk.position)
        if mark["code"]:
            walk.position += 1
            walk.copy(len(mark["code"]))
        elif mark["label"]:
            walk.link_starts = [sum(map(len, walk.text))]
        elif mark["address"] and with_urls:
            _show(walk, mark["address"], mark.start("address"))
        walk.position = mark.end()
    walk.copy(len(source) - walk.position)
    return Piece("".join(walk.text), walk.offsets)


def _parsed(source: str, places: Sequence[int], references: Mapping[str, Any], with_urls: bool) -> Piece:
    tokens: list[MarkdownToken] = []
    markdown = parser()
    markdown.inline.parse(source, markdown, {"references": references}, tokens)
    walk = _Walk(source, places, with_urls)
    index = 0
    while index < len(tokens):
        if tokens[index].type == "link_open" and tokens[index].markup == "autolink":
            _autolink(walk)
            index += 3
        else:
            _step(walk, tokens[index])
            index += 1
    return Piece("".join(walk.text), walk.offsets)


def _step(walk: _Walk, token: MarkdownToken) -> None:
    step = _STEPS.get(token.type)
    if step is not None:
        step(walk, token)
    else:
        walk.position += len(token.markup)  # emphasis and the like


def _text(walk: _Walk, token: MarkdownToken) -> None:
    content = token.content
    if walk.source.startswith(content, walk.position):
        walk.copy(len(content))
    elif content.startswith(" ") and walk.source.startswith(content[1:], walk.position):  # behind an image
        walk.copy(len(content) - 1)
    else:  # the parser rewrote it: keep the words, claim no place
        walk.emit(content)


def _special(walk: _Walk, token: MarkdownToken) -> None:
    """A backslash escape or an entity; a backslash that escapes nothing is itself."""
    if token.content == token.markup:
        _text(walk, token)
        return
    walk.emit(token.content, walk.position + (1 if token.info == "escape" else 0))
    walk.position += len(token.markup)


def _newline(walk: _Walk, token: MarkdownToken) -> None:
    match = _BREAK.match(walk.source, walk.position)
    place = walk.source.find("\n", walk.position) if match else None
    walk.emit(" " if token.type == "softbreak" else "\n", place)
    walk.position = match.end() if match else walk.position


def _code(walk: _Walk, token: MarkdownToken) -> None:
    fence = token.markup
    walk.position += len(fence)
    end = walk.source.find(fence, walk.position)
    while end >= 0 and walk.source[end + len(fence) : end + len(fence) + 1] == "`":
        end = walk.source.find(fence, _past(walk.source, end, "`"))
    end = max(end, walk.position)
    padding = (end - walk.position - len(token.content)) // 2
    walk.position += padding
    walk.text.append(token.content)
    walk.offsets.extend(map(walk.place, range(walk.position, walk.position + len(token.content))))
    walk.position = end + len(fence)


def _past(source: str, position: int, sign: str) -> int:
    while position < len(source) and source[position] == sign:
        position += 1
    return position


def _html(walk: _Walk, token: MarkdownToken) -> None:
    if _HTML_BREAK.fullmatch(token.content):
        walk.emit("\n", walk.position)
    walk.position += len(token.content)


def _autolink(walk: _Walk) -> None:
    walk.position += 1
    end = walk.source.find(">", walk.position)
    walk.copy(max(end, walk.position) - walk.position)
    walk.position += 1


def _link_open(walk: _Walk, _token: MarkdownToken) -> None:
    walk.link_starts.append(sum(map(len, walk.text)))
    walk.position += 1


def _link_close(walk: _Walk, token: MarkdownToken) -> None:
    end, address, inner = link_tail(walk.source, walk.position)
    if walk.with_urls:
        _show(walk, address, inner)
    walk.position = end


def _show(walk: _Walk, address: str, inner: int) -> None:
    """Behind the label that ends here; ``inner``: where the address stands, or -1."""
    start = walk.link_starts.pop() if walk.link_starts else 0
    shown = shown_address(address, "".join(walk.text)[start:])
    if shown:
        place = inner + len(address) - len(shown)
        walk.emit(" (")
        walk.text.append(shown)
        walk.offsets.extend(walk.place(place + i) if inner >= 0 else OURS for i in range(len(shown)))
        walk.emit(")")


def _image(walk: _Walk, _token: MarkdownToken) -> None:
    depth, position = 0, walk.position + 1
    while position < len(walk.source):
        sign = walk.source[position]
        depth += (sign == "[") - (sign == "]")
        if depth == 0:
            break
        position += 2 if sign == "\\" else 1
    walk.position = link_tail(walk.source, position)[0]
    if walk.text and walk.text[-1].endswith(" ") and walk.source[walk.position : walk.position + 1] == " ":
        walk.position += 1  # no two spaces where the image stood


_STEPS = {
    "text": _text,
    "text_special": _special,
    "softbreak": _newline,
    "hardbreak": _newline,
    "code_inline": _code,
    "html_inline": _html,
    "link_open": _link_open,
    "link_close": _link_close,
    "image": _image,
}
