"""Texts -> the rows that a student reads, and the order in which training shows them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np

from eval.encoder.words import GRAM_UNITS, Reader, Units, Vocabulary, words
from kb_index.arrays import FloatArray

_GRAM = 4  # characters


class Reading:
    """Texts as rows: plain, and as they are read where some words are taken for unknown."""

    def __init__(self, vocabulary: Vocabulary, texts: Sequence[str], *, kind: Units = Units.LEMMAS) -> None:
        """The rows of n-grams are the last of the vocabulary."""
        self._reader, self._rows, self._kind = Reader(vocabulary), vocabulary.rows, kind
        self._grams, self._first = vocabulary.grams, vocabulary.size - vocabulary.grams
        self._whole, self._cut = lru_cache(None)(self._of_word), lru_cache(None)(self._of_pieces)
        self._words = [words(text) for text in texts]
        self.plain = [[row for word in one for row in self._whole(word)] or [0] for one in self._words]

    def taught(self, number: int, unread: float, chance: random.Random) -> list[int]:
        found = (self._cut(word) if chance.random() < unread else self._whole(word) for word in self._words[number])
        return [row for rows in found for row in rows] or [0]

    def _of_word(self, word: str) -> tuple[int, ...]:
        if self._kind is Units.GRAMS:
            return self._of_grams(word)
        own = tuple(int(self._rows[token]) for token in self._reader.tokens(word))
        return own + self._of_grams(word) if self._kind in GRAM_UNITS else own

    def _of_pieces(self, word: str) -> tuple[int, ...]:
        if self._kind in GRAM_UNITS:  # its n-grams are what an unknown word is read by
            return self._of_grams(word)
        return tuple(int(self._rows[token]) for token in self._reader.tokens(word, whole=False))

    def _of_grams(self, word: str) -> tuple[int, ...]:
        marked = f"<{word}>"
        cuts = (marked[at : at + _GRAM] for at in range(max(1, len(marked) - _GRAM + 1)))
        return tuple(self._first + crc32(cut.encode()) % self._grams for cut in cuts)


def batches(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Whole ones: the contrast of a small rest is another task. Few texts make one batch."""
    for begin in range(0, max(1, len(numbers) - size + 1), size):
        yield numbers[begin : begin + size]


def alike(numbers: Sequence[int], targets: FloatArray, size: int, chance: random.Random) -> list[int]:
    """The same numbers, those of texts with the same nearest of some random texts one after the other."""
    centres = targets[chance.sample(numbers, max(1, len(numbers) // size))]
    order = np.argsort((targets[numbers] @ centres.T).argmax(1), kind="stable")
    sorted_numbers = [numbers[place] for place in order]
    groups = list(batches(sorted_numbers, size))
    chance.shuffle(groups)
    return [number for group in groups for number in group]
