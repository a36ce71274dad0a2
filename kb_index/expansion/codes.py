"""A code as someone wrote it -> how passages may write it: E1043, E-1043, e 1043; v4.2, 4.2; user id, user_id."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb_index.expansion.catalogue import ENDS, Catalogue, bare
from kb_index.ports import Vocabulary

SAME = 1.0  # other separators, other letters that look alike
BARE_NUMBER = 0.7  # the number without the letters before it, zeros in front left out
PART = 0.5  # a part of a longer code, another patch of the same version
JOINED = 0.9  # two words that passages write as one
_LONG_PART = 0.6  # share of the longer code that its part must be
_SHORTEST = 4  # letters and digits of two words that may be one
_MOST = 4

_LOOK_ALIKE_LATIN, _LOOK_ALIKE_CYRILLIC = "aceopxykmhtb", "асеорхукмнтв"
_TO_CYRILLIC = str.maketrans(_LOOK_ALIKE_LATIN, _LOOK_ALIKE_CYRILLIC)
_TO_LATIN = str.maketrans(_LOOK_ALIKE_CYRILLIC, _LOOK_ALIKE_LATIN)
_VERSION = re.compile(r"v?(\d{1,3}(?:\.\d{1,3})+)")
_PREFIXED = re.compile(r"[^\W\d_]+[\W_]*0*(\d{3,})")
_ZEROS = re.compile(r"(?<=[^\W\d_])0+(?=\d)")
_WORDS = re.compile(r"[^\W_]{2,}")  # the parts of a code that stand in an index by themselves
_NUMBERED = re.compile(r"(?=.*\d)(?=.*[^\W\d_]).{2,}")


def spelled(term: str, catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    """Other spellings of a code, with what they are worth; whether passages hold them is not asked here."""
    code = bare(term)
    if len(code) > 1:
        yield from ((other, SAME) for other in (code, *catalogue.coded(code)) if term not in _WORDS.findall(other))
    if _NUMBERED.fullmatch(term):
        yield from _looking_alike(code, catalogue)
        yield from _numbered(term, code, catalogue)
    if code.isdecimal() or _NUMBERED.fullmatch(term):
        yield from _containing(code, catalogue)
    if version := _VERSION.fullmatch(term):
        yield from _versions(version[1])


def joined(left: str, right: str, catalogue: Catalogue, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    """What passages may write as one: «e 1043», «web hook», «user id».

    Two plain words that passages hold both are left as they are: what joins them is rarer and would outweigh them.
    """
    code = bare(left) + bare(right)
    coded = any(sign.isdigit() for sign in code)
    if len(code) < _SHORTEST or not (coded or not vocabulary.held(left) or not vocabulary.held(right)):
        return
    for other in (code, *catalogue.coded(code)):
        words = set(_WORDS.findall(other))
        counted = left.isdecimal() and right in words  # «3 hosts», "3-host": a number of things and no code
        if not counted and not {left, right} <= words:
            yield other, SAME if coded else JOINED


def _looking_alike(code: str, catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    letters = "".join(sign for sign in code if sign.isalpha())
    for looks, table in ((_LOOK_ALIKE_LATIN, _TO_CYRILLIC), (_LOOK_ALIKE_CYRILLIC, _TO_LATIN)):
        if all(letter in looks for letter in letters):
            other = code.translate(table)
            yield from ((found, SAME) for found in (other, *catalogue.coded(other)))


def _numbered(term: str, code: str, catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    short = _ZEROS.sub("", code)
    if short != code:
        yield from ((found, BARE_NUMBER) for found in (short, *catalogue.coded(short)))
    if number := _PREFIXED.fullmatch(term):
        yield number[1], BARE_NUMBER


def _containing(code: str, catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    """Codes of which this one is the greater part, or that are the greater part of it."""
    if len(code) < ENDS:
        return
    found = [other for other in catalogue.akin(code) if other != code and _is_part(code, other)]
    for other in found[:_MOST]:
        yield from ((term, PART) for term in (other, *catalogue.coded(other)))


def _is_part(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= max(ENDS, _LONG_PART * len(long)) and (long.startswith(short) or long.endswith(short))


def _versions(number: str) -> Iterator[tuple[str, float]]:
    yield from ((other, SAME) for other in (number, f"v{number}"))
    major_minor = number.rsplit(".", 1)[0]
    if "." in major_minor:
        yield from ((other, PART) for other in (major_minor, f"v{major_minor}"))
