"""Texts -> vectors of hashed words: needs no model, knows no meaning; for tests and dry runs."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.ports import DENSE_SHARE

_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Each word of five letters or fewer, or its first five, adds to one dimension. Deterministic everywhere."""

    def __init__(self, dimension: int = 64, languages: frozenset[str] = frozenset({"*"})) -> None:
        self._dimension = dimension
        self._languages = languages

    @property
    def fingerprint(self) -> str:
        return f"hashing@1 dimension={self._dimension}"

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def languages(self) -> frozenset[str]:
        return self._languages

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([self.embed_query(text) for text in texts]) if texts else np.zeros((0, self._dimension), "f4")

    def dense_share(self, text: str) -> float:
        return DENSE_SHARE

    def embed_query(self, text: str) -> FloatArray:
        vector = np.zeros(self._dimension, np.float32)
        for word in _WORD.findall(text.lower()) or [""]:
            vector[zlib.crc32(word[:5].encode("utf-8", "replace")) % self._dimension] += 1.0
        return vector / np.float32(np.linalg.norm(vector))
