"""A word of a text and a word to put in its place -> the latter in the form that fits.

Replacing a word by another of equal gender keeps every adjective and verb around it right; across
genders it does not. And a form such as «проблемы» is three cases at once: only where all of them
lead to one form of the new word is it sure which was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.lemmas import Parse, inflect, parses

_CASES = {"gen1": "gent", "gen2": "gent", "acc2": "accs", "loc1": "loct", "loc2": "loct", "voct": "nomn"}
_MAIN_CASES = frozenset({"nomn", "gent", "datv", "accs", "ablt", "loct"})
_NUMBERS = frozenset({"sing", "plur"})
_GENDERS = frozenset({"masc", "femn", "neut"})
_VOWELS = "aeiou"
_RUSSIAN_VOWELS = "аеёиоуыэюя"
_PREPOSITIONS = {
    "с": "сзшж",
    "в": "вф",
    "к": "кг",
}  # each with the sounds that, before a consonant, ask for «со», «во», «ко»


@dataclass(frozen=True, slots=True)
class Swap:
    """``sure``: all readings of the form lead to this one."""

    text: str
    sure: bool


@lru_cache(maxsize=4096)
def swap_russian(form: str, source: str, target: str) -> Swap | None:
    """``target`` in the case and number of ``form``, a form of ``source``; None where there is none."""
    readings = [parse for parse in parses(form) if parse.lemma == source]
    forms = [inflect(target, grammemes) for grammemes in map(_case_and_number, readings) if grammemes]
    found = [text.replace("ё", "е") if "ё" not in form else text for text in forms if text is not None]
    return Swap(found[0], len(set(found)) == 1) if found else None


def _case_and_number(parse: Parse) -> tuple[str, ...]:
    number = parse.grammemes & _NUMBERS
    case = {_CASES.get(name, name) for name in parse.grammemes} & _MAIN_CASES
    return (next(iter(case)), next(iter(number))) if case and number else ()


def same_gender(left: str, right: str) -> bool:
    """Whether two Russian nouns agree with the same adjectives: gender and animacy."""
    return _agreement(left) == _agreement(right) != frozenset()


@lru_cache(maxsize=1024)
def _agreement(lemma: str) -> frozenset[str]:
    readings = [parse for parse in parses(lemma) if parse.lemma == lemma and parse.pos == "NOUN"]
    return readings[0].grammemes & (_GENDERS | {"anim", "inan"}) if readings else frozenset()


def swap_english(form: str, source: str, target: str, before: str) -> str | None:
    """``target`` in the number of ``form``; None where an article before it would not fit."""
    if form == source and before in ("a", "an"):
        return target if (before == "an") == (target[0] in _VOWELS) else None
    if form == source:
        return target
    return _plural(target) if form in (source + "s", source + "es") else None


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def fits_after(before: str, word: str) -> bool:
    """«с ситуацией», but not «с сложностью»: that would take «со», a change outside the replaced word."""
    return not (before in _PREPOSITIONS and word[:1] in _PREPOSITIONS[before] and word[1:2] not in _RUSSIAN_VOWELS)


def in_letter_case_of(pattern: str, word: str) -> str:
    if len(pattern) > 1 and pattern.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word
