"""A draft's citations -> the sources that it may take facts from, and traced facts -> their places in the articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kb_index.records import Hit, Span
from service.domain import Citation, Draft, Grounding, Source, SupportedClaim
from service.drafting.letter import article_span
from service.drafting.plain import plain

_BETWEEN = "\n\n"


def quoted_sources(draft: Draft, hits: Iterable[Hit]) -> tuple[Source, ...]:
    """What the draft quotes, and the titles and addresses of the articles that it points to."""
    articles = {hit.article.article_id: hit.article for hit in hits}
    quotes = {article_id: _quotes(draft, article_id) for article_id in articles}
    return tuple(
        Source(one.article_id, one.title, _BETWEEN.join(quotes[one.article_id]), one.uri, one.updated_at)
        for one in articles.values()
        if quotes[one.article_id] or one.title in draft.text or (one.uri and one.uri in draft.text)
    )


def in_articles(grounding: Grounding, draft: Draft) -> Grounding:
    """The same, each ``source_span`` counted in the article's ``body_markdown`` instead of the joined quotes."""
    moved = tuple(_in_article(claim, draft) for claim in grounding.supported_claims)
    return replace(grounding, supported_claims=moved)


def _quotes(draft: Draft, article_id: str) -> tuple[str, ...]:
    return tuple(one.source.quote for one in draft.citations if one.source.article_id == article_id)


def _in_article(claim: SupportedClaim, draft: Draft) -> SupportedClaim:
    """A fact that stands in a quotation is supported by that very place; any other by where it was found."""
    around = [one for one in draft.citations if one.span.start <= claim.span.start and claim.span.end <= one.span.end]
    for citation in around:
        place = _written(claim, citation, draft, sole=len(around) == 1)
        if place is not None:
            return replace(claim, source=citation.source.article_id, source_span=place)
    if claim.source_span is None:
        return claim
    return replace(claim, source_span=_moved(claim.source_span, claim.source, draft.citations))


def _written(claim: SupportedClaim, citation: Citation, draft: Draft, *, sole: bool) -> Span | None:
    """The fact's own characters, where they can be told; of the only quotation that can hold it, all of it."""
    quote, whole = citation.source.quote, citation.source.quote_span
    if plain(quote).text == citation.span.of(draft.text):
        place = article_span(citation, claim.span)
        if place != whole:
            return place
    if quote.count(claim.text) == 1:
        start = whole.start + quote.index(claim.text)
        return Span(start, start + len(claim.text))
    return whole if sole else None


def _moved(span: Span, article_id: str, citations: Iterable[Citation]) -> Span | None:
    for citation, start in _starts(article_id, citations):
        if start <= span.start and span.end <= start + len(citation.source.quote):
            return span.shifted(citation.source.quote_span.start - start)
    return None  # a fact across two quotations stands in no one place


def _starts(article_id: str, citations: Iterable[Citation]) -> Iterator[tuple[Citation, int]]:
    start = 0
    for citation in citations:
        if citation.source.article_id == article_id:
            yield citation, start
            start += len(citation.source.quote) + len(_BETWEEN)
