"""A claim and the sayings that back it -> what the claim adds: a name, a limit, a strong word, a new thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import cache, lru_cache

from kb_index.text.facts import Fact
from kb_index.text.lemmas import Parse, lemmas, parses, search_terms
from kb_index.text.tokens import Token, TokenKind, tokenize
from service.drafting.backing.claims import Claim, meaning
from service.drafting.backing.sayings import Saying, terms_of
from service.drafting.backing.turned import kin

Cover = Callable[[str], float]

_NAMED = 0.8
_CLAUSE_ENOUGH = 0.2  # of the words of one clause: less is a condition or a claim that was added
_CLAUSE_TERMS = 3
_STRONG_WORDS = """
только лишь исключительно никогда всегда бесплатно бесплатный мгновенно мгновенный немедленно сразу автоматически
гарантировать гарантия гарантированно кроме любой каждый всем всех даже следующий предыдущий последний неограниченно
only solely exclusively never always free instantly immediately automatically guarantee guaranteed except unlimited
every each everyone anyone everybody even next previous last безлимитный
"""
_ALL_WORDS = "любой каждый весь все всем всех всё every each all any everyone anyone everybody per a an"
_WHOLE_WORDS = "любой каждый всем всех every each everyone anyone everybody"
_STRONG, _ALL, _WHOLE = (frozenset(words.split()) for words in (_STRONG_WORDS, _ALL_WORDS, _WHOLE_WORDS))
_BEFORE_QUANTITY = frozenset({"только", "лишь", "only"})
_ONE = re.compile(r"\b(?:один|одна|одно|одну|раз|once|one|single|1)\b", re.IGNORECASE)
_QUANTITY = re.compile(r"\W*(?:один|одна|одно|одну|раз|once|one|\d)", re.IGNORECASE)
_NARROWING = re.compile(r"\b(?:для|кроме|только|лишь|for|except|without|only)\s+(?:(?:the|an?)\s+)?(\w+)", re.I)
# Behind one of these stands a thing, not an action.
_THING = re.compile(
    r"\b(?:the|an?|your|our|by|from|for|in|to|with|of|as|on|at|into|via|per)\s+(?:(?:the|an?|your|our)\s+)?([a-z]{3,})\b"
)
_UNITS = """
год:год,годовой,ежегодно,ежегодный,year,yearly,annual,annually месяц:месяц,месячный,ежемесячно,ежемесячный,month,monthly
неделя:неделя,недельный,еженедельно,week,weekly день:день,сутки,дневной,ежедневно,day,daily час:час,часовой,hour,hourly
минута:минута,minute секунда:секунда,second ночь:ночь,ночной,night,nightly квартал:квартал,квартальный,quarter
"""
# Nouns that hold a sentence together or name a part of a screen: with them nothing new is claimed.
_DISCOURSE_WORDS = """
обратить внимание учесть помнить напоминать напомнить важный кстати также кроме сожаление образ итак пример правило
случай условие порядок шаг действие способ вариант момент помощь подробность информация данные сведение статья
инструкция справка раздел страница кнопка меню вкладка окно поле ссылка экран список форма сторона ситуация вопрос
ответ срок время название note please unfortunately sorry remember keep mind case important addition example rule
rules step steps way ways option moment help details detail information article guide section page button menu tab
window field link screen list form place situation question answer time name end start order purchase entry покупка
начало конец часть part
"""
_DISCOURSE = frozenset(_DISCOURSE_WORDS.split())


def added(
    claim: Claim, sayings: Sequence[Saying], cover: Cover, *, known: Collection[str], said: Collection[str]
) -> str | None:
    """The words that the claim adds. ``known``: terms of the ticket; ``said``: those of all that was shown."""
    held_terms = frozenset(term for saying in sayings for term in saying.terms | saying.about)
    return (
        _strong(claim, sayings, held_terms)
        or _unit(claim, sayings, known)
        or next((match[0] for match in _NARROWING.finditer(claim.text) if _uncovered(match[1], cover)), None)
        or next((" ".join(sorted(one)) for one in claim.clauses if _unheard(one, cover)), None)
        or _new_thing(claim, cover, known, said)
    )


def unnamed(claim: Claim, cover: Cover, *, known: Collection[str]) -> str | None:
    """Names that neither the sayings nor the ticket hold."""
    names = sorted(term for term in claim.names if term not in known and cover(term) < _NAMED)
    return ", ".join(names) or None


def _strong(claim: Claim, sayings: Sequence[Saying], held_terms: Collection[str]) -> str | None:
    held = frozenset(token.norm for saying in sayings for token in tokenize(saying.text))
    tokens = tokenize(claim.text)
    ordered = any("impr" in parse.grammemes for token in tokens for parse in _readings(token))
    counted = any(_ONE.search(saying.text) for saying in sayings)
    for token in tokens:
        if token.norm not in _STRONG or token.norm in held or _key(token.norm) & frozenset(held_terms):
            continue
        softened = token.norm in _BEFORE_QUANTITY and _QUANTITY.match(claim.text, token.span.end) and counted
        urging = token.norm == "сразу" and ordered  # «сразу скопируйте» promises nothing
        whole = token.norm in _WHOLE and not _ALL.isdisjoint(held)
        if not (softened or urging or whole):
            return token.text
    return None


def _readings(token: Token) -> tuple[Parse, ...]:
    return parses(token.norm)[:1] if token.kind is TokenKind.WORD and not token.norm.isascii() else ()


@lru_cache(maxsize=4096)
def _key(word: str) -> frozenset[str]:
    return terms_of(word)


@cache
def _unit_of() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in _UNITS.split():
        unit, words = entry.split(":")
        found.update(dict.fromkeys((form for word in words.split(",") for form in (word, *search_terms(word))), unit))
    return found


def _unit(claim: Claim, sayings: Sequence[Saying], known: Collection[str]) -> str | None:
    """«В неделю» for «в месяц»: a unit without a number is no fact, and says as much."""
    told = {unit for saying in sayings for unit in units_in(saying.text)}
    named = {term for saying in sayings for term in saying.about} | {*known}
    bare = [
        unit
        for unit, at in _units(claim.text)
        if not any(fact.span.start <= at < fact.span.end for fact in claim.facts)
    ]
    held = told | {_unit_of()[term] for term in named if term in _unit_of()}
    return next((unit for unit in bare if unit not in held), None) if told else None


def _units(text: str) -> list[tuple[str, int]]:
    found = []
    for token in tokenize(text):
        keys = lemmas(token.norm) if token.kind is TokenKind.WORD and not token.norm.isascii() else _key(token.norm)
        found += [(_unit_of()[key], token.span.start) for key in (token.norm, *keys) if key in _unit_of()][:1]
    return found


@lru_cache(maxsize=4096)
def units_in(text: str) -> frozenset[str]:
    return frozenset(unit for unit, _ in _units(text))


def one_of_unit(fact: Fact, saying: Saying) -> bool:
    """«Один год» where the saying has «год»."""
    if not re.fullmatch(r"(?:од(?:ин|на|но|ну|ного|ной)|1|one|an?)\s\w+", fact.text, re.IGNORECASE):
        return False
    bare = [
        unit for unit, at in _units(saying.text) if not any(one.span.start <= at < one.span.end for one in saying.facts)
    ]
    return bool(units_in(fact.text) & frozenset(bare))


def _uncovered(word: str, cover: Cover) -> bool:
    return any(cover(term) == 0.0 for term in meaning(word))


def _unheard(clause: Collection[str], cover: Cover) -> bool:
    return len(clause) >= _CLAUSE_TERMS and sum(map(cover, clause)) < _CLAUSE_ENOUGH * len(clause)


def _new_thing(claim: Claim, cover: Cover, known: Collection[str], said: Collection[str]) -> str | None:
    """A thing that neither what was shown nor the ticket speaks of: a post for an e-mail, a friend for an owner."""
    for term in _things(claim.text):
        if cover(term) > 0.0 or term in known or term in _DISCOURSE:
            continue
        if not any(_akin(term, other) for other in (*said, *known)):
            return term
    return None


def _akin(one: str, other: str) -> bool:
    """Also an action and its name: «изменить» and «изменение»."""
    return kin(one, other) or (len(one) > 5 < len(other) and one[:5] == other[:5])


@lru_cache(maxsize=2048)
def _things(text: str) -> tuple[str, ...]:
    """Nouns: Russian ones by their form, English ones by the word before them."""
    nouns = [token.norm for token in tokenize(text) if any(one.pos == "NOUN" for one in _readings(token))]
    nouns += [match[1] for match in _THING.finditer(text.lower())]
    return tuple(term for noun in nouns for term in meaning(noun))
