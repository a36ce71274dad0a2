"""Hit -> Saying[]: the sentences, steps, rows and code of a passage, each with what goes without saying there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Article, Hit, Span
from kb_index.text.facts import Fact, facts
from kb_index.text.lemmas import search_terms
from kb_index.text.markdown import Block, BlockKind, Rendered, blocks, render
from kb_index.text.sentences import sentences

_SENTENCES = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})
_SILENT = frozenset({BlockKind.HEADING, BlockKind.RULE})
_PAIRS = (("**", "**"), ("__", "__"), ("`", "`"), ("[", "]"), ("(", ")"), ("*", "*"), ("_", "_"))
_MARKER = re.compile(r"(?:\d{1,3}[.)]|[-•*])\s+")


@dataclass(frozen=True, slots=True)
class Saying:
    """``body_markdown[span]`` reads as ``text``. ``about``: terms of the title, the headings, the line or row above.

    ``article`` is None for what the caller of the service vouches for.
    """

    article: Article | None
    version_hash: str
    span: Span
    text: str
    language_code: str
    terms: frozenset[str]
    about: frozenset[str]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str
    about: frozenset[str]
    facts: tuple[Fact, ...]


def sayings_of(hit: Hit) -> tuple[Saying, ...]:
    """What the passage says, in order; empty where it holds only headings."""
    article = hit.article
    title = terms_of(article.title)
    return tuple(
        Saying(
            article,
            hit.version_hash,
            line.span,
            line.text,
            article.language_code,
            terms_of(line.text),
            line.about | title,
            line.facts,
        )
        for line in _lines(article.body_markdown, hit.passage.span)
    )


def vouched_saying(text: str, language_code: str) -> Saying:
    """The same of a text that belongs to no article."""
    return Saying(None, "", Span(0, len(text)), text, language_code, terms_of(text), frozenset(), facts(text))


@lru_cache(maxsize=20_000)
def terms_of(text: str) -> frozenset[str]:
    return frozenset(search_terms(text))


@lru_cache(maxsize=512)
def _lines(body: str, passage: Span) -> tuple[_Line, ...]:
    found: list[_Line] = []
    for block, above in _with_line_above(blocks(body)):
        if block.kind in _SILENT or not block.span.overlaps(passage):
            continue
        introduced = render(body, above.span).text if above is not None else ""
        about = terms_of(" ".join((*block.headings, introduced)))
        found += _of_block(body, block, about)
    return tuple(line for line in found if re.search(r"\w", line.text))


def _with_line_above(found: Iterable[Block]) -> Iterator[tuple[Block, Block | None]]:
    """Each block with what introduces it: the header of its table, the line with a colon above its list."""
    before: Block | None = None
    opening: Block | None = None  # the block whose words the next ones complete
    for block in found:
        table = block.kind is BlockKind.TABLE_ROW
        if table and (before is None or before.kind is not BlockKind.TABLE_ROW):
            yield block, None
            opening = block
        else:
            yield block, opening if table or block.level > 0 or block.kind is BlockKind.CODE else None
            if not table and block.level == 0:
                opening = block
        before = block


def _of_block(body: str, block: Block, about: frozenset[str]) -> Iterator[_Line]:
    shown = render(body, block.span)
    start = opened.end() if (opened := _MARKER.match(shown.text)) and block.marker else 0
    rest = shown.text[start:]
    spans = sentences(rest) if block.kind is not BlockKind.TABLE_ROW else (Span(0, len(rest)),)
    for span in spans:
        place = written_span(body, block.span, shown, span.shifted(start))
        if place is not None:
            said = span.of(rest)
            yield _Line(place, said, about, facts(said))


def written_span(body: str, block: Span, shown: Rendered, span: Span) -> Span | None:
    """Where the characters stand in the article, with the marks that would otherwise be cut in two."""
    offsets = [at for at in shown.offsets[span.start : span.end] if at >= 0]
    if not offsets:
        return None
    start, end = min(offsets), max(offsets) + 1
    for opening, closing in _PAIRS:
        start, end = _widened(body, block, Span(start, end), opening, closing)
    return Span(start, end)


def _widened(body: str, block: Span, span: Span, opening: str, closing: str) -> tuple[int, int]:
    """The span with the one mark beside it that has its partner inside."""
    start, end = span.start, span.end
    inside = span.of(body)
    same = opening == closing
    odd = inside.count(opening) % 2 == 1 if same else inside.count(opening) != inside.count(closing)
    if odd and body.startswith(closing, end) and end + len(closing) <= block.end:
        return start, end + len(closing)
    if odd and start - len(opening) >= block.start and body.endswith(opening, 0, start):
        return start - len(opening), end
    return start, end
