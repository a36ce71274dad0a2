"""A text -> the names in what is said to be somebody's: «Ольгин муж», «с Таниного телефона»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from kb_index.text.lemmas import known, morphology, parses
from service.masking.nicknames import called

_WORD = re.compile(r"(?<![\w\-])[А-Яа-яЁё]{1,}ин(?:а|у|ой|ою|ого|ому|ым|ом|о|ы|ых|ыми)?(?![\w\-])")
_SHAPE = re.compile(r"(?P<stem>[а-яё]{2,})ин(?P<ending>[а-яё]*)")
_STREET = re.compile(
    r"[ \u00a0](?:переул|улиц|бульвар|площад|проспект|проезд|рощ|слобод|шоссе|тупик|набережн|остров|станци|яр\b)", re.I
)
_NEXT = re.compile(r"[ \u00a0](?P<word>[а-яё]+)")
# What an ending agrees with: gender or number, and case. Source: Zaliznyak, «Грамматический словарь», мс-п.
_AGREES: Mapping[str, str] = {
    "": "masc.nomn masc.accs",
    "а": "femn.nomn masc.gent neut.gent",
    "у": "femn.accs masc.datv neut.datv",
    "ой": "femn.gent femn.datv femn.ablt femn.loct",
    "ою": "femn.ablt",
    "ого": "masc.gent masc.accs neut.gent",
    "ому": "masc.datv neut.datv",
    "ым": "masc.ablt neut.ablt plur.datv",
    "ом": "masc.loct neut.loct",
    "о": "neut.nomn neut.accs",
    "ы": "plur.nomn plur.accs",
    "ых": "plur.gent plur.accs plur.loct",
    "ыми": "plur.ablt",
}
_LIKELY = 0.1
_NAMES = frozenset({"Name", "Surn", "Patr", "Poss"})
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")


def owned(text: str) -> Iterator[tuple[int, int]]:
    """Where such words stand, but in the names of streets.

    A small letter, and what may be something else («Машин», «осин»), need the thing that is owned beside them.
    """
    for match in _WORD.finditer(text):
        word = match.group()
        reading = _owner(word.lower())
        if reading is None or _STREET.match(text, match.end()):
            continue
        ending, doubtful = reading
        if (word[0].isupper() and not doubtful) or _stands_by_its_thing(text, match.end(), ending):
            yield match.span()


@lru_cache(maxsize=20_000)
def _owner(low: str) -> tuple[str, bool] | None:
    """The ending of a possessive, and whether the word is often another one; None: of no first name."""
    match = _SHAPE.fullmatch(low)
    if match is None or not any(_is_first_name(match["stem"] + ending) for ending in "ая"):
        return None
    return match["ending"], _is_often_another(low)


def _is_first_name(low: str) -> bool:
    if low.replace("ё", "е") in called():
        return True
    return bool(known((low,))) and any({"Name", "nomn", "sing"} <= one.grammemes for one in parses(low))


def _is_often_another(low: str) -> bool:
    if not morphology().word_is_known(low):
        return False
    return any(one.score >= _LIKELY and not one.grammemes & _NAMES for one in parses(low))


def _stands_by_its_thing(text: str, end: int, ending: str) -> bool:
    match = _NEXT.match(text, end)
    if match is None:
        return False
    wanted = _AGREES[ending].split()
    return any(form in wanted for form in _forms(match["word"]))


@lru_cache(maxsize=20_000)
def _forms(word: str) -> frozenset[str]:
    """«муж» -> {"masc.nomn"}: of its readings as a noun, but rare ones."""
    found: set[str] = set()
    for one in parses(word):
        if one.pos == "NOUN" and one.score >= _LIKELY:
            kind = next((sign for sign in ("plur", "masc", "femn", "neut") if sign in one.grammemes), "")
            found |= {f"{kind}.{case}" for case in _CASES if case in one.grammemes}
    return frozenset(found)
