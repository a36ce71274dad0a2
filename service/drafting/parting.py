"""Markdown -> the parts of a page that can be read apart: nobody waits for the rest of a long article."""

from __future__ import annotations

import re
from itertools import pairwise

from kb_index.records import Span

# A heading at the rim of the page closes every list, quote, table and paragraph above it, so that what follows reads
# the same alone. Where it may stand inside code or HTML, the page is read whole.
_LINE = re.compile(
    r"^(?P<fence>(?P<indent> *)(?P<marks>`{3,}(?=[^`\n]*$)|~{3,})[ ]*(?P<info>[^\n]*))$"
    r"|^(?P<heading>#{1,6}(?:[ \t]|$))|^(?P<other> *)(?=\S)",
    re.MULTILINE,
)
# Outside code, other lines part nothing and close nothing.
_TELLING = re.compile(r"\n(?= *(?:```|~~~)|#)")
_ADDRESS = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)  # of a link, for the whole page
_RAW = re.compile(r"<(?:script|pre|style|textarea)\b|<[!?]", re.IGNORECASE)
_TABBED_CODE = re.compile(r"^[ ]*\t[ \t]*(?:```|~~~)", re.MULTILINE)
_HTML_LINE = re.compile(r"^[ \t>*+\-\d.)]*</?[a-z]", re.MULTILINE | re.IGNORECASE)


def page_parts(markdown: str) -> tuple[Span, ...]:
    """Neighbouring stretches that make up the text; all but the first begin with a heading."""
    starts = [] if _read_whole(markdown) else _heading_starts(markdown)
    rims = [0, *(start for start in starts if start), len(markdown)]
    return tuple(Span(start, end) for start, end in pairwise(rims))


def _read_whole(markdown: str) -> bool:
    """Whether nothing can be parted. Most pages hold none of the signs, and no expression need walk over them."""
    return (
        "\r" in markdown
        or "\0" in markdown
        or ("]:" in markdown and _ADDRESS.search(markdown) is not None)
        or ("<" in markdown and _RAW.search(markdown) is not None)
        or ("\t" in markdown and _TABBED_CODE.search(markdown) is not None)
    )


def _heading_starts(markdown: str) -> list[int]:
    """Where parts begin; nowhere at all if it cannot be told what is code."""
    found: list[int] = []
    html = "<" in markdown and _HTML_LINE.search(markdown) is not None
    fence: re.Match[str] | None = None
    at: int | None = 0
    while at is not None:
        line = _LINE.match(markdown, at)
        if line is not None:
            if _in_doubt(markdown, line, fence, html=html):
                return []
            found += [at] if fence is None and line["heading"] else []
            fence = _code_after(line, fence)
        at = _next_line(markdown, at, in_code=fence is not None)
    return [] if fence is not None else found


def _in_doubt(markdown: str, line: re.Match[str], fence: re.Match[str] | None, *, html: bool) -> bool:
    if fence is not None:
        return _doubtful(line, fence)
    return html and bool(line["fence"] or line["heading"]) and not _after_empty_line(markdown, line)


def _code_after(line: re.Match[str], fence: re.Match[str] | None) -> re.Match[str] | None:
    """The line that opened the code that is open behind this line."""
    if fence is None:
        return line if line["fence"] else None
    return None if _closes(line, fence) else fence


def _next_line(markdown: str, at: int, *, in_code: bool) -> int | None:
    """Where the next line begins that may part the page or close the code."""
    if in_code:
        end = markdown.find("\n", at)
        return None if end < 0 else end + 1
    telling = _TELLING.search(markdown, at)
    return None if telling is None else telling.end()


def _after_empty_line(markdown: str, line: re.Match[str]) -> bool:
    end = line.start() - 1  # of the line before
    return end < 0 or not markdown[markdown.rfind("\n", 0, end) + 1 : end].strip()


def _closes(line: re.Match[str], fence: re.Match[str]) -> bool:
    """Of code at the rim, up to three spaces may stand before the line that closes it."""
    alike = line["indent"] == fence["indent"] or (not fence["indent"] and len(line["indent"] or "") <= 3)
    return alike and _may_close(line, fence)


def _may_close(line: re.Match[str], fence: re.Match[str]) -> bool:
    bare = bool(line["fence"]) and not line["info"].strip()
    return bare and line["marks"][0] == fence["marks"][0] and len(line["marks"]) >= len(fence["marks"])


def _doubtful(line: re.Match[str], fence: re.Match[str]) -> bool:
    """Whether indented code may end here, or may not: that depends on the list that it stands in or does not."""
    further_left = len(line["indent"] or line["other"] or "") < len(fence["indent"])
    return further_left or (bool(fence["indent"]) and _may_close(line, fence) and not _closes(line, fence))
