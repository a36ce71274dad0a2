"""A committed generation of the store -> everything a search reads, in memory and never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from kb_index.calibration import PRIOR, Calibration
from kb_index.filters import has_window
from kb_index.fusion import unrelated_level
from kb_index.lexical.bm25 import Bm25Index
from kb_index.ports import Changes, Content, FloatArray, IntArray, Snapshot, TermColumn, Terms, VectorIndex
from kb_index.records import JsonValue, Passage
from kb_index.vectors.faiss_index import FaissIndex

FOREIGN = 0.5  # what a passage in another language than the query's is worth where only codes and names can match
BRIDGED = 0.9  # the same with an embedder that knows all languages


@dataclass(frozen=True, slots=True)
class View:
    """One generation of an index. A change makes a new view, so searches in flight keep theirs."""

    generation: int
    content: Content
    lexical: Bm25Index
    dense: VectorIndex
    calibration: Calibration
    languages: tuple[str, ...]  # of the articles, most frequent first
    passage_languages: npt.NDArray[np.str_]  # (passages,)
    unrelated: float  # the cosine of passages that have nothing to do with each other
    has_windows: bool  # whether any article is valid for a time only

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        return cls._build(snapshot.generation, snapshot.meta, snapshot.content)

    def after(self, changes: Changes) -> Self:
        return self._build(changes.generation, changes.meta, _merged(self.content, changes))

    @classmethod
    def _build(cls, generation: int, meta: Mapping[str, JsonValue], content: Content) -> Self:
        dense = FaissIndex(content.vectors.shape[1])
        dense.add(content.vector_ids, content.vectors)
        lexical = Bm25Index(content.passage_ids, content.terms)
        fitted = meta.get("calibration")
        calibration = PRIOR if fitted is None else Calibration.from_json(fitted)
        articles = [stored.article for stored in content.articles.values()]
        counts = Counter(article.language_code for article in articles)
        languages = tuple(sorted(counts, key=lambda code: (-counts[code], code)))
        unrelated = unrelated_level(content.vectors)
        windows = any(map(has_window, articles))
        spoken = [content.articles[passage.article_id].article.language_code for passage in content.passages]
        passage_languages = np.array(spoken, np.str_)
        return cls(generation, content, lexical, dense, calibration, languages, passage_languages, unrelated, windows)

    def passage(self, passage_id: int) -> Passage:
        return self.content.passages[int(np.searchsorted(self.content.passage_ids, passage_id))]

    def language_weights(self, ids: IntArray, language_code: str, *, bridged: bool) -> FloatArray:
        """1 for passages in the language of the query; the others stand back, less so where the embedder joins them."""
        if self.languages == (language_code,):
            return np.ones(len(ids), np.float32)
        own = self.passage_languages[np.searchsorted(self.content.passage_ids, ids)] == language_code
        return np.where(own, 1.0, BRIDGED if bridged else FOREIGN).astype(np.float32)

    def ids_of(self, article_ids: frozenset[str]) -> IntArray:
        """The passages of these articles, ascending."""
        mine = [passage.article_id in article_ids for passage in self.content.passages]
        return self.content.passage_ids[np.array(mine, np.bool_)]


def _merged(content: Content, changes: Changes) -> Content:
    """The content after the changes. Passage ids grow, so what is added comes last."""
    kept = ~np.isin(content.passage_ids, changes.removed_passages)
    kept_vectors = ~np.isin(content.vector_ids, changes.removed_passages)
    added = changes.added
    gone = set(changes.removed_articles)
    articles = {key: stored for key, stored in content.articles.items() if key not in gone}
    return replace(
        content,
        articles=articles | dict(added.articles),
        passage_ids=np.concatenate([content.passage_ids[kept], added.passage_ids]),
        passages=(*(content.passages[row] for row in np.flatnonzero(kept)), *added.passages),
        vector_ids=np.concatenate([content.vector_ids[kept_vectors], added.vector_ids]),
        vectors=_stacked(content.vectors[kept_vectors], added.vectors),
        terms=_merged_terms(content.terms, np.flatnonzero(kept), added.terms, len(added.passages)),
    )


def _stacked(kept: FloatArray, added: FloatArray) -> FloatArray:
    return np.concatenate([kept, added]).astype(np.float32, copy=False)


def _merged_terms(kept: Terms, rows: IntArray, added: Terms, added_rows: int) -> Terms:
    numbers = {term: number for number, term in enumerate(kept.vocabulary)}
    moved = np.array([numbers.setdefault(term, len(numbers)) for term in added.vocabulary], np.int64)
    fields = {}
    for name in sorted({*kept.fields, *added.fields}):
        left = _chosen(kept.fields.get(name), rows)
        right = _chosen(added.fields.get(name), np.arange(added_rows))
        offsets = np.concatenate([left.offsets, left.offsets[-1] + right.offsets[1:]])
        fields[name] = TermColumn(offsets, np.concatenate([left.term_ids, moved[right.term_ids]]))
    return Terms(tuple(numbers), fields)


def _chosen(column: TermColumn | None, rows: IntArray) -> TermColumn:
    """Those rows of a column, in that order; no column has nothing in every row."""
    if column is None:
        return TermColumn(np.zeros(len(rows) + 1, np.int64), np.zeros(0, np.int64))
    starts, lengths = column.offsets[rows], np.diff(column.offsets)[rows]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    return TermColumn(offsets, column.term_ids[np.repeat(starts, lengths) + within])
