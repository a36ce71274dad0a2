"""Markdown -> the parts of a page that can be read apart: nobody waits for the rest of a long article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kb_index.records import Span

# A heading at the rim of the page closes every list, quote, table and paragraph above it, so that what follows reads
# the same alone. Where it may stand inside code or HTML, the page is read whole.
_LINE = re.compile(
    r"^(?P<fence>(?P<indent> *)(?P<marks>`{3,}(?=[^`\n]*$)|~{3,})[ ]*(?P<info>[^\n]*))$"
    r"|^(?P<heading>#{1,6}(?:[ \t]|$))|^(?P<other> *)(?=\S)",
    re.MULTILINE,
)
_READ_WHOLE = re.compile(
    r"\r|\0"
    r"|^ {0,3}\[[^\]\n]+\]:"  # the address of a link, for the whole page
    r"|<(?:script|pre|style|textarea)\b|<[!?]"
    r"|^[ ]*\t[ \t]*(?:```|~~~)",
    re.MULTILINE | re.IGNORECASE,
)
_HTML_LINE = re.compile(r"^[ \t>*+\-\d.)]*</?[a-z]", re.MULTILINE | re.IGNORECASE)


def page_parts(markdown: str) -> tuple[Span, ...]:
    """Neighbouring stretches that make up the text; all but the first begin with a heading."""
    starts = [] if _READ_WHOLE.search(markdown) else list(_heading_starts(markdown))
    rims = [0, *(start for start in starts if start), len(markdown)]
    return tuple(Span(start, end) for start, end in pairwise(rims))


def _heading_starts(markdown: str) -> Iterator[int]:
    """Where parts begin; nowhere at all if it cannot be told what is code."""
    found: list[int] = []
    html = _HTML_LINE.search(markdown) is not None
    fence: re.Match[str] | None = None
    for line in _LINE.finditer(markdown):
        if html and (line["fence"] or line["heading"]) and fence is None and not _after_empty_line(markdown, line):
            return iter(())
        if fence is not None:
            if _doubtful(line, fence):
                return iter(())
            fence = None if _closes(line, fence) else fence
        elif line["fence"]:
            fence = line
        elif line["heading"]:
            found.append(line.start())
    return iter(()) if fence is not None else iter(found)


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
