"""Paragraphs of own phrases, quotations and backed sentences -> Draft, with the span of every citation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb_index.records import Article, Span
from service.domain import Citation, CitedSource, Draft
from service.drafting.passages import UnitKind
from service.drafting.plain import plain
from service.drafting.stretches import Quotation

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")

OPENING_MARKS, CLOSING_MARKS = "«“", "»”"


@dataclass(frozen=True, slots=True)
class Say:
    """Our own words."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """``article.body_markdown[span]`` supports ``text[place]`` of the part that holds it."""

    place: Span
    article: Article
    version_hash: str
    span: Span


@dataclass(frozen=True, slots=True)
class Backed:
    """Words that are not the article's own but rest on it. ``markdown`` renders to ``text``."""

    text: str
    markdown: str
    quotes: tuple[Quote, ...] = ()


Part = Say | Quotation | Backed
Paragraph = tuple[Part, ...]  # parts of one paragraph are joined by a space


def say(*texts: str | None) -> Paragraph:
    """A paragraph of own sentences; what is empty is left out."""
    return tuple(Say(text) for text in texts if text)


def write(paragraphs: list[Paragraph]) -> Draft:
    """Joins the paragraphs with empty lines. ``draft.text[citation.span]`` is the rendered quotation."""
    text, markdown = "", ""
    citations: list[Citation] = []
    for paragraph in paragraphs:
        for index, part in enumerate(paragraph):
            glue = "" if not text else _glue(paragraph[index - 1], part) if index else "\n\n"
            text, markdown = text + glue, markdown + glue.replace("\n", "  \n", 1 if glue == "\n" else 0)
            if isinstance(part, Quotation):
                citations.append(_citation(part, len(text)))
            elif isinstance(part, Backed):
                citations += [_backing(quote, len(text)) for quote in part.quotes]
            text += part.text
            markdown += _markdown(part)
    return Draft(text, markdown, tuple(citations))


def _glue(before: Part, after: Part) -> str:
    if isinstance(before, Backed) and isinstance(after, Backed):  # items of one list
        return "\n"
    if is_row(before) and is_row(after):
        return " · " if _in_one_row(before, after) else "\n"
    return "" if before.text[-1] in OPENING_MARKS or after.text[0] in CLOSING_MARKS + ":" else " "


def _in_one_row(before: Part, after: Part) -> bool:
    """Whether both are cells of the same row of a table."""
    if not isinstance(before, Quotation) or not isinstance(after, Quotation) or before.article != after.article:
        return False
    between = before.article.body_markdown[before.span.end : after.span.start]
    return before.span.end < after.span.start and "\n" not in between


def is_row(part: Part) -> bool:
    """Rows of a table stand on lines of their own."""
    return isinstance(part, Quotation) and part.kind is UnitKind.TABLE


def _markdown(part: Part) -> str:
    if isinstance(part, Backed):
        return part.markdown
    if isinstance(part, Quotation) and not is_row(part):
        return part.span.of(part.article.body_markdown)
    # Two spaces before a line break keep the lines of a signature apart.
    return escape(part.text).replace("\n", "  \n")


def escape(text: str) -> str:
    """``text`` so that markdown shows it as it is; addresses stay whole."""
    pieces = re.split(r"(https?://\S+)", text)
    return "".join(piece if index % 2 else _SPECIAL.sub(r"\\\1", piece) for index, piece in enumerate(pieces))


def article_span(citation: Citation, place: Span) -> Span:
    """Where ``place`` of the draft stands in the cited article; the whole quotation where the markup hides it."""
    quote_span = citation.source.quote_span
    offsets = plain(citation.source.quote).offsets
    if len(offsets) != citation.span.end - citation.span.start:  # a table row: it is written otherwise
        return quote_span
    inside = range(max(0, place.start - citation.span.start), min(len(offsets), place.end - citation.span.start))
    written = [offsets[index] for index in inside if offsets[index] >= 0]
    return Span(min(written), max(written) + 1).shifted(quote_span.start) if written else quote_span


def _citation(quotation: Quotation, start: int) -> Citation:
    source = _source(quotation.article, quotation.version_hash, quotation.span)
    return Citation(Span(start, start + len(quotation.text)), source)


def _backing(quote: Quote, start: int) -> Citation:
    return Citation(quote.place.shifted(start), _source(quote.article, quote.version_hash, quote.span))


def _source(article: Article, version_hash: str, span: Span) -> CitedSource:
    quote = span.of(article.body_markdown)
    return CitedSource(article.article_id, article.title, article.uri, version_hash, quote, span)
