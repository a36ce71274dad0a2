"""An embedder -> the same one, watched or spared by the harness."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.ports import Embedder


class WrappedEmbedder:
    """Passes everything on; what a measurement adds stands in its own class."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    @property
    def languages(self) -> frozenset[str]:
        return self._embedder.languages

    def dense_share(self, text: str) -> float:
        return self._embedder.dense_share(text)

    def embed_query(self, text: str) -> FloatArray:
        return self._embedder.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self._embedder.embed_passages(texts)


class RememberingEmbedder(WrappedEmbedder):
    """Computes the vector of a passage once."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self._known: dict[str, FloatArray] = {}

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        self._known.update(zip(new, self._embedder.embed_passages(new), strict=True))
        rows = [self._known[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)


class TimedEmbedder(WrappedEmbedder):
    """Counts the seconds that passages took."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(embedder)
        self.seconds = 0.0

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        started = time.perf_counter()
        vectors = self._embedder.embed_passages(texts)
        self.seconds += time.perf_counter() - started
        return vectors
