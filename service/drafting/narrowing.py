"""A question -> what narrows its answer: the things that are to be counted, the period that is paid for."""

from __future__ import annotations

import re
from functools import lru_cache

from kb_index.text.lemmas import parses, search_terms
from service.drafting.passages import Section, Unit, UnitKind
from service.drafting.prompt_book import Wording
from service.understanding.topics import light_terms

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NOUNS = frozenset({"NOUN", "ADJF", ""})  # "": a Latin word
_NAMED = 2  # words that name what is counted: "import rows"
_FIGURE = re.compile(r"\d(?:[\d .,\u00a0]*\d)?")
_MONEY = re.compile(r"\s*(?:[₽$€£%]|руб|eur|usd)", re.IGNORECASE)  # what a thing costs, not how many there are
_OURS = re.compile(r"\d{3}|@")  # no number and no address has less
_BESIDE = 3  # words between which a figure and what it counts stand: "5,000 rows", «Строк в файле: до 5 000»
_CLAUSE = re.compile(r"[.!?;\n]\s|\n")


def counted(question: str, wording: Wording) -> frozenset[str]:
    """Terms of what the question wants the number of: «сколько строк», "how many rows"; none for «сколько стоит»."""
    asked = wording.counts.search(question)
    words = _WORD.findall(question, asked.end())[:_NAMED] if asked else []
    if not words or parses(words[0])[0].pos not in _NOUNS:
        return frozenset()
    nouns = [word for word in words if parses(word)[0].pos == "NOUN"]  # «резервных копий» are copies
    named = nouns or [word for word in words if parses(word)[0].pos in _NOUNS]
    return frozenset(term for word in named for term in search_terms(word)) - light_terms()


@lru_cache(maxsize=4096)
def states_number_of(text: str, things: frozenset[str]) -> bool:
    """Whether a figure stands beside one of the things in one clause."""
    for clause in _CLAUSE.split(text) if things else ():
        for figure in (one for one in _FIGURE.finditer(clause) if not _is_price(clause, one)):
            before, after = (_WORD.findall(part) for part in (clause[: figure.start()], clause[figure.end() :]))
            beside = before[-_BESIDE:] + after[:_BESIDE]
            if things & {term for word in beside for term in search_terms(word)}:
                return True
    return False


def _is_price(clause: str, figure: re.Match[str]) -> bool:
    return bool(_MONEY.match(clause, figure.end())) or clause[: figure.start()].endswith(("$", "€", "£"))


def tells_how_many(unit: Unit, section: Section, things: frozenset[str]) -> bool:
    """Whether the stretch can answer how many: a figure beside the things, or a list of them under their name."""
    listed = unit.kind in (UnitKind.LIST, UnitKind.TABLE) and bool(things & section.heading_terms)
    return listed or states_number_of(unit.text, things)


def keeps_ours_back(section: Section, question: str, things: frozenset[str], wording: Wording) -> bool:
    """Whether a figure about ourselves is wanted that the section does not state: how many we are, our tax number."""
    if wording.asks_ours.search(question):
        return not any(_OURS.search(unit.text) for unit in section.units)
    if not things or not wording.about_us.search(question):
        return False
    return not any(tells_how_many(unit, section, things) for unit in section.units)


def limits_refund(section: Section, asked: frozenset[str], wording: Wording) -> bool:
    """Terms that limit a refund; also those of what the customer names: «Матрасы» beside the rules for everything."""
    texts = [unit.text for unit in section.units]
    if any(wording.limits.search(text) for text in (section.heading, *texts)):
        return True
    named = bool(section.heading_terms) and section.heading_terms <= asked
    return named and not wording.refund.search(section.heading) and any(wording.refund.search(text) for text in texts)


@lru_cache(maxsize=4096)
def _periods(text: str, monthly: re.Pattern[str], yearly: re.Pattern[str]) -> frozenset[str]:
    """Which ways of paying a text names: by the month, by the year."""
    named = {"month": monthly, "year": yearly}
    return frozenset(name for name, shape in named.items() if shape.search(text))


def period_asked(texts: tuple[str, ...], wording: Wording) -> frozenset[str]:
    """The one period that the first text names that names any; none where both are compared."""
    found = next((named for text in texts if (named := _periods(text, wording.monthly, wording.yearly))), frozenset())
    return found if len(found) == 1 else frozenset()


def period_told(heading: str, text: str, wording: Wording) -> frozenset[str]:
    """Of which period a stretch speaks: its heading tells, else its words."""
    return _periods(heading, wording.monthly, wording.yearly) or _periods(text, wording.monthly, wording.yearly)
