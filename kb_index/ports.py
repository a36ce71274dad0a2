"""What the knowledge base needs from the outside, as Protocols; adapters share the port's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kb_index.records import Article, JsonValue, Passage

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
TermFields = Mapping[str, Sequence[str]]  # field name -> its terms, in the order of the text


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
    """Terms of passages under integer ids, scored by BM25. It never changes: what is committed later is in another."""

    def search(self, terms: Sequence[str], k: int, *, allowed: IntArray | None = None) -> tuple[IntArray, FloatArray]:
        """The ``k`` best ids, highest score first, with scores (BM25, unbounded above)."""
        ...


# --- what the store holds -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article and the hash of its version, computed when it was stored."""

    article: Article
    version_hash: str


@dataclass(frozen=True, slots=True)
class TermColumn:
    """One field's terms of n passages: row i owns ``term_ids[offsets[i]:offsets[i + 1]]``, in text order."""

    offsets: IntArray  # (n + 1,)
    term_ids: IntArray  # positions in the vocabulary that stands beside the columns


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of n passages, field by field, as numbers into one vocabulary."""

    vocabulary: tuple[str, ...]
    fields: Mapping[str, TermColumn]

    def row(self, index: int) -> dict[str, list[str]]:
        """The terms of the passage in that row, as they were put."""
        spans = {name: (column.offsets[index], column.offsets[index + 1]) for name, column in self.fields.items()}
        return {
            name: [self.vocabulary[term] for term in self.fields[name].term_ids[start:end]]
            for name, (start, end) in spans.items()
            if end > start
        }


@dataclass(frozen=True, slots=True)
class Content:
    """Articles with their n passages. Row i of ``passage_ids``, ``passages`` and ``terms`` is one passage.

    ``vectors`` has a row for each of ``vector_ids`` only: passages in a language that the embedder does
    not know have none. Passage ids grow with every change and are never given twice.
    """

    articles: Mapping[str, StoredArticle]  # by article id
    passage_ids: IntArray  # (n,), ascending
    passages: tuple[Passage, ...]
    vector_ids: IntArray  # (m,), ascending, all among passage_ids
    vectors: FloatArray  # (m, dimension)
    terms: Terms


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole index as one committed generation shows it."""

    generation: int
    meta: Mapping[str, JsonValue]
    content: Content


@dataclass(frozen=True, slots=True)
class Changes:
    """What leads from an older generation to this one: drop the removed, then add the content.

    An updated article stands under ``added`` and its former passages under ``removed_passages``.
    """

    generation: int
    meta: Mapping[str, JsonValue]
    removed_articles: tuple[str, ...]
    removed_passages: IntArray
    added: Content


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article, cut, embedded and tokenised: ready to be stored."""

    article: Article
    passages: tuple[Passage, ...]
    vectors: FloatArray | None  # (len(passages), dimension); None: a language the embedder does not know
    terms: tuple[TermFields, ...]  # one per passage
    source: str  # the root it was loaded from, or the name of the programme that put it
    origin: str = ""  # the file below the root


@dataclass(frozen=True, slots=True)
class Holding:
    """What the store knows of an article without reading it."""

    version_hash: str
    source: str
    origin: str


class Store(Protocol):
    """A committed index, read while others write. Every method may raise IndexCorrupt or IndexMissing."""

    def generation(self) -> int:
        """Grows with every commit; some 20 microseconds, so that each search can ask."""
        ...

    def snapshot(self) -> Snapshot: ...

    def changes_since(self, generation: int) -> Changes | None:
        """None where the store no longer knows what lies between: take a snapshot."""
        ...


class WritableStore(Store, Protocol):
    """A store that takes changes. Each commit is one transaction and one new generation."""

    def get(self, article_id: str) -> StoredArticle | None: ...

    def holdings(self) -> Mapping[str, Holding]:
        """By article id."""
        ...

    def commit(self, puts: Sequence[IndexedArticle], deletes: Sequence[str] = ()) -> Mapping[str, str]:
        """Article id -> ``created | updated | unchanged | deleted | absent``. Raises IndexBusy."""
        ...

    def relocate(self, places: Mapping[str, Holding]) -> None:
        """Note where unchanged articles come from now; the generation stays."""
        ...

    def get_meta(self, key: str) -> JsonValue: ...

    def set_meta(self, key: str, value: JsonValue) -> None: ...
