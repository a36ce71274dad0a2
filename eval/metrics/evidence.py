"""The places that answer a ticket, as labelled + what was found and cited -> recall of passages, worth of citations.

A stretch hits a place where they share a character of the same article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from statistics import fmean

from eval.cases import Evidence
from eval.metrics.drafts import SUGGEST, answer_owed
from eval.metrics.retrieval import passage_recall
from eval.observed import Observed
from kb_index.chunking import split
from kb_index.records import Article, Span


def passages_recalled(observed: Observed, cut: int) -> float:
    """Share of the labelled places that one of the first 1, 5 or 10 passages hits: the best of each article found.

    The service tells how a passage begins (``excerpt``). Its end is where this version of the code would cut it; where
    none of its cuts begins so, another version cut the article, and the beginning alone counts: a lower bound.
    """
    passages = _passages(observed)
    name = f"passage_recall@{cut}"
    return fmean(
        max((passage_recall(passages, (one.article_id, place))[name] for place in _places(one, observed)), default=0.0)
        for one in observed.case.evidence
    )


def citation_precision(observed: Observed) -> float | None:
    """Share of the citations that quote a labelled place; a suggestion without any has none."""
    cited = _cited(observed)
    if not cited:
        return 0.0 if observed.outcome == SUGGEST else None
    places = [(one.article_id, place) for one in observed.case.evidence for place in _places(one, observed)]
    return fmean(float(any(_hits(one, place) for place in places)) for one in cited)


def citation_recall(observed: Observed) -> float | None:
    """Share of the labelled places that are quoted; not asked where no answer was due."""
    if not answer_owed(observed):
        return None
    cited = _cited(observed)
    found = (
        any(_hits(one, (wanted.article_id, place)) for one in cited for place in _places(wanted, observed))
        for wanted in observed.case.evidence
    )
    return fmean(map(float, found))


def lost_evidence(observed: Observed) -> tuple[str, ...]:
    """Articles that no longer hold the words of their label: what hits such a place cannot be told."""
    held = (one for one in observed.case.evidence if one.article_id in observed.articles)
    return tuple(dict.fromkeys(one.article_id for one in held if not _places(one, observed)))


def _hits(one: tuple[str, Span], other: tuple[str, Span]) -> bool:
    return one[0] == other[0] and one[1].overlaps(other[1])


def _places(wanted: Evidence, observed: Observed) -> tuple[Span, ...]:
    """Wherever the article says the quote, whatever its white space; nothing where the article is not held."""
    return _stretches(_body(wanted.article_id, observed), wanted.quote)


def _passages(observed: Observed) -> list[tuple[str, Span]]:
    """In the order of retrieval. An article that is not held has an empty stretch, which keeps its rank."""
    found = observed.answer["retrieved"] if observed.answer else ()
    return [(one["article_id"], _passage(_body(one["article_id"], observed), one["excerpt"])) for one in found]


def _passage(body: str, excerpt: str) -> Span:
    start = body.find(excerpt)
    if start < 0:
        return Span(0, 0)
    begun = Span(start, start + len(excerpt))
    return next((span for span in _cuts(body) if span.of(body).startswith(excerpt)), begun)


@lru_cache(maxsize=512)  # every metric and every case of an article asks anew
def _cuts(body: str) -> tuple[Span, ...]:
    return tuple(passage.span for passage in split(Article("", "", body, "en")))


def _cited(observed: Observed) -> list[tuple[str, Span]]:
    sources = (citation["source"] for _, citation in observed.citations())
    return [(one["article_id"], Span(one["quote_span"]["start"], one["quote_span"]["end"])) for one in sources]


def _body(article_id: str, observed: Observed) -> str:
    article = observed.articles.get(article_id)
    return str(article["body_markdown"]) if article else ""


def _stretches(body: str, quote: str) -> tuple[Span, ...]:
    words = r"\s+".join(map(re.escape, quote.split()))
    return tuple(Span(*found.span()) for found in re.finditer(words, body)) if words else ()
