"""What the knowledge base needs from the outside, as Protocols; adapters share the port's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


class Embedder(Protocol):
    """Texts -> L2-normalised float32 vectors, so that a dot product is the cosine similarity."""

    @property
    def fingerprint(self) -> str:
        """Name, revision hash, prompts and dimension in one line; equal lines, comparable vectors."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def languages(self) -> frozenset[str]:
        """Primary language subtags the model knows; ``{"*"}`` for a multilingual model."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        """Shape (n, dimension)."""
        ...

    def embed_query(self, text: str) -> FloatArray:
        """Shape (dimension,)."""
        ...


class VectorIndex(Protocol):
    """Vectors under integer ids, searched by inner product."""

    def add(self, ids: IntArray, vectors: FloatArray) -> None: ...

    def remove(self, ids: IntArray) -> None: ...

    def search(self, vector: FloatArray, k: int, *, allowed: IntArray | None = None) -> tuple[IntArray, FloatArray]:
        """The ``k`` nearest ids (of ``allowed`` only, where given), most similar first, with similarities."""
        ...


class LexicalIndex(Protocol):
    """Term lists under integer ids, scored by BM25."""

    def add(self, doc_id: int, fields: Mapping[str, Sequence[str]]) -> None: ...

    def remove(self, doc_id: int) -> None: ...

    def search(self, terms: Sequence[str], k: int, *, allowed: IntArray | None = None) -> tuple[IntArray, FloatArray]:
        """The ``k`` best ids, highest score first, with scores (BM25, unbounded above)."""
        ...
