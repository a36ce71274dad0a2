"""What an index holds: articles, passages as columns, terms as numbers, and what one generation adds to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import overload

import numpy as np
import numpy.typing as npt

from kb_index.arrays import FloatArray, IntArray
from kb_index.records import Article, JsonValue, Passage, Span

TermFields = Mapping[str, Sequence[str]]  # field name -> its terms, in the order of the text
FIELDS = ("title", "headings", "body", "product")  # that a passage is searched by


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article and the hash of its version, computed when it was stored."""

    article: Article
    version_hash: str


@dataclass(frozen=True, slots=True, eq=False)
class Passages(Sequence[Passage]):
    """n passages as columns; a ``Passage`` is made when it is asked for."""

    articles: tuple[StoredArticle, ...]
    owners: IntArray  # (n,) position in ``articles``
    ordinals: IntArray  # (n,)
    starts: IntArray  # (n,) in the body of the article, code points
    ends: IntArray  # (n,)
    paths: IntArray  # (n,) position in ``headings``
    headings: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        return len(self.owners)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Passage]: ...
    def __getitem__(self, row: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(row, slice):
            return [self[index] for index in range(*row.indices(len(self)))]
        article = self.articles[self.owners[row]].article
        span = Span(int(self.starts[row]), int(self.ends[row]))
        path = self.headings[self.paths[row]]
        return Passage(article.article_id, int(self.ordinals[row]), span, span.of(article.body_markdown), path)

    def owner(self, row: int) -> StoredArticle:
        """The article that the passage belongs to."""
        stored: StoredArticle = self.articles[int(self.owners[row])]
        return stored


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The terms of n passages as numbers of the vocabulary, in the order of the text.

    Field f of row i, counted as in ``FIELDS``, owns ``numbers[offsets[4 i + f]:offsets[4 i + f + 1]]``.
    """

    offsets: IntArray  # (4 n + 1,)
    numbers: npt.NDArray[np.uint32]

    def whole_row(self, index: int) -> IntArray:
        """The terms of the passage in that row, field behind field."""
        edges = self.offsets[[len(FIELDS) * index, len(FIELDS) * (index + 1)]]
        return self.numbers[edges[0] : edges[1]].astype(np.int64)

    def row(self, index: int) -> dict[str, IntArray]:
        """The terms of the passage in that row by field, all of ``FIELDS``."""
        edges = self.offsets[len(FIELDS) * index : len(FIELDS) * (index + 1) + 1].tolist()
        parts = (self.numbers[start:end].astype(np.int64) for start, end in pairwise(edges))
        return dict(zip(FIELDS, parts, strict=True))


@dataclass(frozen=True, slots=True)
class Content:
    """Articles with their n passages. Row i of ``passage_ids``, ``passages`` and ``terms`` is one passage.

    ``vectors`` has a row for each of ``vector_ids`` only: passages in a language that the embedder does
    not know have none. Passage ids grow with every change and are never given twice.
    """

    articles: Mapping[str, StoredArticle]  # by article id
    passage_ids: IntArray  # (n,), ascending
    passages: Passages
    vector_ids: IntArray  # (m,), ascending, all among passage_ids
    vectors: FloatArray  # (m, dimension)
    terms: Terms
    vocabulary: tuple[str, ...]  # the texts of the terms from number ``known_terms`` on
    known_terms: int = 0


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
    vectors: FloatArray | None  # (len(passages), dimension); None, or a row of zeros: unknown to the embedder
    terms: tuple[TermFields, ...]  # one per passage
    source: str  # the root it was loaded from, or the name of the programme that put it
    origin: str = ""  # the file below the root
    keys: tuple[bytes, ...] = ()  # one per vector: what it was made of, so that an equal text is not embedded again


@dataclass(frozen=True, slots=True)
class Holding:
    """What the store knows of an article without reading it."""

    version_hash: str
    source: str
    origin: str
