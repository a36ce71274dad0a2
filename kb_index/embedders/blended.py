"""Two encoders of one space -> one: of each text the mean of what both say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.embedders.static import StaticEmbedder
from kb_index.ports import Embedder

_SHORTEST = 1e-9
_DENSE_SHARE = 0.55  # of a similarity; confidence weighs words beside it, as for a static model: so it tells more


class BlendedEmbedder:
    """A transformer reads context, a static model knows more words: the mean is nearer to the truth than either.

    A text of which the static model knows no word has zeros, as it has alone. Safe for several threads where both are.
    """

    def __init__(self, deep: Embedder, words: StaticEmbedder, *, share: float) -> None:
        """``share``: 0..1, of the mean, what the static model says. Both give vectors of one size."""
        self._deep, self._words, self._share = deep, words, share

    @property
    def words(self) -> StaticEmbedder:
        """The quick one of the two, for sentences that are compared one by one."""
        return self._words

    @property
    def fingerprint(self) -> str:
        return f"{self._deep.fingerprint} + {self._share} of {self._words.fingerprint}"

    @property
    def dimension(self) -> int:
        return self._deep.dimension

    @property
    def languages(self) -> frozenset[str]:
        return self._deep.languages

    def dense_share(self, text: str) -> float:
        return _DENSE_SHARE

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self._mean(self._deep.embed_passages(texts), self._words.embed_passages(texts))

    def embed_query(self, text: str) -> FloatArray:
        vector: FloatArray = self._mean(self._deep.embed_query(text)[None], self._words.embed_query(text)[None])[0]
        return vector

    def _mean(self, deep: FloatArray, words: FloatArray) -> FloatArray:
        mixed = (1 - self._share) * deep + self._share * words
        lengths = np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), _SHORTEST)
        known = words.any(axis=1, keepdims=True)
        mean: FloatArray = np.where(known, mixed / lengths, 0).astype(np.float32)
        return mean
