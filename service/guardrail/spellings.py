"""A word form -> the word that it was meant to be; None where it is right, or where nobody can be sure.

A form that no dictionary knows is more often a name, a term or a new word than a slip. So a correction is
offered only for the slips that hands and ears make: two letters swapped, a letter doubled or not, a vowel or
consonant that sounds like another, and in longer words a letter left out or put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kb_index.text.english_words import english_words
from kb_index.text.lemmas import known, parses

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_SHORTEST, _LONGEST = 5, 32  # no word is longer; what is, would cost time that grows with its square
_LONG_RUSSIAN, _LONG_ENGLISH = 8, 7  # from so many letters on, one more or less makes no other word by chance
_RARE = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init", "Arch", "Erro", "Dist"})
_VOWELS_RUSSIAN = ("ао", "ае", "еи", "иы", "шщ", "ьъ", "яе")
_CONSONANTS_RUSSIAN = ("зс", "дт", "бп", "вф", "гк", "жш")
_ALIKE_ENGLISH = ("aeiou", "cs", "sz")
_LETTERS_RUSSIAN, _LETTERS_ENGLISH = "абвгдеежзийклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz"
_LEAST_FREQUENCY = 1e-7  # of the word meant, among all words of running text
_PREFIXES = """
    авто анти аудио аэро безо видео гипер гос кибер контр крипто макро мега медиа меж микро мини много мото мульти не
    недо нано нейро онлайн пере пост пред псевдо рас ре само сверх спец суб супер теле транс ультра фото экс электро
    энерго эко фин гео био демо веб интернет смарт тех техно под по рас с за об от раз
"""
_LEAST_PART, _LEAST_REST = 4, 5


@lru_cache(maxsize=100_000)
def russian_correction(form: str) -> str | None:
    """``form``: small letters, ё folded."""
    if not _SHORTEST <= len(form) <= _LONGEST or "-" in form or known([form]) or _is_prefixed(form):
        return None
    if form.endswith("тся") and known([form[:-3] + "ться"]):
        return form[:-3] + "ться"
    near = _swapped(form) + _doubled(form)
    found = _common(near)
    if not found and _is_compound(form):
        return None
    consonants = _CONSONANTS_RUSSIAN if len(form) > _LONG_RUSSIAN - 2 else ()
    found = found or _common(_alike(form, _VOWELS_RUSSIAN + consonants))
    if not found and len(form) >= _LONG_RUSSIAN:
        found = _common(_any_letter(form, _LETTERS_RUSSIAN))
    return _only(found, lambda word: (is_everyday(word), parses(word)[0].score))


def _common(forms: list[str]) -> list[str]:
    return [word for word in known(forms) if _is_common(word)]


def _is_prefixed(form: str) -> bool:
    starts = (prefix for prefix in _PREFIXES.split() if form.startswith(prefix))
    return any(len(rest) >= _LEAST_REST and known([rest]) for rest in (form[len(prefix) :] for prefix in starts))


def _is_compound(form: str) -> bool:
    """«техподдержка», «фотоотчёт», «видеозвонок», «теплосчётчик»: two words with or without a vowel between."""
    cuts = range(_LEAST_PART, len(form) - _LEAST_PART + 1)
    return any(
        known([form[cut:]]) and (known([form[:cut]]) or (form[cut - 1] in "ое" and _is_stem(form[: cut - 1])))
        for cut in cuts
    )


def _is_stem(stem: str) -> bool:
    return bool(known([stem, stem + "а", stem + "о", stem + "ь", stem + "я", stem + "ый", stem + "ий", stem + "ой"]))


@lru_cache(maxsize=20_000)
def _is_common(form: str) -> bool:
    return any(_RARE.isdisjoint(parse.grammemes) for parse in parses(form))


@lru_cache(maxsize=100_000)
def english_correction(form: str) -> str | None:
    """``form``: small letters, straight apostrophes. American and British spellings are both right."""
    if len(form) < _SHORTEST or not form.isalpha() or _is_english(form):
        return None
    words = english_words()
    found = _frequent(_swapped(form) + _doubled(form), _LEAST_FREQUENCY)
    if not found and _is_joined(form):
        return None
    found = found or _frequent(_alike(form, _ALIKE_ENGLISH if len(form) >= _LONG_ENGLISH else ()), _LEAST_FREQUENCY)
    if not found and len(form) >= _LONG_ENGLISH:
        found = _frequent(_any_letter(form, _LETTERS_ENGLISH), _LEAST_FREQUENCY * 10)
    return _only([word for word in found if word[0] == form[0]], lambda word: (words.word_usage_frequency(word), 0.0))


def _frequent(forms: list[str], least: float) -> list[str]:
    words = english_words()
    return [word for word in forms if word in words and words.word_usage_frequency(word) >= least]


def _is_english(form: str) -> bool:
    return form in english_words() or any(other in english_words() for other in _american(form))


def _is_joined(form: str) -> bool:
    """Two words written as one: "dropdown", "timestamp"."""
    return any(form[:cut] in english_words() and form[cut:] in english_words() for cut in range(3, len(form) - 2))


_BRITISH: Mapping[str, str] = {
    "our": "or", "ise": "ize", "isa": "iza", "isi": "izi", "yse": "yze", "ysi": "yzi", "tre": "ter", "ogue": "og",
    "ae": "e", "oe": "e", "lled": "led", "lling": "ling", "ller": "ler", "fence": "fense", "licence": "license",
    "pretence": "pretense", "mme": "m", "fulfil": "fulfill", "enrol": "enroll", "instal": "install", "skil": "skill",
    "gement": "gment", "cheque": "check",
}  # fmt: skip


def _american(form: str) -> list[str]:
    return [form.replace(british, american) for british, american in _BRITISH.items() if british in form]


def is_everyday(word: str) -> bool:
    """Whether a Russian word is among the twenty thousand most used forms."""
    return word in _everyday()


@cache
def _everyday() -> SpellChecker:
    """Loaded with the first slip (~0.02 s)."""
    from spellchecker import SpellChecker

    return SpellChecker(language="ru", distance=1)


# --- slips -------------------------------------------------------------------------------------------


def _swapped(form: str) -> list[str]:
    return [
        form[:place] + form[place + 1] + form[place] + form[place + 2 :]
        for place in range(len(form) - 1)
        if form[place] != form[place + 1]
    ]


def _doubled(form: str) -> list[str]:
    """A letter too many or too few in a pair."""
    single = [form[:place] + form[place + 1 :] for place in range(len(form) - 1) if form[place] == form[place + 1]]
    return single + [form[:place] + form[place] + form[place:] for place in range(1, len(form))]


def _alike(form: str, groups: tuple[str, ...]) -> list[str]:
    return [
        form[:place] + other + form[place + 1 :]
        for place, letter in enumerate(form)
        for group in groups
        if letter in group
        for other in group
        if other != letter
    ]


def _any_letter(form: str, letters: str) -> list[str]:
    return list(dict.fromkeys(_edits(form, letters)))


def _edits(form: str, letters: str) -> Iterator[str]:
    """The first letter stays: hands and ears rarely miss it, and a prefix makes another word."""
    for place in range(1, len(form)):
        yield form[:place] + form[place + 1 :]
        for letter in letters:
            yield form[:place] + letter + form[place:]
    for letter in letters:
        yield form + letter


def _only(found: list[str], likelihood: Callable[[str], tuple[float, float]]) -> str | None:
    return max(sorted(found), key=likelihood) if found else None
