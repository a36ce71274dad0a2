"""Words in Latin letters -> whether they are Russian: «privet, ne mogu voyti v akkaunt»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kb_index.text.language_words import function_words
from kb_index.text.lemmas import morphology

_SOUNDS = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yo": "е", "jo": "е", "yu": "ю",
    "ju": "ю", "ya": "я", "ja": "я", "ye": "е", "je": "е", "iy": "ий", "ij": "ий", "yy": "ый", "yj": "ый", "a": "а",
    "b": "б", "v": "в", "w": "в", "g": "г", "d": "д", "e": "е", "z": "з", "i": "и", "j": "й", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х", "c": "ц",
    "y": "ы", "x": "х", "q": "я", "'": "ь",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
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


def _is_grammar(word: str) -> bool:
    return "ru" in function_words().get(word, ())


@lru_cache(maxsize=4096)
def _is_russian(word: str) -> bool:
    return any(_is_grammar(one) or morphology().word_is_known(one) for one in _spellings(word))


def _spellings(word: str) -> Iterator[str]:
    """Latin letters name a sound, not a letter: «y» is three of them, and nobody writes the soft sign."""
    plain = _AFTER_VOWEL.sub("й", _SOUND.sub(lambda match: _SOUNDS[match[0]], word))
    for one in (plain, plain.replace("ы", "и"), plain.replace("ы", "й")):
        yield one
        yield f"{one}ь"
