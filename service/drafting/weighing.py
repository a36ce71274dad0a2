"""A question and a section -> how much speaks for it that the section answers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from kb_index.ranking.wording import answers_yes_or_no
from kb_index.ranking.wording import wording as asked_how
from kb_index.text.facts import FactKind
from kb_index.text.lemmas import search_terms
from service.drafting.candidates import Candidate
from service.drafting.cells import compared_in
from service.drafting.leave import says_who_may
from service.drafting.listing import lists_asked, title_terms
from service.drafting.narrowing import limits_refund, period_told, tells_how_many
from service.drafting.passages import Row, Section, Unit, UnitKind
from service.drafting.prompt_book import Wording
from service.drafting.seeking import Sought, codes_of, coverage, kinds_of
from service.understanding.topics import light_terms

# Fitted (multinomial logit over the passages found, target: token F1 with the reference answer) on the questions of one
# vendor's help centre and tried on the other's, in both languages; the weights of both fits lie close together. What no
# help centre at hand can show, since their questions were taken out of the text (headings, entries of questions and
# answers, codes), keeps the weight that it had beside search, in the same proportion.
TRUST, TRUST_SEVERAL = 10.0, 2.4  # search ranked for the whole message, or for all of several questions
_BY_NEAREST, _BY_OPENING = 1.4, 0.7  # cosine of the nearest sentence, and of the first
_BY_UNIT = 1.4  # share of the question in the best stretch, under its heading
_BY_WORDS = 0.1  # and in all of the section and the title: decides between equals
_DEFINES, _YES_OR_NO = 1.8, 1.0  # «Что такое X?» — «X — это…»; a yes or no where one is asked for
_FIGURE, _STEPS = 0.4, 0.1  # a figure of the kind that is asked for, steps where a way is
_BY_HEADING = 0.3  # and the part of the question in a heading that says how: «Как выгрузить заказы»
_ROW, _ROW_NAMED = 1.2, 3.0  # a row by that name with a figure of that kind; a third of the question names it fully
_CELL, _ANY_CELL = 2.0, 1.0  # the price of what is named, under the period that is named; another cell named twice
_FAQ = 1.0  # among questions and answers the heading decides
_CODE_HEADED, _CODE_NAMED, _CODE_FOREIGN = 6.0, 2.4, 1.2  # a section about the code; that mentions it; about another
_UNDER_HEADING = 0.5  # what a word of the heading is worth in a stretch that does not repeat it
_INTRODUCED = 1000  # characters of an article in which it says what it is about
_LIMITS = 2.0  # terms that limit a refund, where money back is asked for
_LEAVE = 6.0  # a stretch that says who may, where that is asked: steps for those who may answer nobody
_REMEDY = 0.4  # steps where something is wrong: what a code means is no help
# The form of an answer to another kind of question.
_INTRODUCES, _YES_TO_OTHER, _STEPS_UNASKED, _TABLE_UNASKED = 0.5, 0.5, 0.8, 0.8
_SAME_TROUBLE = 1.0  # a heading that tells of trouble, too: "If a code won't scan"
_LISTED = 1.5  # a list under the name of what there is to be listed
_HOW_MANY = 1.5  # a figure beside what is to be counted
_OTHER_PERIOD, _SAME_PERIOD = 2.5, 1.0  # terms of those who pay by the month, for whoever pays by the year
_UNPRICED = 1.5  # no price at all, where one is asked for
_COMPARED = 3.0  # a table that holds both of what is to be compared
_TWICE, _YES_REFUSED = 1.5, 1.5  # money taken twice, in whatever words; a yes where the reply is to say no
_PRICE = frozenset({FactKind.MONEY})
_SHORT = 500  # characters of a section whose sentences speak of one thing
_USUAL = 200  # characters of a stretch
_NAMED = 0.5  # of the question's words that a definition of the thing holds


def weight(candidate: Candidate, wants: Sought, *, trust: float, wording: Wording) -> float:
    """The greater, the likelier; differences between sections of one question mean something, sums do not."""
    section = candidate.section
    total = trust * candidate.similarity
    total += _closeness(section, wants)
    total += _BY_WORDS * wants.covers(all_terms(candidate))
    total += _BY_UNIT * max(_held(unit, section, wants) for unit in section.units)
    total += _LISTED if lists_asked(candidate, wants, wording) else 0.0
    total += _form(section, wants, wording) - _misfit(section, wants, wording) + _period(section, wants, wording)
    return total + _code_bonus(candidate, wants)


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
    return candidate.section.terms | title_terms(candidate.article.title)


def _held(unit: Unit, section: Section, wants: Sought) -> float:
    """How much of the question a stretch holds; a long list holds many words by chance."""
    usual = min(1.0, math.pow(_USUAL / (unit.length + 1), 0.15))
    alone = coverage(unit.terms, wants.own)
    headed = coverage(unit.terms | section.heading_terms, wants.own)
    return (alone + _UNDER_HEADING * (headed - alone)) * usual


def _form(section: Section, wants: Sought, wording: Wording) -> float:
    """Whether the section has the form of an answer to such a question."""
    first = section.units[0]
    bonus = _figures(section, wants, wording)
    if wants.way and any(unit.kind is UnitKind.STEPS for unit in section.units):
        bonus += _STEPS + _BY_HEADING * _asks_the_way(section, wants, wording)
    if wants.remedy and any(unit.kind is UnitKind.STEPS for unit in section.units):
        bonus += _REMEDY
    if wording.trouble.search(section.heading) and wording.trouble.search(wants.question):
        bonus += _SAME_TROUBLE if not (section.asks or wants.figures) else 0.0  # a limit is asked for, no way out
    if section.asks:
        bonus += _FAQ * (alike_weighed(section.heading_terms, wants) - 0.5)
    if not section.asks and wording.refund.search(wants.question):  # among questions and answers the heading decides
        bonus += _LIMITS if limits_refund(section, frozenset(wants.wanted), wording) else 0.0
    if asked_how(wants.question, 0).polar and answers_yes_or_no(first.text):
        bonus += _YES_OR_NO
    if wording.charged_twice.search(wants.question) and _tells(section, wording.charged_twice):
        bonus += _TWICE
    if wants.refused and wording.says_yes.match(first.text):  # «Да, если…» reads as a yes to whoever does not fit
        bonus -= _YES_REFUSED
    bonus += _LEAVE * max((says_who_may(unit, wants.leave, wording) for unit in section.units), default=0.0)
    if wording.asks_what.search(wants.question.strip()) and wording.defines.match(first.text):
        bonus += _DEFINES if coverage(first.terms, wants.own) >= _NAMED else 0.0
    return bonus


def _figures(section: Section, wants: Sought, wording: Wording) -> float:
    """What speaks for the figures, the lists and the rows of a section."""
    bonus = _FIGURE if _figured(section, wants) else 0.0
    if any(tells_how_many(unit, section, wants.counted) for unit in section.units):
        bonus += _HOW_MANY
    if wording.compares.search(wants.question) and any(compared_in(unit, wants.own) for unit in section.units):
        bonus += _COMPARED
    rows = ((unit, row) for unit in section.units for row in unit.rows)
    return bonus + max((_row_bonus(unit, row, section, wants) for unit, row in rows), default=0.0)


def _misfit(section: Section, wants: Sought, wording: Wording) -> float:
    """What speaks against a section that has the form of an answer to another kind of question.

    An introduction where nobody asks what the thing is; a yes or no, or steps, where a figure or a name is wanted.
    """
    asked, opening = wants.question, section.units[0].text
    if wording.asks_price.search(asked) and not (
        _tells(section, wording.free) or any(kinds_of(unit.text) & _PRICE for unit in section.units)
    ):
        return _UNPRICED
    introduced = wording.asks_what.search(asked.strip()) or wording.asks_use.search(asked) or section.asks
    against = _INTRODUCES if wording.introduces.match(opening) and not introduced else 0.0
    way, fact = wording.asks_way.search(asked), wording.asks_fact.search(asked)
    if (
        wording.enumerates.search(asked)
        and wording.trouble.search(section.heading)
        and not wording.trouble.search(asked)
    ):
        against += _SAME_TROUBLE  # "When a payment fails" lists no ways of paying
    if asked_how(asked, 0).polar or not (way or fact):
        return against
    against += _YES_TO_OTHER if answers_yes_or_no(opening) else 0.0
    told = wording.consequence.search(asked) or (way and not wants.figures and not fact)
    against += _TABLE_UNASKED if told and section.units[0].kind is UnitKind.TABLE else 0.0
    steps = any(unit.kind is UnitKind.STEPS for unit in section.units)
    wanted = way or wants.remedy or wording.trouble.search(asked)
    return against + (_STEPS_UNASKED if steps and not wanted else 0.0)


def _period(section: Section, wants: Sought, wording: Wording) -> float:
    """Whether the section speaks of those who pay by the period that the customer pays by, or of others alone."""
    if not wants.period:
        return 0.0
    told = period_told(section.heading, "\n".join(unit.text for unit in section.units), wording)
    if not told:
        return 0.0
    return (_SAME_PERIOD if len(told) == 1 else 0.0) if wants.period & told else -_OTHER_PERIOD


def _asks_the_way(section: Section, wants: Sought, wording: Wording) -> float:
    """0..1: the part of the question in a heading that asks for a way, too."""
    asks = wording.way_words & set(section.heading.lower().split())
    return coverage(section.heading_terms, wants.own) if asks else 0.0


def _tells(section: Section, shape: re.Pattern[str]) -> bool:
    return any(shape.search(text) for text in (section.heading, *(unit.text for unit in section.units)))


def _row_bonus(table: Unit, row: Row, section: Section, wants: Sought) -> float:
    """A row by the name that is asked for, and no longer one; a price in a column that is asked for decides."""
    named = _named_row(row, section, wants)
    if not named or table.header is None:
        return 0.0
    own = frozenset(term for term in wants.own if term not in light_terms())
    columns = frozenset(search_terms(table.header.text)) - row.name_terms
    cell = (_CELL if wants.figures == _PRICE else _ANY_CELL) if own & columns else 0.0
    return _ROW * named * (0.5 + 0.5 * _exact(row.name_terms, wants)) + cell


def _named_row(row: Row, section: Section, wants: Sought) -> float:
    """0..1: how much of the question the name of a row is, where the row states such a figure as is asked for.

    A figure of any kind counts only where more than the name of the row is in question.
    """
    own = frozenset(term for term in wants.own if term not in light_terms())
    more = len(wants.figures) == 1 or own & (section.terms - row.name_terms)
    if not (own & row.name_terms and more and wants.figured(row.text)):
        return 0.0
    return min(1.0, _ROW_NAMED * coverage(row.name_terms, wants.own))


def alike_weighed(heading: frozenset[str], wants: Sought) -> float:
    """0..1: how much of the question the heading holds, and how little else."""
    return coverage(heading, wants.own) * _exact(heading, wants)


def _exact(terms: frozenset[str], wants: Sought) -> float:
    """0..1: the part of a name that the message holds."""
    return coverage(frozenset(wants.wanted), {term: wants.weight(term) for term in terms})


def _figured(section: Section, wants: Sought) -> bool:
    """Whether a stretch that speaks of the question states a figure of the kind that is asked for."""
    own = frozenset(term for term in wants.core if term not in light_terms())
    short = section.length <= _SHORT
    whole = section.terms if short else frozenset()
    return any(
        own & (whole if short else unit.terms | section.heading_terms) and wants.figured(unit.text)
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
