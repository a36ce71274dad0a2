"""A question and a section -> how much speaks for it that the section answers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from kb_index.ranking.wording import answers_yes_or_no
from kb_index.ranking.wording import wording as asked_how
from kb_index.text.lemmas import search_terms
from service.drafting.candidates import Candidate
from service.drafting.passages import Row, Section, Unit, UnitKind
from service.drafting.prompt_book import Wording
from service.drafting.seeking import Sought, codes_of, coverage
from service.understanding.topics import light_terms

# Fitted (multinomial logit over the passages found, target: token F1 with the reference answer) on the questions of one
# vendor's help centre and tried on the other's, in both languages; the weights of both fits lie close together. What no
# help centre at hand can show, since their questions were taken out of the text (headings, entries of questions and
# answers, codes), keeps the weight that it had beside search, in the same proportion.
_BY_SEARCH, _TRUST_SEVERAL = 10.0, 2.4  # search ranked for the whole message, or for all of several questions
_BY_NEAREST, _BY_OPENING = 1.4, 0.7  # cosine of the nearest sentence, and of the first
_BY_UNIT, _BY_HEADING = 1.4, 0.3  # share of the question in the best stretch, and in the heading
_BY_WORDS = 0.1  # and in all of the section and the title: decides between equals
_DEFINES, _YES_OR_NO = 1.8, 1.0  # «Что такое X?» — «X — это…»; a yes or no where one is asked for
_FIGURE, _STEPS = 0.4, 0.1  # a figure of the kind that is asked for, steps where a way is
_ROW, _ROW_NAMED = 1.2, 3.0  # a row by that name with a figure of that kind; a third of the question names it fully
_FAQ = 1.0  # among questions and answers the heading decides
_CODE_HEADED, _CODE_NAMED, _CODE_FOREIGN = 6.0, 2.4, 1.2  # a section about the code; that mentions it; about another
_UNDER_HEADING = 0.5  # what a word of the heading is worth in a stretch that does not repeat it
_INTRODUCED = 1000  # characters of an article in which it says what it is about
_LIMITS = 2.0  # terms that limit a refund, where money back is asked for
_SHORT = 500  # characters of a section whose sentences speak of one thing
_USUAL = 200  # characters of a stretch
_NAMED = 0.5  # of the question's words that a definition of the thing holds


def weight(candidate: Candidate, wants: Sought, *, several: bool, wording: Wording) -> float:
    """The greater, the likelier; differences between sections of one question mean something, sums do not."""
    section = candidate.section
    total = (_TRUST_SEVERAL if several else _BY_SEARCH) * candidate.similarity
    total += _closeness(section, wants)
    total += _BY_WORDS * wants.covers(all_terms(candidate)) + _BY_HEADING * coverage(section.heading_terms, wants.own)
    total += _BY_UNIT * max(_held(unit, section, wants) for unit in section.units)
    return total + _form(section, wants, wording) + _code_bonus(candidate, wants)


def _closeness(section: Section, wants: Sought) -> float:
    """What nobody compared with the question counts as the least alike of what was."""
    if not wants.near:
        return 0.0
    least = min(wants.near.values())
    cosines = [wants.near.get(unit.text, least) for unit in section.units]
    asked = wants.near.get(section.heading, least) if section.asks else least
    return _BY_NEAREST * max(asked, *cosines) + _BY_OPENING * max(asked, cosines[0])


def all_terms(candidate: Candidate) -> frozenset[str]:
    """The terms of the section and of its article's title."""
    return candidate.section.terms | _title_terms(candidate.article.title)


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(search_terms(title, "ru"))


def _held(unit: Unit, section: Section, wants: Sought) -> float:
    """How much of the question a stretch holds; a long list holds many words by chance."""
    usual = min(1.0, math.pow(_USUAL / (unit.length + 1), 0.15))
    alone = coverage(unit.terms, wants.own)
    headed = coverage(unit.terms | section.heading_terms, wants.own)
    return (alone + _UNDER_HEADING * (headed - alone)) * usual


def _form(section: Section, wants: Sought, wording: Wording) -> float:
    """Whether the section has the form of an answer to such a question."""
    first = section.units[0]
    bonus = 0.0
    if _figured(section, wants):
        bonus += _FIGURE
    bonus += _ROW * max((_named_row(row, section, wants) for unit in section.units for row in unit.rows), default=0.0)
    if wants.way and any(unit.kind is UnitKind.STEPS for unit in section.units):
        bonus += _STEPS
    if section.asks:
        bonus += _FAQ * (_alike_weighed(section.heading_terms, wants) - 0.5)
    if not section.asks and wording.refund.search(wants.question):  # among questions and answers the heading decides
        bonus += _LIMITS if any(wording.limits.search(unit.text) for unit in section.units) else 0.0
    if asked_how(wants.question, 0).polar and answers_yes_or_no(first.text):
        bonus += _YES_OR_NO
    if wording.asks_what.search(wants.question.strip()) and wording.defines.match(first.text):
        bonus += _DEFINES if coverage(first.terms, wants.own) >= _NAMED else 0.0
    return bonus


def _named_row(row: Row, section: Section, wants: Sought) -> float:
    """0..1: how much of the question the name of a row is, where the row states such a figure as is asked for.

    A figure of any kind counts only where more than the name of the row is in question.
    """
    own = frozenset(term for term in wants.own if term not in light_terms())
    more = len(wants.figures) == 1 or own & (section.terms - row.name_terms)
    if not (own & row.name_terms and more and wants.figured(row.text)):
        return 0.0
    return min(1.0, _ROW_NAMED * coverage(row.name_terms, wants.own))


def _alike_weighed(heading: frozenset[str], wants: Sought) -> float:
    """0..1: how much of the question the heading holds, and how little else."""
    total = sum(wants.weight(term) for term in heading)
    foreign = sum(wants.weight(term) for term in heading if term not in wants.wanted)
    return coverage(heading, wants.own) * (1.0 - foreign / total) if total else 0.0


def _figured(section: Section, wants: Sought) -> bool:
    """Whether a stretch that speaks of the question states a figure of the kind that is asked for."""
    own = frozenset(term for term in wants.core if term not in light_terms())
    short = section.length <= _SHORT
    return any(
        wants.figured(unit.text) and own & (section.terms if short else unit.terms | section.heading_terms)
        for unit in section.units
    )


def _code_bonus(candidate: Candidate, wants: Sought) -> float:
    """Sections of an article that is all about the code are equal in this: what the code means is no better than what
    helps against it."""
    if not wants.codes:
        return 0.0
    section, headed = candidate.section, codes_of(candidate.section.heading)
    if headed & wants.codes:
        return _CODE_HEADED
    if not headed and _subject(candidate.article.title, candidate.article.body_markdown[:_INTRODUCED]) & wants.codes:
        return _CODE_NAMED
    if codes_of(" ".join(unit.text for unit in section.units)) & wants.codes:
        return _CODE_NAMED
    return -_CODE_FOREIGN if headed else 0.0


@lru_cache(maxsize=4096)
def _subject(title: str, opening: str) -> frozenset[str]:
    """The one code that an article is about, by its title or by what stands above its first heading."""
    above = re.split(r"^#+ ", opening.lstrip("# \n"), maxsplit=1, flags=re.MULTILINE)[0]
    named = codes_of(title) or codes_of(above)
    return named if len(named) == 1 else frozenset()


def open_words(wants: Sought, held: frozenset[str]) -> Mapping[str, float]:
    """What is wanted and not held yet, with its weight."""
    return {term: one for term, one in wants.wanted.items() if term not in held}
