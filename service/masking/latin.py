"""A word in Latin letters of any language -> the same in the 26 English ones: «Þorsteinsson» -> "Thorsteinsson"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLOCKS = "\u00c0-\u024f\u1e00-\u1eff"
_LATIN = re.compile(rf"[A-Za-z{_BLOCKS}'\-]+")
_WHOLE = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ı": "i",
    }
)
_MARKS = re.compile("[\u0300-\u036f]")
# The capitals of the Latin script, for a class of signs in an expression.
CAPITALS = "A-Z" + "".join(chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper())


def is_latin(word: str) -> bool:
    return word.isascii() or _LATIN.fullmatch(word) is not None


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """Without the marks above, below and through its letters; itself where it has none."""
    if word.isascii():
        return word
    return _MARKS.sub("", unicodedata.normalize("NFD", word.translate(_WHOLE)))
