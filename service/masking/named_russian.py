"""A Russian word with a capital -> what part of a name it may be, and the name in its cases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.lemmas import known, morphology, parses
from service.masking.declension import Cases, Part, declined
from service.masking.gender import Gender
from service.masking.markers import Case
from service.masking.nicknames import called

_PATRONYMIC = re.compile(r"[а-яё]{2,}(?:[ое]вич|[ое]вн|[ъь]?ични?ч?|инич)(?:а|у|ем|е|ы|ой|ою)?")
_SURNAME = re.compile(
    r"[а-яё]{2,}(?:[оеё]в|[иы]н|[оеё]ва|[иы]на|[цс]к(?:ий|ая|ой|ого|ому|им|ом|ую)|енко|[чщн]ук[ауе]?|[оа]в(?:ой|у|ым|е)"
    r"|[еи]н(?:ой|ым)|ян[ауе]?|яном|дзе|швили|евич[ауе]?|ович[ауе]?|ых|[оеё]в(?:ой|у|ым|ом))"
)
_FIRST = 0.5
_NAMES = frozenset({"Name", "Surn", "Patr"})
_ACTS = frozenset({"VERB"})


@dataclass(frozen=True, slots=True)
class Reading:
    """``sure``: most readings are of a name; ``only``: no other is worth mention; ``likely``: a name is among them."""

    part: Part
    gender: Gender | None
    sure: bool
    only: bool
    likely: bool


@lru_cache(maxsize=20_000)
def read_russian(word: str) -> Reading | None:
    """None: no name, or one that only its neighbours could tell."""
    low = word.lower()
    if "-" in low:
        return _double(low)
    readings = parses(low)
    if _PATRONYMIC.fullmatch(low) and any("Patr" in one.grammemes for one in readings):
        return Reading(Part.PATRONYMIC, _gender(low, Part.PATRONYMIC), sure=True, only=True, likely=True)
    told = bool(known((low,)))
    shares = {part: sum(one.score for one in readings if part in one.grammemes) for part in Part}
    part = max(shares, key=lambda one: shares[one])
    places = sum(one.score for one in readings if "Geox" in one.grammemes)
    if _is_pet(low):
        shares[Part.FIRST], part = max(shares[Part.FIRST], 0.3), Part.FIRST
    share, names = shares[part], min(1.0, sum(shares.values()))
    if not share or places > share or (not told and not _SURNAME.fullmatch(low) and part is not Part.FIRST):
        return None
    other = max((one.score for one in readings if not one.grammemes & _NAMES), default=0.0)
    sure = told and names >= _FIRST and len(low) > 2
    only = sure and other < 0.05
    return Reading(part, _gender(low, part), sure=sure, only=only, likely=told and (share >= 0.02 or sure))


def _double(low: str) -> Reading | None:
    parts = [read_russian(one) for one in low.split("-") if len(one) > 2]
    sure = len(parts) > 1 and all(one is not None and one.likely for one in parts)
    return Reading(parts[-1].part, parts[-1].gender, sure, sure, sure) if sure and parts[-1] is not None else None


@lru_cache(maxsize=4096)
def _is_pet(low: str) -> bool:
    return any(one.lemma in called() for one in parses(low)[:6] if "Name" in one.grammemes)


def _gender(low: str, part: Part) -> Gender | None:
    genders = {str(one.tag.gender) for one in morphology().parse(low) if part in one.tag and one.score > 0.01}
    return Gender(genders.pop()) if len(genders) == 1 and genders <= set(Gender) else None


@lru_cache(maxsize=20_000)
def is_act(word: str) -> bool:
    """«написала», «просит»: a verb that a person does."""
    best = parses(word)[0]
    return best.pos in _ACTS and "sing" in best.grammemes and "impr" not in best.grammemes


@lru_cache(maxsize=20_000)
def settled(word: str, part: Part, gender: Gender | None) -> tuple[str, Cases | None]:
    """The name in the nominative and in its cases, with the capitals of ``word``; itself where it cannot be told."""
    if "-" in word:
        return word, None
    for nominative, own in _nominatives(word.lower(), part, gender):
        cases = declined(nominative, part, own or gender)
        if word.lower() in cases.values():
            shown = {case: _like(word, cases[case]) for case in Case}
            return shown[Case.NOM], shown
    return word, None


def _nominatives(low: str, part: Part, gender: Gender | None) -> Iterator[tuple[str, Gender | None]]:
    for one in morphology().parse(low):
        told = str(one.tag.gender)
        if part not in one.tag or (gender is not None and told in set(Gender) and told != gender):
            continue
        form = one.inflect({"nomn", "sing"})
        if form is not None:
            yield str(form.word), Gender(told) if told in set(Gender) else None


def _like(pattern: str, form: str) -> str:
    if len(pattern) > 1 and pattern.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if pattern[:1].isupper() else form
