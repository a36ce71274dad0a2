"""The Markdown body of an article -> its blocks: plain text, kind, and what a translation leaves unchanged in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?=\S)")
_RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$")
_ROW = re.compile(r"\s*\|.*\|\s*$|.*\S \| \S")
_ROW_RULE = re.compile(r"[\s|:\-]+$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<!--.*?-->")
_CODE_SPAN = re.compile(r"`([^`]+)`")
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)")
_ATTRIBUTE = re.compile(r"\{#[^}]*\}")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*|\d+(?:[.,]\d+)*")
_SPECIAL = re.compile(r"\w+[A-Z]\w*|\w*[A-Za-z]\d\w*")
_LANGUAGE_SEGMENT = re.compile(r"/(?:ru|en)(?:-[a-z]{2})?(?=/|$)", re.I)


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """``tokens``: Latin words, numbers and link targets, lower-cased, of which ``anchors`` are those that a translation
    keeps; ``level`` of a heading, else 0."""

    kind: BlockKind
    text: str
    tokens: frozenset[str] = frozenset()
    anchors: frozenset[str] = frozenset()
    level: int = 0


def read_blocks(body: str) -> tuple[Block, ...]:
    """Headings, paragraphs, list items, table rows and code, in the order of the body; what holds no word is left out.

    Quotes count as paragraphs; a table's first row is a row like the others.
    """
    blocks = (_block(kind, lines, level) for kind, lines, level in _raw_blocks(body.splitlines()))
    return tuple(one for one in blocks if one.text)


def plain_text(markdown: str) -> str:
    """One line without marks: links become their texts, images and tags go, code keeps its text."""
    text = _TAG.sub(" ", _IMAGE.sub(" ", _ATTRIBUTE.sub("", markdown)))
    spans: list[str] = []

    def stash(found: re.Match[str]) -> str:
        spans.append(found[1])
        return f"\x00{len(spans) - 1}\x00"

    text = _LINK.sub(r"\1", _CODE_SPAN.sub(stash, text))
    text = _EMPHASIS.sub("", text).replace("\\", "")
    text = re.sub(r"\x00(\d+)\x00", lambda found: spans[int(found[1])], text)
    return " ".join(html.unescape(text).split())


def _raw_blocks(lines: list[str]) -> Iterator[tuple[BlockKind, list[str], int]]:
    """Kind, lines and heading level; lines of one paragraph or item stand together."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if fence := _FENCE.match(line):
            end = _fence_end(lines, at + 1, fence[1])
            yield BlockKind.CODE, lines[at + 1 : end], 0
            at = end + 1
        elif heading := _HEADING.match(line):
            yield BlockKind.HEADING, [heading[2]], len(heading[1])
            at += 1
        elif _ROW.match(line):
            yield BlockKind.ROW, [] if _ROW_RULE.match(line) else [line.strip().strip("|").replace("|", " | ")], 0
            at += 1
        elif not line.strip() or _RULE.match(line):
            at += 1
        else:
            end = _text_end(lines, at + 1)
            yield from _text_block(lines[at:end])
            at = end


def _text_block(lines: list[str]) -> Iterator[tuple[BlockKind, list[str], int]]:
    first = lines[0].lstrip("> ")
    item = _ITEM.match(first)
    kind = BlockKind.ITEM if item else BlockKind.PARAGRAPH
    yield kind, [first[item.end() :] if item else first, *(line.lstrip("> ") for line in lines[1:])], 0


def _fence_end(lines: list[str], at: int, fence: str) -> int:
    while at < len(lines) and not lines[at].lstrip().startswith(fence):
        at += 1
    return at


def _text_end(lines: list[str], at: int) -> int:
    """Where the paragraph or the item that began before ``at`` ends."""
    while at < len(lines) and lines[at].strip() and not _opens(lines[at]):
        at += 1
    return at


def _opens(line: str) -> bool:
    return any(mark.match(line) for mark in (_FENCE, _HEADING, _ITEM, _ROW, _RULE))


def _block(kind: BlockKind, lines: list[str], level: int) -> Block:
    markdown = " ".join(lines)
    text = " ".join(markdown.split()) if kind is BlockKind.CODE else plain_text(markdown)
    if not any(char.isalnum() for char in text):
        return Block(kind, "")
    targets = frozenset() if kind is BlockKind.CODE else frozenset(_targets(markdown))
    tokens = frozenset(_words(text)) | targets
    return Block(kind, text, tokens, _kept(text, markdown, kind) | targets, level)


def _words(text: str) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        yield token.lower().replace(",", ".")


def _kept(text: str, markdown: str, kind: BlockKind) -> frozenset[str]:
    """What both languages should show: in Russian every Latin word, in English code and names with an odd shape."""
    cyrillic = any("Ѐ" <= char <= "ӿ" for char in text)
    if cyrillic or kind is BlockKind.CODE:
        return frozenset(word for word in _words(text) if len(word) > 1 or word.isdigit())
    code = " ".join(_CODE_SPAN.findall(markdown))
    odd = " ".join(_SPECIAL.findall(text))
    numbers = {word for word in _words(text) if word[0].isdigit()}
    return frozenset(word for word in _words(f"{code} {odd}") if len(word) > 1) | numbers


def _targets(markdown: str) -> Iterator[str]:
    """Link targets without host, language and fragment: the same page in both languages has the same one."""
    for _, target in _LINK.findall(markdown):
        path = re.sub(r"^\w+://[^/]*", "", target.split("#")[0].split("?")[0])
        place = _LANGUAGE_SEGMENT.sub("", path).strip("/").removesuffix("/index").lower()
        if place:
            yield f"@{place}"
