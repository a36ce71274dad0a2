"""The lines of a PDF -> Markdown: headings by their size, paragraphs put together, lists, tables, no running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from kb_index.loaders.pdf_lines import Line

_LARGER = 1.15  # than the text: a heading
_LONGEST_HEADING = 200
_LEVELS = 3
_EDGE = 0.1  # of the page, above and below, is where running heads stand
_LEADING = 1.75  # of the size: a wider gap between lines parts paragraphs
_NUMBER = re.compile(
    r"[\s\W]*(?:(?:стр(?:аница|\.)?|page|p\.)\s*)?\d{1,4}(?:\s*(?:/|из|of)\s*\d{1,4})?[\s\W]*", re.IGNORECASE
)
_BULLET = re.compile(r"[•●○▪■◦‣·–—-]\s+(?=\S)")
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_BROKEN = re.compile(r"(\w)-$")
_OPENS = re.compile(r"(?<!\\)(?:<(?=[A-Za-z/!?])|^#(?=#{0,5}\s)|^>(?=\s)|`)")


def without_running_heads(lines: Sequence[Line], pages: int) -> list[Line]:
    """Takes out what stands at the edge of most pages, its numbers aside, and lone page numbers."""
    body = body_size(lines)
    edges = [line for line in lines if not _EDGE < line.top < 1 - _EDGE and line.size < body * _LARGER]
    on_pages = Counter(text for text, _ in {(_masked(line), line.page) for line in edges})
    running = {text for text, count in on_pages.items() if count >= max(2, pages / 2)}
    gone = {id(line) for line in edges if _masked(line) in running or _NUMBER.fullmatch(line.text)}
    return [line for line in lines if id(line) not in gone]


def body_size(lines: Sequence[Line]) -> float:
    """The size that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def markdown(lines: Sequence[Line]) -> str:
    levels = _levels(lines)
    blocks: list[str] = []
    for kind, group in groupby(_marked(lines, levels), key=lambda pair: pair[0]):
        members = [line for _, line in group]
        if kind == "table":
            blocks.append(_table(members))
        elif kind:
            blocks.append(f"{kind} " + " ".join(line.text for line in members))
        else:
            blocks += _paragraphs(members)
    # PDFium gives signs beyond the basic plane as two halves.
    return ("\n\n".join(blocks) + "\n").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def first_heading(lines: Sequence[Line]) -> str | None:
    """The largest heading of the first page with text."""
    levels = _levels(lines)
    page = lines[0].page if lines else 0
    heads = [line for line in lines if line.page == page and line.size in levels]
    largest = max((line.size for line in heads), default=0.0)
    parts = [line for line in heads if line.size == largest]
    joined = " ".join(line.text for line in parts if parts[0].base - line.base < 4 * line.size)
    return joined[:_LONGEST_HEADING] or None


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _levels(lines: Sequence[Line]) -> dict[float, int]:
    body = body_size(lines)
    sizes = sorted({line.size for line in lines if line.size >= body * _LARGER}, reverse=True)
    return {size: min(level, _LEVELS) for level, size in enumerate(sizes, start=1)}


def _marked(lines: Sequence[Line], levels: dict[float, int]) -> Iterator[tuple[str, Line]]:
    """``#`` by level for a heading, ``table`` for a row beside rows with as many cells, nothing for text."""
    for index, line in enumerate(lines):
        around = [len(other.cells) for other in (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])]
        if line.size in levels and len(line.text) <= _LONGEST_HEADING:
            yield "#" * levels[line.size], line
        else:
            yield "table" if len(line.cells) > 1 and len(line.cells) in around else "", line


def _table(rows: Sequence[Line]) -> str:
    width = max(len(row.cells) for row in rows)
    written = [
        " | ".join(cell.replace("|", "\\|") for cell in (*row.cells, *[""] * (width - len(row.cells)))) for row in rows
    ]
    return "\n".join((f"| {written[0]} |", "|" + " --- |" * width, *(f"| {row} |" for row in written[1:])))


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Lines that follow closely are one paragraph; items of a list stay lines of one block."""
    text, before = "", lines[0]
    for line in lines:
        item = _BULLET.match(line.text) or _NUMBERED.match(line.text)
        gap = before.base - line.base
        apart = line.page == before.page and (gap > _LEADING * line.size or gap < 0)
        listed = bool(re.match(r"(?:- |\d{1,3}\. )", text.rsplit("\n", 1)[-1]))
        if text and (item or (apart and not _goes_on(text, line.text))):
            joint = "\n" if item and listed else "\n\n"
            text += joint + _written(line.text)
        else:
            text = _with(text, _written(line.text))
        before = line
    yield from (part for part in text.split("\n\n") if part)


def _goes_on(text: str, following: str) -> bool:
    """A sentence broken off at the foot of a column is taken up at the head of the next."""
    return not re.search(r"[.!?…:;]\W*$", text) and following[:1].islower()


def _with(text: str, line: str) -> str:
    """Words divided at the end of the line are put together."""
    if not text:
        return line
    if _BROKEN.search(text) and line[:1].islower():
        return text[:-1] + line
    return f"{text} {line}"


def _written(line: str) -> str:
    item = _NUMBERED.match(line)
    if item:
        return f"{item[1]}. {_OPENS.sub(_escaped, line[item.end() :])}"
    return _BULLET.sub("- ", _OPENS.sub(_escaped, line), count=1) if _BULLET.match(line) else _OPENS.sub(_escaped, line)


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"
