"""A customer's text -> the language that it is written in; None where it does not tell.

Messages are short, mixed and full of codes: one word that another language has too proves nothing. A third language is
believed on words and letters that neither Russian nor English has; what shows none of that goes by its script.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kb_index.text.language import detect
from kb_index.text.language_words import foreign_letters, function_words
from kb_index.text.lemmas import morphology
from service.understanding.cues import LANGUAGES
from service.understanding.latinised import reads_as_russian

CYRILLIC = frozenset({"uk", "be", "bg", "kk", "sr", "ky", "mk", "tg", "mn"})  # neighbours that write in Cyrillic
_LETTERS = {**{letter: (code,) for letter, code in foreign_letters().items()}, "і": ("uk", "be", "kk")}
_FOREIGN = re.compile(f"[{''.join(_LETTERS)}]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NO_PROSE = (
    re.compile(  # tried where a stretch or a word begins only: a long one would be read from each of its letters
        r"(?<!\S)(?:\S+@\S+|\S*[\d_/\\=<>{}]\S*)|(?<!\w)\w++(?:://\S+|\.\w+\S*)"
        r"|«[^«»\n]*»|\"[^\"\n]*\"|“[^“”\n]*”"
    )
)
_ENDS = frozenset(".!?…\n")
_BEFORE = 4  # characters before a word in which a sentence may have ended
# Words of other languages that Russians and Englishmen write too: «чё», «го в чат», names of places and things.
_SHARED_WORDS = """
че те ту ми го коли але аз вие о а е и з the de la le el die den van per con do to na ha me mi ma se si no non hat um
as en in op var da plus pro
"""
_SHARED = frozenset(_SHARED_WORDS.split())
_MANY = 3  # long words that the dictionary does not know: no slips of the pen
_LONG = 4  # letters of a word that a dictionary can tell something of
_PROOF = 2  # pieces of evidence
_PLAIN = 3  # and so many need no dictionary
_TELLING = 3  # Latin words of a text that proves nothing else


def written_in(text: str) -> str | None:
    """``ru``, ``en``, another primary subtag, or None."""
    prose = _NO_PROSE.sub(" ", text)
    found = detect(text)
    words = [match[0] for match in _WORD.finditer(prose)]
    cyrillic = [word for word in words if "\u0400" <= word[0] <= "\u052f"]
    third = _third(prose, cyrillic) if cyrillic else _third(prose, words)
    if third is not None:
        return third
    if not cyrillic and reads_as_russian(words):
        return "ru"
    if found in LANGUAGES:
        return found
    return "ru" if cyrillic else "en" if found != "und" and len(words) >= _TELLING else None


def russian_in_latin(text: str) -> bool:
    """Whether a text without a Cyrillic letter is Russian all the same."""
    words = [match[0] for match in _WORD.finditer(_NO_PROSE.sub(" ", text))]
    return not any("\u0400" <= word[0] <= "\u052f" for word in words) and reads_as_russian(words)


def _third(prose: str, words: list[str]) -> str | None:
    """The other language of the script that the words are in, where it is proved."""
    proofs = _proofs(prose, cyrillic=bool(words) and words[0][0] >= "\u0400")
    if not proofs:
        return None
    best = max(proofs, key=lambda code: (proofs[code], code == "uk"))
    own = "ru" if best in CYRILLIC else "en"
    low = {word.lower().replace("ё", "е") for word in words}
    against = sum(1 for word in low if own in _codes(word) and best not in _codes(word))
    known, unknown = _in_dictionary(low) if own == "ru" else (0, 0)
    proved = proofs[best] + (_PROOF if unknown >= _MANY and known <= unknown else 0)
    if proved < _PROOF or proved <= against:
        return None
    return best if proved >= _PLAIN or known <= unknown else None


def _proofs(prose: str, *, cyrillic: bool) -> Counter[str]:
    """Language -> its words and letters that neither Russian nor English has, each word once."""
    proofs: Counter[str] = Counter()
    for word in _no_names(prose):
        if (word[0] >= "\u0400") != cyrillic:
            continue
        codes = () if word in _SHARED or set(_codes(word)) & set(LANGUAGES) else _codes(word)
        proofs.update(code for code in codes if (code in CYRILLIC) == cyrillic)
        proofs.update({code: _PROOF if cyrillic else 1 for code in _lettered(word)})
    return proofs


def _lettered(word: str) -> set[str]:
    """The languages that its letters give away; a letter of one language says more than one of several."""
    shown = {_LETTERS[letter] for letter in _FOREIGN.findall(word)}
    alone = {codes for codes in shown if len(codes) == 1}
    return {code for codes in alone or shown for code in codes}


def _no_names(prose: str) -> Iterator[str]:
    """The different words, folded; a capital inside a sentence is a name's."""
    seen: set[str] = set()
    first = True
    for match in _WORD.finditer(prose):
        word, before = match[0], prose[max(0, match.start() - _BEFORE) : match.start()]
        opens, first = first or bool(_ENDS & set(before)), False
        if word[0].isupper() and not word.isupper() and not opens:
            continue
        low = word.lower().replace("ё", "е").replace("’", "'")
        if low not in seen:
            seen.add(low)
            yield low


def _codes(word: str) -> tuple[str, ...]:
    return function_words().get(word, ())


def _in_dictionary(words: set[str]) -> tuple[int, int]:
    """How many of the longer words are Russian ones, and how many are not."""
    long = [word for word in words if len(word) >= _LONG]
    known = sum(1 for word in long if not _FOREIGN.search(word) and morphology().word_is_known(word))
    return known, len(long) - known
