"""A question of who may do something -> whether a sentence or a row of a table says who may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb_index.expansion.synonyms import meanings
from kb_index.text.lemmas import morphology, parses, search_terms
from service.drafting.passages import Row, Unit, UnitKind
from service.drafting.prompt_book import Wording
from service.understanding.topics import BORROWED, light_terms

_PREFIX = 4  # letters that two forms of a verb share: «отменить», «отменяет»; a part of one: "open", "reopen"
_ONLY, _LISTED, _NAMED = 1.0, 0.9, 0.8  # "only the owner may", the row of a table of roles, "accountants may"
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NAMES = frozenset({"NOUN", "ADJF", "PRTF", ""})  # "": a Latin word
_NEXT = 3  # words in which an English question names its subject: "can our sales manager"


@dataclass(frozen=True, slots=True)
class Leave:
    """Terms of whoever asks leave (none: «кто может…?»), of what is to be done, and of what it is done to."""

    persons: frozenset[str]
    deeds: frozenset[str]
    things: frozenset[str]


def leave_sought(story: str, question: str, wording: Wording) -> Leave | None:
    """None where nobody asks whether someone may. «А кладовщик?» asks for the deed of the question before."""
    if story.endswith(BORROWED):
        before = leave_sought("", story.removesuffix(BORROWED) + "?", wording)
        persons = _persons(question, wording.people)
        if before is not None and persons and not _deeds(question, 0, wording):
            return Leave(persons, before.deeds, before.things)
    who = wording.asks_who_may.search(question)
    asked = who or wording.asks_leave.search(question)
    if asked is None or (not who and wording.way_words & set(_WORD.findall(question.lower()))):
        return None  # «Как бухгалтеру отменить…» asks for the steps
    persons = frozenset() if who else frozenset(_subjects(question, asked, wording))
    deeds = _deeds(question, asked.end(), wording)
    if not deeds or not (who or persons):
        return None
    return Leave(persons, deeds, _things(question, wording) - persons - deeds)


def says_who_may(unit: Unit, leave: Leave | None, wording: Wording) -> float:
    """0..1: how plainly the stretch decides the question."""
    if leave is None:
        return 0.0
    if unit.kind is UnitKind.TABLE:
        told = _LISTED if leave.persons else _ONLY  # the row names everybody who may
        return told if deciding_rows(unit, leave, wording) else 0.0
    if unit.kind is not UnitKind.SENTENCE:
        return 0.0
    return max(_clause_says(clause, leave, wording) for clause in wording.clauses.split(unit.text))


def _clause_says(clause: str, leave: Leave, wording: Wording) -> float:
    persons = _persons(clause, wording.people)
    if not persons or not wording.states_leave.search(clause):
        return 0.0
    if not _speaks_of(frozenset(search_terms(clause)), leave):
        return 0.0
    if wording.only.search(clause):
        return _ONLY
    if not leave.persons:  # "managers do not see prices": who does?
        return 0.0 if wording.negates.search(clause) else _NAMED
    return _NAMED if _akin_any(leave.persons, persons) else 0.0


def deciding_rows(table: Unit, leave: Leave | None, wording: Wording) -> tuple[Row, ...]:
    """The rows named for what is to be done, of a table with a column for whoever asks, or for several roles."""
    if leave is None or table.header is None:
        return ()
    columns = [_persons(cell, wording.people) for cell in table.header.text.split(" · ")[1:]]
    held = _akin_any(leave.persons, frozenset().union(*columns)) if leave.persons else sum(map(bool, columns)) > 1
    return tuple(row for row in table.rows if _speaks_of(row.name_terms, leave)) if held else ()


def _speaks_of(terms: frozenset[str], leave: Leave) -> bool:
    meant = sum(any(_akin(thing, term) for term in terms) for thing in leave.things)
    return _akin_any(leave.deeds, terms) and 2 * meant >= len(leave.things)


def _akin_any(ones: frozenset[str], others: frozenset[str]) -> bool:
    return any(_akin(one, other) for one in ones for other in others)


@lru_cache(maxsize=20_000)
def _akin(one: str, other: str) -> bool:
    """Two words of one root, as far as their letters tell, or of one meaning."""
    if one == other or other in meanings(one):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < _PREFIX:
        return False
    shared = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short in long or shared >= max(_PREFIX, (len(short) + 1) // 2)


@lru_cache(maxsize=4096)
def _persons(text: str, people: frozenset[str]) -> frozenset[str]:
    """Terms of the words that name people; in Russian they are animate."""
    named = (word for word in _WORD.findall(text) if word.lower() in people or _animate(word, frozenset()))
    return frozenset(term for word in named for term in search_terms(word))


def _subjects(question: str, asked: re.Match[str], wording: Wording) -> Iterator[str]:
    """Those of whom leave is asked: in Russian in the case of a subject, in English next to the verb that asks."""
    words = list(_WORD.finditer(question))
    if wording.people:
        words = [one for one in words if one.start() >= asked.end()][:_NEXT]
    case = frozenset({"datv" if asked.groupdict().get("impersonal") else "nomn"})  # «можно ли бухгалтеру»
    for match in words:
        if match[0].lower() in wording.people or _animate(match[0], case):
            yield from search_terms(match[0])


@lru_cache(maxsize=20_000)
def _animate(word: str, cases: frozenset[str]) -> bool:
    """Whether the likeliest reading is a noun for a living thing, and any reading stands in one of the cases."""
    read = parses(word)
    if read[0].pos != "NOUN" or "anim" not in read[0].grammemes or not morphology().word_is_known(word.lower()):
        return False  # an unknown word is guessed to be alive too readily
    return not cases or any(cases & one.grammemes for one in read)


def _deeds(question: str, asked: int, wording: Wording) -> frozenset[str]:
    return frozenset(term for match in _verbs(question, asked, wording) for term in search_terms(match[0]))


def _things(question: str, wording: Wording) -> frozenset[str]:
    """Terms of what it is done to: how and when it is done tells nothing of who may."""
    named = (one for one in _WORD.findall(question) if parses(one)[0].pos in _NAMES and not one.lower().endswith("ly"))
    terms = (term for one in named if one.lower() not in wording.leave_words for term in search_terms(one))
    return frozenset(term for term in terms if term not in wording.leave_words) - light_terms()


def _verbs(question: str, asked: int, wording: Wording) -> Iterator[re.Match[str]]:
    """What is to be done: the infinitives, else the verb; in English the first word after whoever would do it."""
    words = list(_WORD.finditer(question))
    for kind in ("INFN", "VERB"):
        readings = [(one, parses(one[0])[0]) for one in words]
        found = [one for one, read in readings if read.pos == kind and read.lemma not in wording.leave_words]
        if found:
            yield from found
            return
    if wording.people:
        yield from _after_subject([one for one in words if one.start() >= asked and search_terms(one[0])], wording)


def _after_subject(words: list[re.Match[str]], wording: Wording) -> list[re.Match[str]]:
    """The first word behind the people who come first, if any do: "a sales manager or an owner *cancel*"."""
    people = [at for at, one in enumerate(words) if one[0].lower() in wording.people]
    behind = words[people[0] :] if people and people[0] < _NEXT else words
    return [one for one in behind if one[0].lower() not in wording.people | wording.leave_words][:1]
