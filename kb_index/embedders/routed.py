"""Texts of several languages -> vectors of one space, each by the encoder of its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.embedders.tongues import Tongues
from kb_index.errors import EmbedderUnavailable
from kb_index.ports import Embedder


class RoutedEmbedder:
    """The encoders must have been trained into one space: a sentence and its translation lie close together.

    The words of a text decide, not the language of its article: an English product name in a Russian help centre goes
    to the encoder that knows English. A text in none of the languages gets zeros: it is found by its words alone.
    """

    def __init__(self, encoders: Mapping[str, Embedder]) -> None:
        """By primary language subtag. Raises EmbedderUnavailable where their vectors cannot be of one space."""
        if len({encoder.dimension for encoder in encoders.values()}) != 1:
            sizes = ", ".join(f"{code}: {encoder.dimension}" for code, encoder in encoders.items())
            raise EmbedderUnavailable(
                f"The encoders have vectors of different sizes ({sizes}); name ones of one space."
            )
        self._encoders = dict(encoders)
        self._first = next(iter(encoders))
        self._tongues = Tongues.of(tuple(encoders))

    @property
    def encoders(self) -> Mapping[str, Embedder]:
        """By primary language subtag."""
        return self._encoders

    @property
    def fingerprint(self) -> str:
        named = [f"{code}: {encoder.fingerprint}" for code, encoder in self._encoders.items()]
        return f"routed({'; '.join(named)}) dimension={self.dimension}"

    @property
    def dimension(self) -> int:
        return self._encoders[self._first].dimension

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(self._encoders)

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        routes = [self._tongues.route(text) for text in texts]
        for code, encoder in self._encoders.items():
            rows = [row for row, route in enumerate(routes) if route == code]
            if rows:
                vectors[rows] = encoder.embed_passages([texts[row] for row in rows])
        return vectors

    def dense_share(self, text: str) -> float:
        code = self._tongues.route(text)
        return 0.0 if code is None else self._encoders[code].dense_share(text)

    def embed_query(self, text: str) -> FloatArray:
        code = self._tongues.route(text)
        return np.zeros(self.dimension, np.float32) if code is None else self._encoders[code].embed_query(text)
