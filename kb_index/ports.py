"""What the knowledge base needs from the outside, as Protocols; adapters share the port's word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.contents import Changes, Holding, IndexedArticle, Snapshot, StoredArticle
from kb_index.records import Article, JsonValue, Passage

DENSE_SHARE = 0.6  # of a similarity, for an encoder that reads words in their context


class Embedder(Protocol):
    """Texts -> L2-normalised float32 vectors, so that a dot product is the cosine similarity.

    A row of zeros instead says that the embedder knows nothing of that text (no word of it, or a language of none of
    its encoders): such a passage has no vector in an index, such a query asks for none.
    """

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

    def dense_share(self, text: str) -> float:
        """0..1: the part of a similarity that the cosine makes up for this query; its words make up the rest."""
        ...

    def embed_query(self, text: str) -> FloatArray:
        """Shape (dimension,)."""
        ...


class VectorIndex(Protocol):
    """Vectors in rows 0..n-1, searched by inner product. It never changes; several threads may search at once."""

    def __len__(self) -> int: ...

    @property
    def memory_bytes(self) -> int:
        """Of the vectors and what is kept to search them."""
        ...

    def search(self, vector: FloatArray, k: int, *, allowed: BoolArray | None = None) -> tuple[IntArray, FloatArray]:
        """The ``k`` nearest rows (of those where ``allowed``, shape (n,), holds) with their similarities.

        Most similar first, equals by row. Raises ValueError for another dimension or a mask of another length.
        """
        ...

    def vectors(self, rows: IntArray) -> FloatArray:
        """Shape (rows, dimension), as they are held: half precision in some engines."""
        ...


class LexicalIndex(Protocol):
    """Terms of passages, row by row, scored by BM25. It never changes: what is committed later is in another."""

    def scores(self, terms: Sequence[QueryTerm]) -> FloatArray:
        """Shape (rows,): BM25, unbounded above; 0 where a passage shares nothing with the query."""
        ...


# --- how a query is searched ----------------------------------------------------------------------


class Mode(StrEnum):
    """What the scores of a search are made of, and so which weights fit them."""

    LEXICAL_ONLY = "lexical_only"  # no dense leg
    WITH_DENSE = "with_dense"  # an encoder that reads words in their context
    WITH_STATIC = "with_static"  # one that does not, or in part: its cosines say less beside the words


def mode_of(share: float | None) -> Mode:
    """``share``: 0..1, of a similarity, what the cosine makes up; None: there is no dense leg."""
    if share is None:
        return Mode.LEXICAL_ONLY
    return Mode.WITH_STATIC if share < DENSE_SHARE else Mode.WITH_DENSE


# --- what a query becomes -------------------------------------------------------------------------


class Leg(StrEnum):
    """A part of the search that can be switched off, to see what it is worth."""

    LEXICAL = "lexical"
    DENSE = "dense"
    RERANK = "rerank"


class Vocabulary(Protocol):
    """The terms of an index. Numbers are given once and for all; later generations add more behind them."""

    @property
    def texts(self) -> Sequence[str]:
        """By number. The list may grow while it is read; what stands in it never changes."""
        ...

    def number(self, term: str) -> int:
        """-1 where the index has never seen the term."""
        ...

    def held(self, term: str) -> bool:
        """Whether a passage that is in the index now holds the term."""
        ...


class Expander(Protocol):
    """Terms of a query -> the same terms with what else counts as them in this index. Pure."""

    def expand(self, terms: Sequence[str], vocabulary: Vocabulary) -> tuple[QueryTerm, ...]:
        """One for each distinct term, in their order."""
        ...

    def retyped(self, text: str, vocabulary: Vocabulary) -> str:
        """The text of a query with what was typed in the wrong keyboard layout put right; asked before its terms."""
        ...


# --- what a ranker sees ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One term of a query, and what else counts as it: other spellings, transliterations, synonyms."""

    term: str
    others: tuple[tuple[str, float], ...] = ()  # each with what a match of it is worth, 0..1


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as rankers see it. Row i of each array is one distinct term of the query."""

    text: str
    language_code: str
    terms: tuple[QueryTerm, ...]
    numbers: IntArray  # (n,) of the term in the vocabulary, -1 where it occurs nowhere
    families: IntArray  # (n,) of its family, -1 where that occurs nowhere
    rarity: FloatArray  # (n,) inverse document frequency; a term that occurs nowhere is the rarest
    family_of: IntArray  # (vocabulary,) term number -> family number
    others: tuple[tuple[tuple[int, float], ...], ...] = ()  # row i: alternatives in the index, with their worth
    mode: Mode = Mode.LEXICAL_ONLY


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a leg proposed."""

    passage: Passage
    article: Article
    lexical: float  # share of the score of an ideal passage, 0..1
    cosine: float | None  # above the level of unrelated passages, 0..1; None: no dense leg
    similarity: float  # of both, 0..1
    fields: Mapping[str, IntArray]  # title, headings, body, product -> term numbers in the order of the text


class Reranker(Protocol):
    """Looks closer at the best passages. Pure: the same candidates, the same answer."""

    @property
    def fingerprint(self) -> str:
        """One line; equal lines, equal rankings."""
        ...

    @property
    def depth(self) -> int:
        """How many of the best passages it wants to see."""
        ...

    def similarities(self, asked: Asked, candidates: Sequence[Candidate]) -> FloatArray:
        """Shape (candidates,), 0..1 on the scale of ``Candidate.similarity``, higher is closer."""
        ...


class Store(Protocol):
    """A committed index, read while others write. Every method may raise IndexCorrupt or IndexMissing."""

    def generation(self) -> int:
        """Grows with every commit; some 20 microseconds, so that each search can ask."""
        ...

    def snapshot(self) -> Snapshot: ...

    def changes_since(self, generation: int, *, known_terms: int = 0) -> Changes | None:
        """None where the store no longer knows what lies between: take a snapshot.

        The vocabulary of what is added begins behind the ``known_terms`` that the reader has.
        """
        ...


class WritableStore(Store, Protocol):
    """A store that takes changes. Each commit is one transaction and one new generation."""

    def get(self, article_id: str) -> StoredArticle | None: ...

    def holdings(self) -> Mapping[str, Holding]:
        """By article id."""
        ...

    def known_vectors(self, keys: Iterable[bytes]) -> Mapping[bytes, FloatArray]:
        """Those of the keys whose texts were embedded before, each with its vector of shape (dimension,)."""
        ...

    def stage(self, vectors: Mapping[bytes, FloatArray]) -> None:
        """Keep vectors for a change that is not committed yet; no search can see them."""
        ...

    def commit(
        self,
        puts: Sequence[IndexedArticle],
        deletes: Sequence[str] = (),
        *,
        places: Mapping[str, Holding] | None = None,
        expected: Mapping[str, str | None] | None = None,
        permit: Callable[[], None] | None = None,
    ) -> Mapping[str, str]:
        """Article id -> ``created | updated | unchanged | deleted | absent``. Raises IndexBusy, IndexChanged.

        ``places``: where unchanged articles come from now. ``expected``: version hashes (None: not there) that must
        still be true. ``permit`` is called when all is written and nothing is committed: what it raises undoes all.
        """
        ...

    def get_meta(self, key: str) -> JsonValue: ...

    def set_meta(self, key: str, value: JsonValue) -> None: ...
