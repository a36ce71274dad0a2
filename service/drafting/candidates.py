"""Hit[] -> the sections that may be quoted, each with what search thinks of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kb_index.records import Article, Hit, Span
from service.drafting.passages import Section, sections_at, sections_of

_SIBLING = 0.4  # what a section that search did not name is worth beside the one of its article that it did
_CANDIDATES = 60  # sections read for one message
_WHOLE_ARTICLES = 3  # hits whose articles are read beyond the passage: reading is what a first answer waits for
_SECTIONS = 60  # of an article with more, only those that search named are read
_LONGER = 1.5  # times the passage


@dataclass(frozen=True, slots=True)
class Candidate:
    article: Article
    version_hash: str
    section: Section
    similarity: float  # relative to the best hit, 0..1


def candidates_of(hits: tuple[Hit, ...], barred: frozenset[tuple[str, Span]]) -> tuple[Candidate, ...]:
    """The sections that search named, and the other sections of their articles, worth less."""
    top = max((hit.similarity for hit in hits), default=0.0) or 1.0
    seen: dict[tuple[str, Span], Candidate] = {}
    for share, sections_for, read in (
        (1.0, _hit_sections, hits),
        (_SIBLING, _article_sections, hits[:_WHOLE_ARTICLES]),
    ):
        for hit in read:
            for section in sections_for(hit):
                closed = [span for article_id, span in barred if article_id == hit.article.article_id]
                allowed, worth = _without(section, closed), share * max(0.0, hit.similarity / top)
                if allowed.units and len(seen) < _CANDIDATES:
                    key = (hit.article.article_id, section.span)
                    seen.setdefault(key, Candidate(hit.article, hit.version_hash, allowed, worth))
    return tuple(seen.values())


def _hit_sections(hit: Hit) -> tuple[Section, ...]:
    """The sections of the passage; of one that is much longer, the part that search named."""
    passage = hit.passage.span
    found = sections_at(hit.article.body_markdown, passage)
    return tuple(_within(section, passage) for section in found)


def _within(section: Section, passage: Span) -> Section:
    named = tuple(unit for unit in section.units if unit.span.overlaps(passage))
    if not named or section.span.end - section.span.start <= _LONGER * (passage.end - passage.start):
        return section
    return replace(section, units=named, span=Span(named[0].span.start, named[-1].span.end))


def _article_sections(hit: Hit) -> tuple[Section, ...]:
    sections = sections_of(hit.article.body_markdown)
    return sections if len(sections) <= _SECTIONS else ()


def _without(section: Section, closed: list[Span]) -> Section:
    allowed = tuple(unit for unit in section.units if not any(unit.span.overlaps(span) for span in closed))
    return section if len(allowed) == len(section.units) else replace(section, units=allowed)
