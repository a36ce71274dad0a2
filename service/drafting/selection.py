"""Questions + Hit[] -> the stretches of the articles that answer them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kb_index.records import Article, Hit, Span
from kb_index.text.facts import facts
from kb_index.text.lemmas import search_terms
from service.drafting.passages import Section, sections_at
from service.drafting.prompt_book import Wording
from service.drafting.stretches import Candidate, Quotation, coverage, quotations_from

READ_HITS = 6
ENOUGH = 0.25  # of several questions, one with less of its words in the best section counts as unanswered
_BY_WORDS = 0.4  # what the words of the question count beside a similarity of 0..1
_TRUST_SEVERAL = 0.25
_WORTH_GOING_ON = 0.4  # share of the budget that must be left for a second section
_CLOSE, _NEW_WORDS = 0.8, 0.2  # how good that section must be, and how much of the open words it must hold
_BACKGROUND = 0.25  # weight of the message's other words beside those of the question


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers one question. No quotations and no article: nothing was found for it."""

    question: str
    quotations: tuple[Quotation, ...] = ()
    article: Article | None = None
    steps_left_out: bool = False  # the steps are too long for this reply: point to the article


@dataclass(frozen=True, slots=True)
class _Reading:
    """One question (of ``several``) against the sections found. ``wanted``: weight by term."""

    question: str
    candidates: tuple[Candidate, ...]
    wanted: Mapping[str, float]
    several: bool
    wording: Wording
    budget: int

    def score(self, candidate: Candidate) -> float:
        if self.several:  # search ranked for the whole message: the words of each question count for more
            return _TRUST_SEVERAL * candidate.similarity + _BY_WORDS * self.covered(candidate)
        return candidate.similarity + _BY_WORDS * coverage(candidate.section.terms, self.wanted)

    def covered(self, candidate: Candidate) -> float:
        return coverage(_all_terms(candidate), self.wanted)

    def answer(self, candidate: Candidate, budget: int) -> Answer:
        quoted, steps_left_out = quotations_from(
            candidate, self.question, self.wanted, wording=self.wording, budget=budget
        )
        return Answer(self.question, quoted, candidate.article, steps_left_out=steps_left_out)


def answers(
    questions: tuple[str, ...],
    query: str,
    hits: tuple[Hit, ...],
    *,
    wording: Wording,
    budget: int,
    barred: frozenset[tuple[str, Span]] = frozenset(),
) -> tuple[Answer, ...]:
    """One answer per question, in order. ``budget`` is in characters of quoted text, over all of them.

    ``barred``: article ids and stretches that must not be quoted.
    """
    candidates = _candidates(hits[:READ_HITS], barred)
    if not candidates or not questions:
        return ()
    several = len(questions) > 1
    share = int(budget * 1.3 / len(questions)) if several else budget
    known = Counter(term for candidate in candidates for term in _all_terms(candidate))
    found = []
    for question in questions:
        wanted = _wanted(question, query, known, len(candidates))
        found.append(_found(_Reading(question, candidates, wanted, several, wording, share)))
    if several and not any(answer.quotations for answer in found):
        # What was found fits the whole message.
        return answers((query,), query, hits, wording=wording, budget=budget, barred=barred)
    return _merged(found)


def _found(reading: _Reading) -> Answer:
    best = max(reading.candidates, key=reading.score)
    if reading.several and reading.covered(best) < ENOUGH:
        return Answer(reading.question)
    best = _newer(best, reading)
    return _continued(reading.answer(best, reading.budget), best, reading)


# --- which section ----------------------------------------------------------------------------------


def _candidates(hits: tuple[Hit, ...], barred: frozenset[tuple[str, Span]]) -> tuple[Candidate, ...]:
    top = max((hit.similarity for hit in hits), default=0.0) or 1.0
    seen: dict[tuple[str, Span], Candidate] = {}
    for hit in hits:
        closed = [span for article_id, span in barred if article_id == hit.article.article_id]
        for section in sections_at(hit.article.body_markdown, hit.passage.span):
            allowed, worth = _without(section, closed), max(0.0, hit.similarity / top)
            if allowed.units:
                key = (hit.article.article_id, section.span)
                seen.setdefault(key, Candidate(hit.article, hit.version_hash, allowed, worth))
    return tuple(seen.values())


def _without(section: Section, closed: list[Span]) -> Section:
    allowed = tuple(unit for unit in section.units if not any(unit.span.overlaps(span) for span in closed))
    return section if len(allowed) == len(section.units) else replace(section, units=allowed)


def _weight(term: str, weights: Counter[str], n: int) -> float:
    return math.log(1.0 + (n + 1.0) / (weights[term] + 0.5))


def _wanted(question: str, query: str, weights: Counter[str], n: int) -> dict[str, float]:
    """The question's terms by weight; the rest of the message is its background."""
    own = {term: _weight(term, weights, n) for term in search_terms(question, "ru")}
    around = {term: _BACKGROUND * _weight(term, weights, n) for term in search_terms(query, "ru")}
    return around | own


def _all_terms(candidate: Candidate) -> frozenset[str]:
    return candidate.section.terms | _title_terms(candidate.article.title)


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(search_terms(title, "ru"))


def _newer(best: Candidate, reading: _Reading) -> Candidate:
    """A newer article that says the same, or something else about the same, wins."""
    bar, covered = 0.75 * reading.score(best), 0.95 * reading.covered(best)
    for other in reading.candidates:
        later = (other.article.updated_at or "") > (best.article.updated_at or "")
        if other.article.article_id == best.article.article_id or not later or reading.score(other) < bar:
            continue
        if reading.covered(other) < covered:
            continue  # the question names something that only the older article knows
        if _alike(best.section.terms, other.section.terms) >= 0.5 or _disagree(best, other, reading.wanted):
            best = other
    return best


def _alike(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / len(one | two) if one | two else 0.0


def _disagree(one: Candidate, two: Candidate, wanted: Mapping[str, float]) -> bool:
    """Whether the sentences that answer say the same of the same but with other figures."""
    first, second = (max(c.section.units, key=lambda unit: coverage(unit.terms, wanted)) for c in (one, two))
    words = [frozenset(term for term in unit.terms if not term[0].isdigit()) for unit in (first, second)]
    if _alike(*words) < 0.35:
        return False
    figures = [{(fact.kind, fact.value) for fact in facts(unit.text)} for unit in (first, second)]
    return bool(figures[0]) and bool(figures[1]) and not figures[0] & figures[1]


# --- the answer -------------------------------------------------------------------------------------


def _continued(answer: Answer, best: Candidate, reading: _Reading) -> Answer:
    """Where room is left, the next section of the same article, if it speaks of what the first one left out."""
    left = reading.budget - sum(len(quotation.text) for quotation in answer.quotations)
    if not answer.quotations or left < reading.budget * _WORTH_GOING_ON:
        return answer
    article_id = best.article.article_id
    others = [c for c in reading.candidates if c.article.article_id == article_id and c is not best]
    rival = max(others, key=reading.score, default=None)
    if rival is None or reading.score(rival) < _CLOSE * reading.score(best):
        return answer
    still_open = {term: weight for term, weight in reading.wanted.items() if term not in best.section.terms}
    if still_open and coverage(rival.section.terms, still_open) < _NEW_WORDS:
        return answer
    both = answer.quotations + reading.answer(rival, left).quotations
    return replace(answer, quotations=tuple(sorted(both, key=lambda quotation: quotation.span)))


def _merged(found: list[Answer]) -> tuple[Answer, ...]:
    """Two questions with the same answer get it once."""
    merged: list[Answer] = []
    for answer in found:
        spans = {(q.article.article_id, q.span) for q in answer.quotations}
        twin = next(
            (m for m in merged if spans and spans <= {(q.article.article_id, q.span) for q in m.quotations}), None
        )
        if twin is None:
            merged.append(answer)
    return tuple(merged)
