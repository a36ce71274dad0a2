"""Texts of several languages -> vectors of one space, each by the encoder of its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.errors import EmbedderUnavailable
from kb_index.ports import Embedder
from kb_index.text.language import detect


class RoutedEmbedder:
    """The encoders must have been trained into one space: a sentence and its translation lie close together.

    The words of a text decide, not the language of its article: an English product name in a Russian help centre goes
    to the encoder that knows English. A text in none of the languages goes to the first encoder.
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
        routes = [self._route(text) for text in texts]
        for code, encoder in self._encoders.items():
            rows = [row for row, route in enumerate(routes) if route == code]
            if rows:
                vectors[rows] = encoder.embed_passages([texts[row] for row in rows])
        return vectors

    def embed_query(self, text: str) -> FloatArray:
        return self._encoders[self._route(text)].embed_query(text)

    def _route(self, text: str) -> str:
        code = detect(text, default=self._first)
        return code if code in self._encoders else self._first
