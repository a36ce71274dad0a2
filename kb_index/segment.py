"""Content -> a Segment: passages in memory that never change, and several of them as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from kb_index.arrays import BoolArray, FloatArray, IntArray
from kb_index.contents import Content, Passages, Terms
from kb_index.lexical import postings as lexical
from kb_index.lexical.postings import Postings
from kb_index.ports import VectorIndex

OpenVectors = Callable[[FloatArray], VectorIndex]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Segment:
    """n passages. Which of them are still there is written beside it, in a ``Part``."""

    ids: IntArray  # (n,), ascending
    passages: Passages
    terms: Terms
    postings: Postings
    vectors: VectorIndex
    vector_rows: IntArray  # (vectors,), ascending: which passages have one

    @classmethod
    def of(cls, content: Content, open_vectors: OpenVectors) -> Self:
        rows = np.searchsorted(content.passage_ids, content.vector_ids)
        postings = Postings.of(content.terms)
        vectors = open_vectors(content.vectors)
        return cls(content.passage_ids, content.passages, content.terms, postings, vectors, rows)

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of(self, ids: IntArray) -> IntArray:
        """The rows of those ids that are here."""
        rows: IntArray = np.searchsorted(self.ids, ids).astype(np.int64)
        if not len(self.ids):
            return rows[:0]
        here: BoolArray = self.ids[np.minimum(rows, len(self.ids) - 1)] == ids
        return rows[here]

    def vectors_of(self, rows: IntArray) -> FloatArray:
        """The vectors of those rows that have one."""
        if not len(self.vector_rows):
            return self.vectors.vectors(self.vector_rows)
        places = np.searchsorted(self.vector_rows, rows)
        held = self.vector_rows[np.minimum(places, len(self.vector_rows) - 1)] == rows
        return self.vectors.vectors(places[held])


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A segment, and which of its passages are in the index now."""

    segment: Segment
    live: BoolArray  # (n,), never written to

    def __len__(self) -> int:
        return len(self.live)

    def without(self, ids: IntArray) -> tuple[Part, IntArray]:
        """What stays, and the rows that went."""
        rows = self.segment.rows_of(ids)
        rows = rows[self.live[rows]]
        if not len(rows):
            return self, rows
        live = self.live.copy()
        live[rows] = False
        return Part(self.segment, live), rows


def whole(segment: Segment) -> Part:
    return Part(segment, np.ones(len(segment), np.bool_))


def merged(parts: Sequence[Part], open_vectors: OpenVectors) -> Segment:
    """One segment of what is in the index of several, in their order."""
    kept = [np.flatnonzero(part.live) for part in parts]
    starts = np.cumsum([0, *map(len, kept)])
    renamed = [_renamed(part, start) for part, start in zip(parts, starts, strict=False)]
    segments = [part.segment for part in parts]
    held = [np.flatnonzero(part.live[part.segment.vector_rows]) for part in parts]
    return Segment(
        np.concatenate([segment.ids[rows] for segment, rows in zip(segments, kept, strict=True)]),
        _joined([_chosen(segment.passages, rows) for segment, rows in zip(segments, kept, strict=True)]),
        lexical.joined([lexical.chosen(segment.terms, rows) for segment, rows in zip(segments, kept, strict=True)]),
        Postings.merged([(segment.postings, rows) for segment, rows in zip(segments, renamed, strict=True)]),
        open_vectors(
            np.concatenate([segment.vectors.vectors(rows) for segment, rows in zip(segments, held, strict=True)])
        ),
        np.concatenate(
            [
                rows[segment.vector_rows[places]].astype(np.int64)
                for segment, rows, places in zip(segments, renamed, held, strict=True)
            ]
        ),
    )


def _renamed(part: Part, start: int) -> npt.NDArray[np.int32]:
    """Shape (n,): the row of each passage behind the merge, -1 for those that are gone."""
    return np.where(part.live, np.cumsum(part.live) - 1 + start, -1).astype(np.int32)


def _chosen(passages: Passages, rows: IntArray) -> Passages:
    """Those passages, with the articles and headings that they need."""
    articles, owners = np.unique(passages.owners[rows], return_inverse=True)
    paths, places = np.unique(passages.paths[rows], return_inverse=True)
    return Passages(
        tuple(passages.articles[number] for number in articles),
        owners,
        passages.ordinals[rows],
        passages.starts[rows],
        passages.ends[rows],
        places,
        tuple(passages.headings[number] for number in paths),
    )


def _joined(lots: Sequence[Passages]) -> Passages:
    articles = np.cumsum([0, *(len(lot.articles) for lot in lots)])
    headings = np.cumsum([0, *(len(lot.headings) for lot in lots)])
    return Passages(
        tuple(article for lot in lots for article in lot.articles),
        np.concatenate([lot.owners + start for lot, start in zip(lots, articles, strict=False)]),
        np.concatenate([lot.ordinals for lot in lots]),
        np.concatenate([lot.starts for lot in lots]),
        np.concatenate([lot.ends for lot in lots]),
        np.concatenate([lot.paths + start for lot, start in zip(lots, headings, strict=False)]),
        tuple(path for lot in lots for path in lot.headings),
    )
