"""Text -> which of several encoders reads it, by the words it is made of; None: it is in none of their languages.

Encoders get texts that name no language: titles, lists, code. So a language that nobody reads has to show itself by
its short words and letters; what shows nothing goes by its script.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from kb_index.text.language import detect
from kb_index.text.language_words import foreign_letters, function_words

_CYRILLIC_WORD = re.compile("[\u0400-\u052f]+")
_LATIN_WORD = re.compile("[a-z\u00df-\u024f]+(?:'[a-z\u00df-\u024f]+)?")
_OTHER_LETTER = re.compile("[^\\W\\d_A-Za-z\u00aa-\u024f\u0300-\u036f\u0400-\u052f]")
_CYRILLIC_LANGUAGES = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk"})
# Short words of other languages that Russian or English has, too, or that stand in names.
_SHARED = """
а е о и з та те ту ми си са се од го де че аз из от но же я ја али
коли вече моля хвала благодаря нема будь ласка буде треба
a o e i y u de la le el die den was van per con do to na ha me mi ma se si no non hat
"""
_AMBIGUOUS = frozenset(_SHARED.split())
_CODE_SIGN = re.compile(r"[_/\\=@\d{}<>$:]\S|\w\.\w|--")
_LETTER = 2  # short words: what a Cyrillic word with a letter of its own counts; «jalapeño» counts as one, being a name
_SHORT, _LONG = 8, 24  # words
_LEAD = 2  # short words more than of the expected language
_CYRILLIC_LEAD = 1  # in a short text: words in Cyrillic letters are no names of products
_RARE = 12  # in a long text one word more in so many
_LETTERS = {**{letter: (code,) for letter, code in foreign_letters().items()}, "і": ("uk", "be", "kk")}
_TELLING = re.compile(f"[{''.join(_LETTERS)}]")


@dataclass(frozen=True, slots=True)
class Tongues:
    """Which of the ``codes`` is expected in Latin and which in Cyrillic letters where a text does not tell."""

    codes: frozenset[str]
    latin: str
    cyrillic: str

    @classmethod
    def of(cls, codes: Sequence[str]) -> Self:
        """In the order of preference, but English comes first in Latin letters and Russian in Cyrillic ones."""
        latin = ["en"] * ("en" in codes) + [code for code in codes if code not in _CYRILLIC_LANGUAGES]
        cyrillic = ["ru"] * ("ru" in codes) + [code for code in codes if code in _CYRILLIC_LANGUAGES]
        return cls(frozenset(codes), [*latin, *codes][0], [*cyrillic, *codes][0])

    def route(self, text: str) -> str | None:
        """One of the codes. Mostly Cyrillic words: theirs; none: Latin; a mixed text by its short words."""
        low = text.lower().replace("ё", "е").replace("’", "'")
        cyrillic, latin = _CYRILLIC_WORD.findall(low), _LATIN_WORD.findall(low)
        letters = sum(map(len, cyrillic)) + sum(map(len, latin))
        if 2 * letters < len(low) and len(_OTHER_LETTER.findall(low)) > letters:
            return None
        if len(cyrillic) > len(latin) or (cyrillic and not _reads_as_latin(text, cyrillic, latin)):
            code = _told(cyrillic, self.cyrillic, _CYRILLIC_LEAD)
        else:
            code = _told(latin, self.latin, _LEAD)
            if code not in self.codes:  # code and addresses are made of shreds that are short words somewhere
                code = _told(_LATIN_WORD.findall(_prose(low)), self.latin, _LEAD)
        return code if code in self.codes else None


def _reads_as_latin(text: str, cyrillic: Sequence[str], latin: Sequence[str]) -> bool:
    """Of a text with as many words in Latin letters as in Cyrillic ones: names in Russian, or English with a few."""
    found = detect(text)
    if found == "und":
        return sum(map(len, cyrillic)) < sum(map(len, latin))
    return found not in _CYRILLIC_LANGUAGES


def _prose(text: str) -> str:
    return " ".join(chunk for chunk in text.split() if not _CODE_SIGN.search(chunk))


def _told(words: Sequence[str], expected: str, short_lead: int) -> str:
    """The language that the words show; another one than the expected has to outweigh it."""
    known = function_words()
    counts = Counter(code for word in words if word in known and word not in _AMBIGUOUS for code in known[word])
    if _TELLING.search(" ".join(words)):
        counts.update(code for word in words for code in _shown_by_letters(word))
    if not counts:
        return expected
    expected_count = sum(1 for word in words if expected in known.get(word, ()))
    best = max(counts, key=lambda code: (counts[code], code == expected))
    needed = short_lead if len(words) < _SHORT else _LEAD if len(words) < _LONG else len(words) // _RARE + 1
    return best if counts[best] - expected_count >= needed else expected


def _shown_by_letters(word: str) -> tuple[str, ...]:
    found = {code for letter in _TELLING.findall(word) for code in _LETTERS[letter]}
    return tuple(found) * (_LETTER if _CYRILLIC_WORD.match(word) else 1)
