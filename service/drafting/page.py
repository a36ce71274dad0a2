"""Markdown -> the blocks of a page as a reader sees them: labels are headings, wrappers are gone, HTML is text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kb_index.records import Span
from kb_index.text.markdown import Block, BlockKind, blocks

_LABEL = 200  # characters of a bold question or name
_TITLE = 90  # and of a first line that names the page
# **Question?** or **Name.** before its answer, in one paragraph.
_BOLD_LABEL = re.compile(rf"\s*(\*\*|__)(?P<label>[^*_\n]{{4,{_LABEL}}}?)\1(?P<after>[.:!?]?)\s+(?=\S)")
_BOLD_QUESTION = re.compile(rf"(\*\*|__)[^*_\n]{{4,{_LABEL}}}\?\1")
_ASKED_LINE = re.compile(rf"\s*[^\n.!?:;]{{4,{_LABEL}}}\?[ \t]*(?:\n|\Z)")
_DEFINED = re.compile(rf"\s*(?P<label>[^\n]{{2,{_LABEL}}})\n[ \t]*:[ \t]+")
# The first line of a note in the dialects of help centres, and the line that closes one.
_NOTE_OPENS = re.compile(
    r"(?:\s*(?::::[^\n]*|[!?]{3}\+?[ \t]+\w[^\n]*|>[ \t]*\[!\w{1,20}\][^\n]*|\{%[^\n%]{0,200}%\}[ \t]*)\n)+"
)
_NOTE_CLOSES = re.compile(r"\n[ \t]*(?::::+|\{%[^\n%]{0,200}%\})\s*\Z")
_HTML_PIECE = re.compile(
    r"</?(?P<tag>p|div|li|ul|ol|h[1-6]|br|hr|section|article|blockquote|table|thead|tbody|tr|td|th|dl|dt|dd)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
# What every label matches, and other lines: a bold name, a question, a term above what it means.
_MAY_NAME = re.compile(
    r"(?:^|>)[ \t]*(?:\*\*|__)[^*_\n]{3,199}?(?:[.:!?][ \t]*(?:\*\*|__)|(?:\*\*|__)[.:!?])[.:!?]?\s+\S", re.MULTILINE
)
_MAY_LABEL = re.compile(rf"{_MAY_NAME.pattern}|\?(?:\*\*|__)?[ \t]*$|^[ \t]*:[ \t]", re.MULTILINE)
# The same where no HTML can hide that a line is a heading: its question is no label.
_MAY_LABEL_BELOW = re.compile(
    rf"{_MAY_NAME.pattern}|^(?!#{{1,6}}[ \t])[^\n]*\?(?:\*\*|__)?[ \t]*$|^[ \t]*:[ \t]", re.MULTILINE
)
# A bold name and a line of text between empty lines, above any code or HTML, can be nothing else.
_SURE_NAME = re.compile(
    r"(?<=\S)\n[ \t]*\n(\*\*|__)[^*_\n]{3,199}?(?:[.:!]\1|[^*_\n .:!?]\1[.:!])[ \t]*(?:\n|[ \t])[ \t]*"
    r"[^\W\d_][^\n]*(?=\n[ \t]*\n|\s*\Z)"
)
_CODE_OR_HTML = re.compile(r"^[^\n]*(?:```|~~~)|^[ \t>*+\-\d.)]*</?[a-z!?]|\r|\0", re.MULTILINE | re.IGNORECASE)
_MANY_LABELS = 2  # one bold name may be an emphasis, two are a habit


def page_blocks(markdown: str, *, named: bool | None = None) -> tuple[Block, ...]:
    """``blocks(markdown)`` with what only looks like text told apart from it; spans lie in ``markdown``.

    ``named``: whether bold names are headings; None: where the text has several labels (`several_labels`).
    """
    plain = _plain(markdown)
    if named is None:
        named = _labels(markdown, plain) >= _MANY_LABELS
    return tuple(piece for block in plain for piece in _labelled(markdown, block, named=named))


def several_labels(markdown: str, parts: Iterable[Span]) -> bool:
    """Whether the page has the habit; ``parts`` of it that can be read apart."""
    plain = _CODE_OR_HTML.search(markdown)
    if len(_SURE_NAME.findall(markdown, 0, plain.start() if plain else len(markdown))) >= _MANY_LABELS:
        return True
    may_label = _MAY_LABEL if "<" in markdown else _MAY_LABEL_BELOW
    found, possible = 0, len(may_label.findall(markdown))
    for part in parts if possible >= _MANY_LABELS else ():
        text = part.of(markdown)
        found += _labels(text, _plain(text)) if may_label.search(text) else 0
        if found >= _MANY_LABELS:
            return True
    return False


def bold_names(markdown: str) -> bool:
    """Whether anything may be a bold name: `named` of `page_blocks` changes nothing otherwise."""
    return _MAY_NAME.search(markdown) is not None


def _plain(markdown: str) -> list[Block]:
    plain = [piece for block in blocks(markdown) for piece in _unwrapped(markdown, block)]
    if len(plain) > 1 and _names_the_page(markdown, plain[0]) and plain[1].kind is not BlockKind.HEADING:
        plain[0] = replace(plain[0], kind=BlockKind.HEADING, level=1)
    return plain


def _labels(markdown: str, plain: list[Block]) -> int:
    return sum(_label_end(markdown, block, named=True) is not None for block in plain)


def _unwrapped(markdown: str, block: Block) -> Iterator[Block]:
    if block.kind is BlockKind.HTML:
        yield from _html_blocks(markdown, block)
        return
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTE):
        yield block
        return
    start, end = block.span.start, block.span.end
    opened = _NOTE_OPENS.match(markdown, start, end)
    start = opened.end() if opened else start
    closed = _NOTE_CLOSES.search(markdown[start:end])
    end = start + closed.start() if closed else end
    if markdown[start:end].strip(" \t\n:>"):
        yield replace(block, span=Span(start, end))


def _html_blocks(markdown: str, block: Block) -> Iterator[Block]:
    """The text between the tags that begin a line of their own; ``h1``-``h6`` are headings."""
    text = _HIDDEN.sub(lambda match: " " * len(match.group()), block.span.of(markdown))
    start, tag = 0, ""
    for match in _HTML_PIECE.finditer(text + "<p>"):
        piece = text[start : match.start()]
        bare = re.sub(r"<[^<>]{0,500}>|&\w{1,20};", "", piece)
        if re.search(r"\w", bare):
            begin = start + len(piece) - len(piece.lstrip())
            kind = BlockKind.HEADING if tag.startswith("h") else BlockKind.PARAGRAPH
            span = Span(begin, start + len(piece.rstrip())).shifted(block.span.start)
            yield Block(kind, span, int(tag[1]) if tag.startswith("h") else 0, None, block.headings)
        start = match.end()
        tag = "" if match.group().startswith("</") or match["tag"].lower() == "hr" else match["tag"].lower()


def _names_the_page(markdown: str, block: Block) -> bool:
    """A short first line that is no sentence: «Самовывоз: как забрать заказ»."""
    text = block.span.of(markdown).strip()
    short = block.kind is BlockKind.PARAGRAPH and block.level == 0 and len(text) <= _TITLE and "\n" not in text
    return short and text[-1:].isalnum() and not re.search(r"[.!?]\s", text)


def _labelled(markdown: str, block: Block, *, named: bool) -> Iterator[Block]:
    """The label as a heading and what follows it as a paragraph."""
    end = _label_end(markdown, block, named=named)
    if end is None:
        yield block
        return
    yield replace(block, kind=BlockKind.HEADING, level=6, span=_trimmed(markdown, Span(block.span.start, end[0])))
    if markdown[end[1] : block.span.end].strip():
        yield replace(block, span=Span(end[1], block.span.end))


def _label_end(markdown: str, block: Block, *, named: bool) -> tuple[int, int] | None:
    """Where a label ends and where its text begins. ``named``: names count, not only questions."""
    if block.kind is not BlockKind.PARAGRAPH or block.level > 0:
        return None
    text, at = block.span.of(markdown), block.span.start
    asked = _ASKED_LINE.match(text)
    if asked or _BOLD_QUESTION.fullmatch(text.strip()):
        end = at + (asked.end() if asked else len(text))
        return end, end
    defined = _DEFINED.match(text)
    if defined:
        return at + defined.end("label"), at + defined.end()
    bold = _BOLD_LABEL.match(text)
    if bold is None:
        return None
    ending = (bold["label"].rstrip()[-1:] + bold["after"])[-1]
    ends = "?" in (ending, bold["label"].rstrip()[-1:]) or (named and ending in ".:!")
    return (at + len(text[: bold.end()].rstrip()), at + bold.end()) if ends else None


def _trimmed(markdown: str, span: Span) -> Span:
    text = span.of(markdown)
    return Span(span.start + len(text) - len(text.lstrip()), span.start + len(text.rstrip()))
