"""Article -> Passage[]: stretches that can be searched and cited, with offsets into the article.

A passage never crosses a heading or a ``---`` separator (Q&A pages part their entries so), and it keeps a list, a
table or a code fence whole as long as that fits. Nothing is rewritten: ``body_markdown[span] == text`` always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb_index.records import Article, Passage, Span
from kb_index.text.lemmas import search_terms

CHUNKING = "structure-3:1000/1500"  # remembered by the index; change it with anything that moves a boundary

LIMIT = 1500  # no passage is longer
TARGET = 1000  # blocks are packed up to here; about 220 tokens of English, which a 256-token encoder still sees
WHOLE = 200  # a neighbour shorter than this joins its passage past TARGET rather than stand alone
DIGEST = 300  # characters of a heading path in the embedded text

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})\s+(\S.*?)\s*#*\s*$")
_SEPARATOR = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s")
_WORD_END = re.compile(r"[.!?…;]\s|\s")


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch between blank lines; ``level`` > 0 for a heading, ``cut`` where a section ends."""

    start: int
    end: int
    level: int = 0
    title: str = ""
    cut: bool = False


def split(article: Article) -> tuple[Passage, ...]:
    """Cuts an article into passages of at most 1,500 characters that follow its structure.

    Offsets are code points of ``body_markdown``; blank stretches and separators belong to no passage. A body without
    any text gives an empty tuple.
    """
    body = article.body_markdown
    passages: list[Passage] = []
    for headings, blocks in _sections(_blocks(body)):
        for start, end in _pack(body, blocks):
            passages.append(Passage(article.article_id, len(passages), Span(start, end), body[start:end], headings))
    return tuple(passages)


def indexed_text(article: Article, passage: Passage) -> str:
    """What is embedded: title and heading path, then the passage."""
    path = " · ".join((article.title, *passage.headings))[:DIGEST]
    return f"{path}\n{passage.text}"


def terms(article: Article, passage: Passage) -> Mapping[str, list[str]]:
    """Search terms by field: ``title``, ``headings``, ``body``, ``product``."""
    return {
        "title": search_terms(article.title),
        "headings": search_terms(" \n".join(passage.headings)),
        "body": search_terms(passage.text),
        "product": search_terms(article.product or ""),
    }


def _lines(body: str) -> Iterator[tuple[int, str]]:
    at = 0
    for line in body.splitlines(keepends=True):
        yield at, line
        at += len(line)


def _blocks(body: str) -> Iterator[_Block]:
    """Paragraphs, lists, tables and fences as whole blocks; headings and separators apart."""
    start, fence = -1, ""
    for at, line in _lines(body):
        if fence:
            fence = "" if line.strip().startswith(fence) and not line.strip(" \n\r" + fence[0]) else fence
            continue
        heading = _HEADING.match(line)
        ends = heading or _SEPARATOR.match(line) or not line.strip()
        if ends and start >= 0:
            yield _Block(start, at)
        if ends:
            start = -1
        if heading:
            yield _Block(at, at + len(line), len(heading[1]), heading[2])
        elif ends and line.strip():
            yield _Block(at, at, cut=True)
        elif not ends:
            start = at if start < 0 else start
            opened = _FENCE.match(line.lstrip())
            fence = opened[1] if opened else ""
    if start >= 0:
        yield _Block(start, len(body))


def _sections(blocks: Iterator[_Block]) -> Iterator[tuple[tuple[str, ...], list[_Block]]]:
    """Blocks grouped under their path of headings; a heading stays with the text below it."""
    path: list[tuple[int, str]] = []
    group: list[_Block] = []
    for block in blocks:
        if (block.level or block.cut) and any(not held.level for held in group):
            yield tuple(title for _, title in path), group
            group = []
        if block.level:
            path = [step for step in path if step[0] < block.level] + [(block.level, block.title)]
        if not block.cut:
            group.append(block)
    if group:
        yield tuple(title for _, title in path), group


def _pack(body: str, blocks: list[_Block]) -> Iterator[tuple[int, int]]:
    """Packs neighbouring blocks into stretches near TARGET, never over LIMIT; edges carry no white space."""
    start = end = -1
    stretches = _with_lead_ins(body, blocks)
    for piece_start, piece_end in (piece for first, last in stretches for piece in _pieces(body, first, last)):
        room = TARGET if min(piece_end - piece_start, end - start) >= WHOLE else LIMIT
        if start >= 0 and piece_end - start > room:
            yield start, end
            start = -1
        start = piece_start if start < 0 else start
        end = piece_end
    if start >= 0:
        yield start, end


def _with_lead_ins(body: str, blocks: list[_Block]) -> Iterator[tuple[int, int]]:
    """Blocks, each with the short sentence above it that ends in a colon: it says what the list is for."""
    held = -1
    for block in blocks:
        start = held if held >= 0 and block.end - held <= LIMIT else block.start
        if 0 <= held < start:
            yield held, block.start
        held = -1
        if body[block.start : block.end].rstrip().endswith(":") and block.end - block.start < WHOLE:
            held = start
        else:
            yield start, block.end
    if held >= 0:
        yield held, blocks[-1].end


def _pieces(body: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A block whole if it fits, else cut at list items, then lines, then sentences, then words."""
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    if end - start > LIMIT:
        middle = _cut(body, start)
        yield from _pieces(body, start, middle)
        yield from _pieces(body, middle, end)
    elif end > start:
        yield start, end


def _cut(body: str, start: int) -> int:
    """The best place to cut an overlong block, at most TARGET characters in."""
    window = body[start : start + TARGET]
    lines = [match.end() for match in re.finditer(r"\n", window)]
    items = [at for at in lines if _ITEM.match(body, start + at)]
    ends = [match.end() for match in _WORD_END.finditer(window)]
    sentences = [at for at in ends if window[at - 2 : at - 1] in ".!?…;"]
    for places in (items, lines, sentences, ends):
        if places and places[-1] > WHOLE:
            return start + places[-1]
    return start + TARGET
