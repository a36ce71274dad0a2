"""A word in Latin letters with a capital -> what part of a name it may be."""

from __future__ import annotations

import re
from functools import lru_cache

from service.masking.declension import Part
from service.masking.first_names import is_english_first_name, russian_sounds
from service.masking.foreign_names import is_foreign_first_name
from service.masking.latin import plain
from service.masking.named_russian import Reading
from service.masking.ordinary import is_ordinary
from service.masking.spelling import latin_key
from service.masking.vietnamese import is_vietnamese_surname

_SURNAME = re.compile(
    r"(?:[A-Z][a-z]+-)?[A-Z][a-z]{2,}(?:ov|ova|eva|skaya|skiy|skyi|enko|chuk|shvili|idze|adze|yan|ovich|evich|ovna"
    r"|evna|yev)"
    r"|(?:Mc|Mac|O')[A-Z][a-z]{2,}|[A-Z][a-z]{2,}(?:sson|sen|berg|stein|wicz|czyk|escu|[oe]wsk[ia]|[iy]nsk[ia]|dottir"
    r"|oglu|[oe]vic)"
)
_MARKED_SURNAME = re.compile(r"\w{2,}(?:ić|ič|ová|[sc]k[ýá]|ñez|[áéíó][rlmn]?ez|ğlu|ștean)")
_PLACES = frozenset(
    [
        "rostov",
        "kirov",
        "saratov",
        "tambov",
        "pskov",
        "azov",
        "moldova",
        "genova",
        "nova",
        "supernova",
        "casanova",
        "innova",
        "improv",
        "guangdong",
        "nuremberg",
        "heidelberg",
        "johannesburg",
        "iceberg",
        "spielberg",
        "rubinstein",
        "einstein",
        "frankenstein",
        "macbook",
        "macos",
        "copenhagen",
        "mozilla",
    ]
)


@lru_cache(maxsize=20_000)
def read_english(word: str) -> Reading | None:
    """Letters with marks («Björn», «Łukasz») are read as the English ones below them."""
    bare = plain(word)
    low = bare.casefold()
    if word.isupper() and len(word) < 5:
        return None
    if _is_first(low, marked=not word.isascii()):
        ordinary = is_ordinary(low)
        return Reading(Part.FIRST, None, sure=not ordinary, only=not ordinary, likely=True)
    if is_vietnamese_surname(low) or _MARKED_SURNAME.fullmatch(word.lower()):
        return Reading(Part.SURNAME, None, sure=True, only=True, likely=True)
    if _SURNAME.fullmatch(bare) and low not in _PLACES:
        return Reading(Part.SURNAME, None, sure=True, only=True, likely=True)
    return None


def _is_first(low: str, *, marked: bool) -> bool:
    if is_english_first_name(low) or is_foreign_first_name(low, marked=marked):
        return True
    return len(low) > 3 and not marked and latin_key(low) in russian_sounds()
