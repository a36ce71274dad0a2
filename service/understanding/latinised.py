"""Words in Latin letters -> whether they are Russian, and how they are spelt: «privet, ne mogu voyti v akkaunt»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from kb_index.text.english_words import english_words
from kb_index.text.language_words import function_words
from kb_index.text.lemmas import morphology

_SOUNDS = {
    "tsya": "тся",
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yo": "е", "jo": "е", "yu": "ю",
    "ju": "ю", "ya": "я", "ja": "я", "ye": "е", "je": "е", "iy": "ий", "ij": "ий", "yy": "ый", "yj": "ый", "a": "а",
    "b": "б", "v": "в", "w": "в", "g": "г", "d": "д", "e": "е", "z": "з", "i": "и", "j": "й", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х", "c": "ц",
    "y": "ы", "x": "х", "q": "я", "'": "ь",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_FIGURES = {"4": "ч", "6": "ш"}  # «4to», «6kola»: a figure inside of a word
# No address, no code and no name of a control: «Sites», `key_1`.
_WORD = re.compile(r"(?<![\w@./*#-])(?:[46](?=[a-z]))?[A-Za-z]+(?:[46'’](?=[a-z])[a-z]+)*(?![\w@*]|[./]\w|-\d)")
_LATIN_NAME = re.compile(r"[A-Z]{2,}|[a-z]+[A-Z]\w*")  # «VPN», «eSIM»
_HARD = re.compile(r"(?<=[лнтсдзрвмп])(?=[бвгджзклмнпрстфхцчшщ])")  # where a soft sign may be missing: «skolko»
_SOFTENED = 3  # places of a word that are tried for it
_AFTER_VOWEL = re.compile(r"(?<=[аеиоуыюя])ы")
_NEIGHBOURS = frozenset({"se", "kako", "nije", "hvala", "molim"})  # Serbian and Croatian sound much alike
_SHORT_WORDS = 2  # Russian words of grammar that no English sentence has
_MOST, _NEARLY_ALL = 0.6, 0.8  # of all words, where there are two such words, and where there is one


def reads_as_russian(words: Sequence[str]) -> bool:
    """Of words in Latin letters, most are Russian words as they sound, and more of the short ones than English."""
    low = [word.lower().replace("’", "'") for word in words]
    if not low or _NEIGHBOURS & set(low) or not all(word.isascii() for word in low):
        return False
    english = {word for word in low if "en" in function_words().get(word, ())}
    short = {word for word in low if word not in english and any(map(_is_grammar, _spellings(word)))}
    if len(short) <= len(english):
        return False
    known = sum(1 for word in low if word not in english and _is_russian(word))
    return known > 1 and known >= (_MOST if len(short) >= _SHORT_WORDS else _NEARLY_ALL) * len(low)


def in_cyrillic(text: str) -> str:
    """A text that `reads_as_russian` in Cyrillic letters; what is no Russian word by its sound stays as it is."""
    return _WORD.sub(lambda match: _respelt(match[0]), text)


@lru_cache(maxsize=4096)
def _respelt(word: str) -> str:
    low = word.lower().replace("’", "'")
    spellings = tuple(_more_spellings(low))
    known = next((one for one in spellings if _is_grammar(one)), None)
    known = known or next((one for one in spellings if morphology().word_is_known(one)), None)
    if known is None and (_LATIN_NAME.fullmatch(word) or low in english_words()):
        return word
    spelt = known or spellings[0]
    return spelt.capitalize() if word[0].isupper() else spelt


def _more_spellings(word: str) -> Iterator[str]:
    """As `_spellings`, then with figures for letters, «э» for «e» and soft signs inside: the likelier ones first."""
    lettered = "".join(_FIGURES.get(sign, sign) for sign in word)
    plain = tuple(_spellings(lettered))
    yield from plain
    for one in plain[::2]:
        if one[0] == "е":
            yield f"э{one[1:]}"
        yield from _softened(one)


def _softened(word: str) -> Iterator[str]:
    places = [match.start() for match in _HARD.finditer(word)][:_SOFTENED]
    for signs in sorted(product(("", "ь"), repeat=len(places)), key=lambda some: "".join(some).count("ь")):
        if any(signs):
            cuts = zip([0, *places], [*places, len(word)], ["", *signs], strict=True)
            yield "".join(sign + word[start:end] for start, end, sign in cuts)


def _is_grammar(word: str) -> bool:
    return "ru" in function_words().get(word, ())


@lru_cache(maxsize=4096)
def _is_russian(word: str) -> bool:
    return any(_is_grammar(one) or morphology().word_is_known(one) for one in _more_spellings(word))


def _spellings(word: str) -> Iterator[str]:
    """Latin letters name a sound, not a letter: «y» is three of them, and nobody writes the soft sign."""
    plain = _AFTER_VOWEL.sub("й", _SOUND.sub(lambda match: _SOUNDS[match[0]], word))
    for one in (plain, plain.replace("ы", "и"), plain.replace("ы", "й")):
        yield one
        yield f"{one}ь"
