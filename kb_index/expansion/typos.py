"""A word that the index does not hold -> words of the index that its writer may have meant.

Distance is that of Damerau in its restricted form (optimal string alignment): a letter put in, left out, changed, or
two neighbours swapped. It is taken between stems, so that an ending is no mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from kb_index.expansion.catalogue import LONGEST, Catalogue
from kb_index.expansion.sounds import is_cyrillic
from kb_index.ports import Vocabulary
from kb_index.text.english_words import english_words
from kb_index.text.lemmas import lemmas, morphology, stem

SHORTEST = 4  # letters of a stem that may hold a mistake
LONG = 8  # from here on two mistakes are looked for
ONE_MISTAKE, TWO_MISTAKES = 0.9, 0.7  # what such a match is worth
FAR_KEY = 0.9  # of that, where another key was hit than one beside the right one
OTHER_INITIAL = 0.7  # of that, where the first letter differs
MOST = 3  # words that are tried for one

_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_RESTORED = ("", "e", "s", "y", "es", "ed", "ing", "ion", "ation", "er", "al", "ment", "ly")


def near(term: str, catalogue: Catalogue, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Terms that passages hold, likeliest first, with what they are worth; none for a word of the dictionary."""
    if not term.isalpha() or len(term) > LONGEST or is_word(term):
        return []
    cut = stem(term, "ru") if is_cyrillic(term) else term
    found = _ranked(cut, cut[0], catalogue, vocabulary) if len(cut) >= SHORTEST else []
    if not found and len(cut) > SHORTEST:
        others = {cut[1], *_beside().get(cut[0], "")} - {cut[0]}
        found = [one for letter in sorted(others) for one in _ranked(cut, letter, catalogue, vocabulary)]
    if not found and is_cyrillic(term) and len(term) > SHORTEST:
        found = [(lemma, ONE_MISTAKE) for lemma in _lemmas_beside(term) if vocabulary.held(lemma)]
    best = sorted(found, key=lambda one: (-one[1], vocabulary.number(one[0])))  # of equals the one met first
    return [one for one in best if one[1] > best[0][1] * FAR_KEY - 0.01][:MOST]


@lru_cache(maxsize=2000)
def _lemmas_beside(term: str) -> tuple[str, ...]:
    """Lemmas of the dictionary words that are one edit away: a slip in an ending hides the stem. About 2 ms."""
    cuts = [(term[:place], term[place:]) for place in range(1, len(term) + 1)]
    swapped = (left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    shorter = (left + right[1:] for left, right in cuts if right)
    changed = (left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS)
    longer = (left + letter + right for left, right in cuts for letter in _LETTERS)
    words = {word for word in (*swapped, *shorter, *changed, *longer) if morphology().word_is_known(word)}
    return tuple(dict.fromkeys(found for word in sorted(words) for found in lemmas(word)))


def _ranked(cut: str, letter: str, catalogue: Catalogue, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    allowed = 2 if len(cut) >= LONG and letter == cut[0] else 1
    return [
        (term, _worth(cut, other, mistakes))
        for other, mistakes, terms in _alike(cut, letter, allowed, catalogue)
        for term in terms
        if vocabulary.held(term)
    ]


def _alike(cut: str, letter: str, allowed: int, catalogue: Catalogue) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    for length in range(max(3, len(cut) - allowed), len(cut) + allowed + 1):
        stems = catalogue.stems((letter, length))
        for other, mistakes, _ in extract(cut, stems.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=10):
            yield other, int(mistakes), stems[other]


def _worth(cut: str, other: str, mistakes: int) -> float:
    worth = ONE_MISTAKE if mistakes <= 1 else TWO_MISTAKES
    if cut[0] != other[0]:
        worth *= OTHER_INITIAL
    return worth if _slipped(cut, other) else worth * FAR_KEY


def _slipped(cut: str, other: str) -> bool:
    """Whether fingers explain it: letters swapped, left out, doubled, or the key beside the right one."""
    if len(cut) != len(other) or sorted(cut) == sorted(other):
        return True
    return all(right in _beside().get(wrong, "") for wrong, right in zip(cut, other, strict=True) if wrong != right)


@cache
def _beside() -> dict[str, str]:
    """Letter -> the letters on the keys around it."""
    around: dict[str, str] = {}
    for upper, lower in zip((None, *_ROWS), (*_ROWS, None), strict=True):
        for place, letter in enumerate(lower or ""):
            row = (lower or "")[max(0, place - 1) : place + 2].replace(letter, "")
            above = (upper or "")[place : place + 2] if _same_script(upper, letter) else ""
            around[letter] = around.get(letter, "") + row + above
            for other in above:
                around[other] = around.get(other, "") + letter
    return around


def _same_script(row: str | None, letter: str) -> bool:
    return bool(row) and row is not None and row[0].isascii() == letter.isascii()


@lru_cache(maxsize=20_000)
def is_word(term: str) -> bool:
    """Whether a dictionary has it, so that it is what its writer meant. ``term``: a lemma or an English stem."""
    if not term.isascii():
        return bool(morphology().word_is_known(term))
    forms = [term + ending for ending in _RESTORED]
    forms += [term[:-1] + "y"] if term.endswith("i") else []
    return any(form in english_words() and stem(form, "en") == term for form in forms)
