"""A growing vocabulary -> its terms by beginning and length, by bare code, by family and by sound."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kb_index.expansion.sounds import Reading, initials, is_cyrillic, is_latin, readings
from kb_index.lexical.words import family
from kb_index.text.lemmas import stem

Shape = tuple[str, int]  # first letter and length of a stem

ENDS = 5  # letters and digits at either end by which parts of a code are found
LONGEST = 24  # letters of a word that is looked at
_SEPARATORS = re.compile(r"[\W_]+")
_CODE = re.compile(r"(?=.*[^\W\d_]).*[\d\W_].*")  # a number alone is none: 1.0 and 10 are not the same


def bare(term: str) -> str:
    """A code without its separators: «e-1043», «e_1043» and «e1043» are one."""
    return _SEPARATORS.sub("", term)


class Catalogue:
    """What lookups need to know of a vocabulary. Grows with it; a lookup never waits for one that grows it.

    Lists are replaced and never changed, so that whoever reads one needs no lock.
    """

    def __init__(self) -> None:
        self._extending = threading.Lock()
        self._terms: list[str] = []
        self._stems: dict[Shape, Mapping[str, tuple[str, ...]]] = {}
        self._codes: dict[str, tuple[str, ...]] = {}
        self._heads: dict[str, tuple[str, ...]] = {}
        self._tails: dict[str, tuple[str, ...]] = {}
        self._families: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, list[str]] = {}  # by first letter
        self._sounds: dict[str, tuple[int, dict[str, list[tuple[str, Reading]]]]] = {}

    def covers(self, texts: Sequence[str]) -> bool:
        """Whether this is the catalogue of that vocabulary, read so far or further."""
        known = min(len(texts), len(self._terms))
        return not known or texts[known - 1] == self._terms[known - 1]

    def extend(self, texts: Sequence[str]) -> None:
        """Take in what the vocabulary has gained."""
        if len(texts) <= len(self._terms):
            return
        with self._extending:
            start = len(self._terms)
            added = [texts[number] for number in range(start, len(texts))]
            self._add_stems(added)
            _gather(self._codes, ((bare(term), term) for term in added if _CODE.fullmatch(term)))
            codes = dict.fromkeys(bare(term) for term in added if _CODE.fullmatch(term))
            _gather(self._heads, ((code[:ENDS], code) for code in codes if len(code) >= ENDS))
            _gather(self._tails, ((code[-ENDS:], code) for code in codes if len(code) >= ENDS))
            _gather(self._families, ((family(term), term) for term in added))
            self._add_words(added)
            self._terms += added

    def stems(self, shape: Shape) -> Mapping[str, tuple[str, ...]]:
        """Stem -> its terms, of the words that begin so and are so long."""
        return self._stems.get(shape, {})

    def coded(self, code: str) -> tuple[str, ...]:
        """The terms that are this bare code with or without separators."""
        return self._codes.get(code, ())

    def akin(self, code: str) -> Iterable[str]:
        """Bare codes of ENDS letters and digits or more that begin or end as this one does."""
        return dict.fromkeys((*self._heads.get(code[:ENDS], ()), *self._tails.get(code[-ENDS:], ())))

    def relatives(self, term: str) -> tuple[str, ...]:
        """The terms of one family."""
        return self._families.get(family(term), ())

    def sounding(self, term: str, consonants: str) -> list[tuple[str, Reading]]:
        """The words of the other script with these consonants, and with a first letter that fits."""
        return [found for letter in initials(term[0]) for found in self._sounds_of(letter).get(consonants, ())]

    def _add_stems(self, added: Sequence[str]) -> None:
        gained: defaultdict[Shape, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for term in added:
            if 3 < len(term) <= LONGEST and term.isalpha():
                cut = stem(term, "ru") if is_cyrillic(term) else term
                gained[cut[0], len(cut)][cut].append(term)
        for shape, stems in gained.items():
            held = self._stems.get(shape, {})
            self._stems[shape] = {**held, **{cut: (*held.get(cut, ()), *terms) for cut, terms in stems.items()}}

    def _add_words(self, added: Sequence[str]) -> None:
        gained: defaultdict[str, list[str]] = defaultdict(list)
        for term in added:
            if is_latin(term) or is_cyrillic(term):
                gained[term[0]].append(term)
        for letter, words in gained.items():
            self._words[letter] = [*self._words.get(letter, ()), *words]

    def _sounds_of(self, letter: str) -> Mapping[str, list[tuple[str, Reading]]]:
        """Consonants -> words that begin with the letter. Read when first asked for: few letters are."""
        words = self._words.get(letter, [])
        read, sounds = self._sounds.get(letter, (0, {}))
        if read >= len(words):
            return sounds
        grown = {consonants: list(found) for consonants, found in sounds.items()}
        for word in words[read:]:
            for reading in readings(word):
                grown.setdefault(reading.consonants, []).append((word, reading))
        self._sounds[letter] = (len(words), grown)
        return grown


def _gather(table: dict[str, tuple[str, ...]], pairs: Iterable[tuple[str, str]]) -> None:
    gained: defaultdict[str, list[str]] = defaultdict(list)
    for key, term in pairs:
        gained[key].append(term)
    for key, terms in gained.items():
        table[key] = (*table.get(key, ()), *terms)
