"""A masked text -> the names in it that no capital and no cue gave away.

The service's mask leaves a word in small letters alone, since hiding too much spoils a draft. Nobody drafts here: what
the dictionary knows as a name and nothing else goes, however it is written, and so do its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from kb_index.text.fact_dates import month_words
from kb_index.text.stopwords import STOP_WORDS
from service.masking.declension import Part
from service.masking.first_names import is_english_first_name
from service.masking.given import GivenName
from service.masking.introductions import is_nobody
from service.masking.kinds import Label
from service.masking.markers import Marker, markers
from service.masking.named_english import read_english
from service.masking.named_russian import Reading, read_russian, settled
from service.masking.ordinary import is_ordinary
from service.masking.spelling import skeleton

_NAME, _OTHER = "\ue000", "\ue001"  # what stands for a marker here: of a name, of anything else
_WORD = re.compile(r"(?<![\w@/.\-])[^\W\d_]{3,}(?:['’\-][^\W\d_]+)*(?![\w@/\-]|\.\w)")
_SIGNED = re.compile(rf"{_NAME}[ \u00a0](?P<word>[^\W\d_]+(?:-[^\W\d_]+)?)(?=[,.!?;)\n]|$)")
_JOINED = re.compile(r"[ \u00a0]{1,2}")
_SHORT = 4  # letters: «ИНН» is no Инна


def left_names(masked: str, *, brand: str) -> Iterator[GivenName]:
    """As given names, so that the mask finds their other forms too. ``brand``: of the own company, which may stay."""
    text = without_markers(masked, lambda one: _NAME if one.label == Label.NAME else _OTHER)
    own = skeleton(brand)
    for word, reading in (*_signed(text), *_read(text)):
        if skeleton(word) not in own:
            yield _given(word, reading)


def could_be_name(word: str) -> bool:
    """Whether a dictionary knows the word as a name, and hardly as anything else."""
    reading = _candidate(word)
    if word.isupper() and len(word) <= _SHORT:
        return False
    return reading is not None and reading.likely


def without_markers(masked: str, shown: Callable[[Marker], str]) -> str:
    """``shown``: what stands in the place of a marker."""
    pieces: list[str] = []
    position = 0
    for one in markers(masked):
        pieces += (masked[position : one.start], shown(one))
        position = one.end
    return "".join((*pieces, masked[position:]))


def _signed(text: str) -> Iterator[tuple[str, Reading | None]]:
    """«Peter Smith,»: a word with a capital between a name and a comma is its other part, dictionary or not."""
    for match in _SIGNED.finditer(text):
        word = match["word"]
        if word[0].isupper() and not word.isupper() and word.casefold() not in STOP_WORDS:
            yield word, _reading(word)


def _read(text: str) -> Iterator[tuple[str, Reading]]:
    words = [(match, reading) for match in _WORD.finditer(text) if (reading := _candidate(match.group())) is not None]
    sure = {match.start() for match, reading in words if _beside_a_name(match, text) or _alone(match, reading, text)}
    for (one, first), (other, second) in pairwise(words):
        apart = {first.part, second.part}
        if Part.FIRST in apart and len(apart) > 1 and _JOINED.fullmatch(text, one.end(), other.start()):
            sure |= {one.start(), other.start()}
    yield from ((match.group(), reading) for match, reading in words if match.start() in sure)


def _candidate(word: str) -> Reading | None:
    return None if _is_common(word.casefold()) else _reading(word)


def _is_common(low: str) -> bool:
    return low in STOP_WORDS or is_ordinary(low) or is_nobody(low) or low in month_words()


def _reading(word: str) -> Reading | None:
    shown = word.title()
    return read_english(shown) if word.isascii() else read_russian(shown)


def _beside_a_name(match: re.Match[str], text: str) -> bool:
    before, behind = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    return _NAME in (before.rstrip(" \u00a0"), behind.lstrip(" \u00a0"))


def _alone(match: re.Match[str], reading: Reading, text: str) -> bool:
    """Of a word with a capital the mask has judged already; «макс.» is short for something else. A surname alone may be
    a thing that the dictionary does not know by that name: «куки»."""
    word = match.group()
    shortened = len(word) <= _SHORT and text.startswith(".", match.end())
    if shortened or not (word.islower() or (word.isupper() and len(word) >= _SHORT)):
        return False
    if word.isascii():
        return is_english_first_name(word.casefold())
    return reading.sure and reading.part is not Part.SURNAME


def _given(word: str, reading: Reading | None) -> GivenName:
    if reading is None:
        return GivenName(word, Part.SURNAME, None)
    shown = word.title()
    plain = shown if word.isascii() else settled(shown, reading.part, reading.gender)[0]
    return GivenName(plain, reading.part, reading.gender)
