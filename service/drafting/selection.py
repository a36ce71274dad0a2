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
from service.drafting.candidates import Candidate, candidates_of
from service.drafting.passages import Section, Unit, UnitKind
from service.drafting.prompt_book import Wording
from service.drafting.seeking import Sought, codes_of, coverage, sought
from service.drafting.stretches import Quotation, heading_of, joined_quotations, quotations_from
from service.understanding.topics import light_terms

READ_HITS = 6  # for one question; each further question adds two
ENOUGH = 0.25  # of several questions, one with less of its words in the best section counts as unanswered
LEAST = 0.04  # and of a single one
_BY_SEARCH, _TRUST_SEVERAL = 1.8, 0.4  # search ranked for the whole message, or for all of several questions
_BY_WORDS, _BY_UNIT, _BY_HEADING = 0.5, 0.5, 0.15
_FIGURE, _STEPS = 0.3, 0.1  # a figure of the kind that is asked for, steps where a way is
_FAQ = 0.6  # among questions and answers the heading decides
_SHORT = 500  # characters of a section whose sentences speak of one thing
_USUAL = 200  # characters of a stretch
_CODE_HEADED, _CODE_NAMED, _CODE_FOREIGN = 2.0, 0.8, 0.4  # a section about the code; that mentions it; about another
_TRIED = 3  # sections that an answer is looked for in
_WORTH_GOING_ON = 0.4  # share of the budget that must be left for a second section
_CLOSE, _NEW_WORDS = 0.8, 0.2  # how good that section must be, and how much of the open words it must hold


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers one question. No quotations and no article: nothing was found for it."""

    question: str
    quotations: tuple[Quotation, ...] = ()
    article: Article | None = None
    left_out: UnitKind | None = None  # steps or a table too long for this reply: point to the article
    number: int = 0  # which of the customer's questions, from 0
    heading: str = ""  # of the section

    @property
    def found(self) -> bool:
        return bool(self.quotations) or self.left_out is not None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One question (of ``several``) against the sections found."""

    number: int
    wants: Sought
    candidates: tuple[Candidate, ...]
    several: bool
    wording: Wording
    budget: int

    def score(self, candidate: Candidate) -> float:
        wants, section = self.wants, candidate.section
        trust = _TRUST_SEVERAL if self.several else _BY_SEARCH
        best_unit = max(_held(unit, section, wants) for unit in section.units)
        score = trust * candidate.similarity + _BY_WORDS * self.covered(candidate) + _BY_UNIT * best_unit
        score += _BY_HEADING * coverage(section.heading_terms, wants.own)
        if self._figured(section):
            score += _FIGURE
        if wants.way and any(unit.kind is UnitKind.STEPS for unit in section.units):
            score += _STEPS
        if section.asks:
            score += _FAQ * (_alike_weighed(section.heading_terms, wants) - 0.5)
        return score + self._code_bonus(section)

    def covered(self, candidate: Candidate) -> float:
        return self.wants.covers(_all_terms(candidate))

    def _figured(self, section: Section) -> bool:
        """Whether a stretch that speaks of the question states a figure of the kind that is asked for."""
        own = frozenset(term for term in self.wants.core if term not in light_terms())
        short = section.length <= _SHORT
        return any(
            self.wants.figured(unit.text) and own & (section.terms if short else unit.terms | section.heading_terms)
            for unit in section.units
        )

    def _code_bonus(self, section: Section) -> float:
        headed = codes_of(section.heading)
        if headed & self.wants.codes:
            return _CODE_HEADED
        if codes_of(" ".join(unit.text for unit in section.units)) & self.wants.codes:
            return _CODE_NAMED
        return -_CODE_FOREIGN if headed else 0.0

    def answer(self, candidate: Candidate, budget: int) -> Answer:
        quoted, left_out = quotations_from(candidate, self.wants, wording=self.wording, budget=budget)
        if quoted and candidate.section.asks and self.wording.yes_no.match(quoted[0].text):
            quoted = (heading_of(candidate), *quoted)
        return Answer(self.wants.question, quoted, candidate.article, left_out, self.number, candidate.section.heading)


def answers(
    questions: tuple[str, ...],
    query: str,
    hits: tuple[Hit, ...],
    *,
    message: str = "",
    wording: Wording,
    budget: int,
    barred: frozenset[tuple[str, Span]] = frozenset(),
) -> tuple[Answer, ...]:
    """One answer per question, in order. ``budget`` is in characters of quoted text, over all of them.

    ``message``: the customer's words, for the codes in them. ``barred``: article ids and stretches that must not be
    quoted. A question that several others share an answer with is left out; one without an answer is not.
    """
    candidates = candidates_of(hits[: READ_HITS + 2 * (len(questions) - 1)], barred)
    if not candidates or not questions:
        return ()
    several = len(questions) > 1
    share = int(budget * 1.3 / len(questions)) if several else budget
    known = Counter(term for candidate in candidates for term in _all_terms(candidate))
    found = []
    for number, question in enumerate(questions):
        text = question if several else query
        wants = sought(question, text, message, known, len(candidates), wording=wording)
        found.append(_found(_Reading(number, wants, candidates, several, wording, share)))
    return _merged(found, wording)


def _found(reading: _Reading) -> Answer:
    """The best section that has something to quote; where none has, the best one is pointed to."""
    ranked = sorted(reading.candidates, key=reading.score, reverse=True)[:_TRIED]
    tried = [_newer(best, reading) for best in ranked]
    read = [(best, reading.answer(best, reading.budget)) for best in tried if _supported(best, reading)]
    quoting = next(((best, answer) for best, answer in read if answer.quotations), None)
    if read and read[0][1].left_out is not None:
        quoting = read[0]
    if quoting is None:
        return Answer(reading.wants.question, number=reading.number)
    return _continued(quoting[1], quoting[0], reading)


def _supported(best: Candidate, reading: _Reading) -> bool:
    """Whether the section shares words of content with the question: names, codes, things."""
    wants, held = reading.wants, _all_terms(best)
    shared = [term for term in (wants.core if reading.several else wants.wanted) if term in held]
    if all(term in light_terms() for term in shared):
        return False
    return coverage(held, wants.core) >= ENOUGH if reading.several else reading.covered(best) >= LEAST


# --- which section ----------------------------------------------------------------------------------


def _alike_weighed(heading: frozenset[str], wants: Sought) -> float:
    """0..1: how much of the question the heading holds, and how little else."""
    total = sum(wants.weight(term) for term in heading)
    foreign = sum(wants.weight(term) for term in heading if term not in wants.wanted)
    return coverage(heading, wants.own) * (1.0 - foreign / total) if total else 0.0


def _held(unit: Unit, section: Section, wants: Sought) -> float:
    """How much of the question a stretch holds; a long list holds many words by chance."""
    usual = min(1.0, math.pow(_USUAL / (unit.length + 1), 0.15))
    return coverage(unit.terms | section.heading_terms, wants.own) * usual


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
        if _alike(best.section.terms, other.section.terms) >= 0.5 or _disagree(best, other, reading.wants.wanted):
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
    still_open = {term: weight for term, weight in reading.wants.wanted.items() if term not in best.section.terms}
    if still_open and coverage(rival.section.terms, still_open) < _NEW_WORDS:
        return answer
    both = answer.quotations + reading.answer(rival, left).quotations
    return replace(answer, quotations=tuple(sorted(both, key=lambda quotation: quotation.span)))


def _merged(found: list[Answer], wording: Wording) -> tuple[Answer, ...]:
    """Two questions that the same stretch answers get one answer: nothing is said twice."""
    merged: list[Answer] = []
    for answer in found:
        twin = next((at for at, one in enumerate(merged) if _shares(one, answer)), None)
        if twin is None:
            merged.append(answer)
        else:
            united = joined_quotations(merged[twin].quotations + answer.quotations, wording)
            merged[twin] = replace(merged[twin], quotations=united)
    return tuple(merged)


def _shares(one: Answer, two: Answer) -> bool:
    return any(
        first.article.article_id == second.article.article_id and first.span.overlaps(second.span)
        for first in one.quotations
        for second in two.quotations
    )
