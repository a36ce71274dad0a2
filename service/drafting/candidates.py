"""Hit[] -> the sections that may be quoted, each with what search thinks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb_index.records import Article, Hit, Span
from service.drafting.passages import Section, sections_at, sections_of

_SIBLING = 0.4  # what a section that search did not name is worth beside the one of its article that it did
_CANDIDATES = 60  # sections read for one message
_WHOLE_ARTICLES = 1  # hits whose articles are read beyond the passage: reading is what a first answer waits for
_CHARACTERS = 8000  # of a longer article, only the sections that search named are read


@dataclass(frozen=True, slots=True)
class Candidate:
    article: Article
    version_hash: str
    section: Section
    similarity: float  # 0..1, as search has it
    named: bool = True  # by search, not only a neighbour of what it named


def candidates_of(hits: tuple[Hit, ...], barred: frozenset[tuple[str, Span]]) -> tuple[Candidate, ...]:
    """The sections that search named, and the other sections of their articles, worth less."""
    seen: dict[tuple[str, Span], Candidate] = {}
    _add(((hit, section) for hit in hits for section in _hit_sections(hit)), seen, barred, named=True)
    others = ((hit, section) for hit in hits[:_WHOLE_ARTICLES] for section in _article_sections(hit.article))
    _add(others, seen, barred, named=False)
    return tuple(seen.values())


def read_for(article: Article, span: Span) -> None:
    """Reads what a hit of that passage may make `candidates_of` read; it is remembered."""
    sections_at(article.body_markdown, span)
    _article_sections(article)


def _add(
    sections: Iterable[tuple[Hit, Section]],
    seen: dict[tuple[str, Span], Candidate],
    barred: frozenset[tuple[str, Span]],
    *,
    named: bool,
) -> None:
    for hit, section in sections:
        article = hit.article
        allowed = _without(section, [span for article_id, span in barred if article_id == article.article_id])
        if allowed.units and len(seen) < _CANDIDATES:
            worth = (1.0 if named else _SIBLING) * max(0.0, hit.similarity)
            one = Candidate(article, hit.version_hash, allowed, worth, named)
            seen.setdefault((article.article_id, section.span), one)


def _hit_sections(hit: Hit) -> tuple[Section, ...]:
    """The sections of the passage; of one that is much longer, the part that search named."""
    return sections_at(hit.article.body_markdown, hit.passage.span)


def _article_sections(article: Article) -> tuple[Section, ...]:
    body = article.body_markdown
    return sections_of(body) if len(body) <= _CHARACTERS else ()


def _without(section: Section, closed: list[Span]) -> Section:
    allowed = tuple(unit for unit in section.units if not any(unit.span.overlaps(span) for span in closed))
    return section if len(allowed) == len(section.units) else replace(section, units=allowed)


def as_found(candidates: tuple[Candidate, ...], own: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """All that was found for the message, each as close as the question's own search has it."""
    close = {(one.article.article_id, one.section.span): one.similarity for one in own}
    least = min(close.values(), default=0.0)
    rest = (replace(one, similarity=min(one.similarity, least)) for one in candidates)
    return (*own, *(one for one in rest if (one.article.article_id, one.section.span) not in close))
