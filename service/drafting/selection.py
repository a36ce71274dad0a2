"""Questions + Hit[] -> the stretches of the articles that answer them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kb_index.records import Article, Hit, Span
from service.drafting.agreement import alike, disagree
from service.drafting.candidates import Candidate, as_found, candidates_of
from service.drafting.fragments import needs_heading
from service.drafting.listing import lists_asked
from service.drafting.narrowing import keeps_ours_back
from service.drafting.passages import Section, UnitKind
from service.drafting.prompt_book import Wording
from service.drafting.seeking import Near, Sought, coverage, sought
from service.drafting.stretches import Quotation, heading_of, joined_quotations, quotations_from
from service.drafting.weighing import TRUST, TRUST_SEVERAL, alike_weighed, all_terms, open_words, weight
from service.understanding.topics import light_terms

READ_HITS = 10  # for one question; each further question adds two
ENOUGH = 0.25  # of several questions, one with less of its words in the best section counts as unanswered
LEAST = 0.04  # and of a single one
_COMPARED = 12  # stretches of a section that are compared with the question by meaning
_TRIED = 3  # sections that an answer is looked for in
_WORTH_GOING_ON = 0.4  # share of the budget that must be left for a second section
_CLOSE, _NEW_WORDS = 0.5, 0.2  # how far behind it may be, and how much of the open words it must hold
_NEWER = 1.25  # how far behind a newer article may be that says the same
_SEVERAL = 0.4  # of several questions, sections stand closer together: search was asked for all of them
_TRUST_APART = 6.0  # in the search for one of several questions: less than for a whole message, which tells more
_SAME_QUESTION = 0.5  # of the words of both
_MEANT = 0.5  # closeness of a stretch that answers in other words


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers one question. No quotations and no article: nothing was found for it."""

    question: str
    quotations: tuple[Quotation, ...] = ()
    article: Article | None = None
    left_out: UnitKind | None = None  # steps or a table too long for this reply: point to the article
    number: int = 0  # which of the customer's questions, from 0
    heading: str = ""  # of the section
    kept: bool = False  # it wants data of others: refused, not looked for

    @property
    def found(self) -> bool:
        return bool(self.quotations) or self.left_out is not None


@dataclass(frozen=True, slots=True)
class _Reading:
    """One question against the sections found; ``several``: search was asked for all of several questions."""

    number: int
    wants: Sought
    candidates: tuple[Candidate, ...]
    several: bool
    wording: Wording
    budget: int
    trust: float = TRUST

    def score(self, candidate: Candidate) -> float:
        return weight(candidate, self.wants, trust=self.trust, wording=self.wording)

    def covered(self, candidate: Candidate) -> float:
        return self.wants.covers(all_terms(candidate))

    def answers_another(self, section: Section) -> bool:
        """Whether the section is an entry for another question, to which its yes or no belongs."""
        return section.asks and alike_weighed(section.heading_terms, self.wants) < _SAME_QUESTION

    def _hangs_on_heading(self, first: Quotation, section: Section) -> bool:
        """Whether the quotation is a yes or no to another question, or a fragment that the heading makes a sentence."""
        if self.wording.yes_no.match(first.text) and self.answers_another(section):
            return True
        opening = next((unit for unit in section.units if unit.span.start == first.span.start), None)
        return opening is not None and needs_heading(opening, section)

    def answer(self, candidate: Candidate, budget: int) -> Answer:
        quoted, left_out = quotations_from(candidate, self.wants, wording=self.wording, budget=budget)
        if quoted and self._hangs_on_heading(quoted[0], candidate.section):
            quoted = (heading_of(candidate), *quoted)
        return Answer(self.wants.question, quoted, candidate.article, left_out, self.number, candidate.section.heading)


@dataclass(frozen=True, slots=True)
class Asked:
    """``query``: the message for search; ``message``: the customer's words, for the codes in them.

    ``searched``: the questions that were searched apart, each with its hits. ``refused``: the reply is to say no.
    ``for_person``: of the questions, those about the customer's own case; ``of_others``: about another customer's.
    """

    questions: tuple[str, ...]
    query: str
    message: str = ""
    searched: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    refused: bool = False
    for_person: tuple[str, ...] = ()
    of_others: tuple[str, ...] = ()


def answers(
    asked: Asked,
    hits: tuple[Hit, ...],
    *,
    wording: Wording,
    budget: int,
    barred: frozenset[tuple[str, Span]] = frozenset(),
    near: Near | None = None,
) -> tuple[Answer, ...]:
    """One answer per question, in order, but for those that share one. ``budget``: characters of quoted text, in all.

    ``barred``: article ids and stretches that must not be quoted.
    """
    questions = asked.questions
    several = len(questions) > 1
    candidates = candidates_of(hits[: READ_HITS + 2 * (len(questions) - 1)], barred)
    if not candidates or not questions:
        return ()
    share = int(budget * 1.3 / len(questions)) if several else budget
    known = Counter(term for candidate in candidates for term in all_terms(candidate))
    found = []
    for number, question in enumerate(questions):
        if question in asked.for_person:
            found.append(Answer(question, number=number, kept=question in asked.of_others))
            continue
        own = candidates_of(asked.searched.get(question, ())[:READ_HITS] if several else (), barred)
        read = as_found(candidates, own) if own else candidates
        text = question if several else asked.query
        wants = sought(question, text, asked.message, known, len(candidates), wording=wording)
        wants = replace(wants, refused=asked.refused, near=_compared(text, read, near))
        trust = _trust(wants, question) if own else TRUST_SEVERAL if several else TRUST
        found.append(_found(_Reading(number, wants, read, several, wording, share, trust)))
    return _merged(found, wording)


def _trust(wants: Sought, question: str) -> float:
    """In its own search, less where a story stood before it: that found what the story is about."""
    return _TRUST_APART if wants.question == question else TRUST_SEVERAL


def _compared(question: str, candidates: tuple[Candidate, ...], near: Near | None) -> Mapping[str, float]:
    """The stretches of the sections that search named, each with its closeness to the question."""
    if near is None:
        return {}
    sections = [one.section for one in candidates if one.named]
    texts = [unit.text for section in sections for unit in section.units[:_COMPARED]]
    texts += [section.heading for section in sections if section.asks]
    texts = list(dict.fromkeys(texts))
    return dict(zip(texts, near(question, texts), strict=False))


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
    wants, held = reading.wants, all_terms(best)
    if lists_asked(best, wants, reading.wording):
        return True
    shared = [term for term in (wants.core if reading.several else wants.wanted) if term in held]
    if all(term in light_terms() for term in shared):
        return False
    if keeps_ours_back(best.section, wants.question, wants.counted, reading.wording):
        return False
    if reading.several and any(wants.near.get(unit.text, 0.0) >= _MEANT for unit in best.section.units):
        return True
    return coverage(held, wants.core) >= ENOUGH if reading.several else reading.covered(best) >= LEAST


# --- which section ----------------------------------------------------------------------------------


def _bar(best: Candidate, reading: _Reading, behind: float) -> float:
    """What a section must score that may be so far behind the best."""
    return reading.score(best) - behind * (_SEVERAL if reading.several else 1.0)


def _newer(best: Candidate, reading: _Reading) -> Candidate:
    """A newer article that says the same, or something else about the same, wins."""
    bar, covered = _bar(best, reading, _NEWER), 0.95 * reading.covered(best)
    for other in reading.candidates:
        later = (other.article.updated_at or "") > (best.article.updated_at or "")
        if other.article.article_id == best.article.article_id or not later or reading.score(other) < bar:
            continue
        if reading.covered(other) < covered:
            continue  # the question names something that only the older article knows
        if alike(best.section.terms, other.section.terms) >= 0.5 or disagree(best, other, reading.wants):
            best = other
    return best


# --- the answer -------------------------------------------------------------------------------------


def _continued(answer: Answer, best: Candidate, reading: _Reading) -> Answer:
    """Where room is left, the next section of the same article, if it speaks of what the first one left out."""
    left = reading.budget - sum(len(quotation.text) for quotation in answer.quotations)
    if not answer.quotations or left < reading.budget * _WORTH_GOING_ON or not _goes_on(best):
        return answer
    article_id = best.article.article_id
    others = [one for one in reading.candidates if one is not best and _goes_on(one)]
    rival = max((one for one in others if one.article.article_id == article_id), key=reading.score, default=None)
    if rival is None or reading.score(rival) < _bar(best, reading, _CLOSE):
        return answer
    still_open = open_words(reading.wants, best.section.terms)
    if still_open and coverage(rival.section.terms, still_open) < _NEW_WORDS:
        return answer
    both = answer.quotations + reading.answer(rival, left).quotations
    return replace(answer, quotations=tuple(sorted(both, key=lambda quotation: quotation.span)))


def _goes_on(candidate: Candidate) -> bool:
    """Not so an entry that answers a question of its own: its heading asks, or a line parts it and nothing heads it."""
    return bool(candidate.section.heading) and not candidate.section.asks


def _merged(found: list[Answer], wording: Wording) -> tuple[Answer, ...]:
    """Two questions that the same stretch answers get one answer."""
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
