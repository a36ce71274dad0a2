"""A committed generation of the store -> everything a search reads, in memory and never changed."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Self

import numpy as np

from kb_index.arrays import FloatArray, IntArray
from kb_index.calibration import calibration_of
from kb_index.census import Census, Circle, Statistics, counted, total
from kb_index.compaction import Growth, swapped, tidied
from kb_index.contents import Changes, Content, Snapshot, StoredArticle
from kb_index.dense import DenseLeg, VectorLot
from kb_index.filters import Inventory
from kb_index.fusion import unrelated_level
from kb_index.lexical.bm25 import Bm25Index
from kb_index.lexical.frequencies import HeldWords
from kb_index.lexical.postings import body_lengths
from kb_index.lexical.words import Words
from kb_index.records import Article, JsonValue, Passage, Span
from kb_index.segment import OpenVectors, Part, Segment, whole

FOREIGN = 0.5  # what a passage in another language than the query's is worth where only codes and names can match
BRIDGED = 0.6  # the same with an embedder that joins the languages: a page in the customer's own comes first
_AUDIENCES = 32  # sets of callers whose statistics are kept at hand


@dataclass(frozen=True, slots=True)
class Sight:
    """What the search weighs by for callers who see the same."""

    lexical: Bm25Index
    vocabulary: HeldWords
    unrelated: Mapping[str, float]  # by language: the cosine of passages that have nothing to do with each other
    vectors: int  # how many passages have one


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The articles of an index, and what is counted of them."""

    articles: Mapping[str, StoredArticle]  # by id
    inventory: Inventory
    languages: Counter[str]

    def after(self, removed: Iterable[str], added: Mapping[str, StoredArticle]) -> _Shelf:
        gone = [self.articles[key].article for key in (*removed, *added) if key in self.articles]
        come = [stored.article for stored in added.values()]
        articles = dict(self.articles)
        for article in gone:
            del articles[article.article_id]
        articles.update(added)
        languages = self.languages + Counter(one.language_code for one in come)
        languages -= Counter(one.language_code for one in gone)
        return _Shelf(articles, self.inventory + Inventory.of(come) - Inventory.of(gone), languages)


class View:
    """One generation of an index. A change makes a new view, so searches in flight keep theirs.

    What a change costs depends on the change, but for copies of a few flat arrays.
    """

    def __init__(
        self,
        generation: int,
        meta: Mapping[str, JsonValue],
        parts: tuple[Part, ...],
        *,
        shelf: _Shelf,
        census: Census,
        words: Words,
    ) -> None:
        self.generation = generation
        self.parts = parts
        self._meta, self._shelf, self._census, self._words = meta, shelf, census, words
        self.calibration = calibration_of(meta.get("calibration"))
        self._starts = [0, *accumulate(map(len, parts))]
        self._sights: dict[frozenset[Circle], Sight] = {}

    @classmethod
    def of(cls, snapshot: Snapshot, open_vectors: OpenVectors) -> Self:
        words = Words()
        nothing = _Shelf({}, Inventory.of(()), Counter())
        empty = cls(snapshot.generation, snapshot.meta, (), shelf=nothing, census={}, words=words)
        return empty._with(snapshot.content, open_vectors)

    def after(self, changes: Changes, growth: Growth, open_vectors: OpenVectors) -> Self:
        """The view of a later generation. One thread at a time may ask for it."""
        parts, census = [], self._census
        for part in self.parts:
            kept, gone = part.without(changes.removed_passages)
            parts.append(kept)
            census = counted(census, part.segment, gone, self._words, leaving=True) if len(gone) else census
        shelf = self._shelf.after(changes.removed_articles, {})
        without = type(self)(
            changes.generation, changes.meta, tuple(parts), shelf=shelf, census=census, words=self._words
        )
        later = without._with(changes.added, open_vectors)
        return later._cut_as(tidied(later.parts, growth, open_vectors))

    def compacted(self, then: Sequence[Part], segment: Segment) -> Self | None:
        """The same view with its first parts replaced by a segment that was made of them meanwhile."""
        parts = swapped(self.parts, then, segment)
        return None if parts is None else self._cut_as(parts)

    # --- what a search reads -----------------------------------------------------------------------

    @property
    def inventory(self) -> Inventory:
        return self._shelf.inventory

    @property
    def languages(self) -> tuple[str, ...]:
        """Of the articles, most frequent first."""
        counts = self._shelf.languages
        return tuple(sorted(counts, key=lambda code: (-counts[code], code)))

    @property
    def articles(self) -> int:
        return len(self._shelf.articles)

    @property
    def passages(self) -> int:
        return sum(one.frequencies.rows for one in self._census.values())

    @property
    def known_terms(self) -> int:
        return len(self._words.texts)

    def sight(self, groups: frozenset[str] | None) -> Sight:
        """For a caller of those access groups; None: no article has any."""
        circles = frozenset(one for one in self._census if not one or groups is None or not groups.isdisjoint(one))
        found = self._sights.get(circles)
        if found is None:
            found = self._make_sight(circles)
            if len(self._sights) < _AUDIENCES:
                self._sights[circles] = found
        return found

    @cached_property
    def dense(self) -> DenseLeg:
        lots = zip(self.parts, self._starts, strict=False)
        return DenseLeg(
            [VectorLot(part.segment.vectors, part.segment.vector_rows, start, len(part)) for part, start in lots]
        )

    def passage(self, row: int) -> tuple[Passage, StoredArticle]:
        segment, own = self._place(row)
        return segment.passages[own], segment.passages.owner(own)

    def spans(self) -> Iterator[tuple[Article, Span]]:
        """The passages that can be found, article by article, as stretches of the body."""
        for row in range(self._starts[-1]):
            passage, stored = self.passage(row)
            held = self._shelf.articles.get(passage.article_id)
            if held is not None and held.version_hash == stored.version_hash:
                yield stored.article, passage.span

    def fields(self, row: int) -> Mapping[str, IntArray]:
        segment, own = self._place(row)
        return segment.terms.row(own)

    def terms_of(self, row: int) -> IntArray:
        """The numbers of all terms of a passage."""
        segment, own = self._place(row)
        return segment.terms.whole_row(own)

    def spoken(self, rows: IntArray) -> list[str]:
        """The language of each passage."""
        if len(self.languages) == 1:
            return [*self.languages] * len(rows)
        return [self.article(row).article.language_code for row in rows.tolist()]

    def language_weights(self, rows: IntArray, language_code: str, *, bridged: frozenset[str]) -> FloatArray:
        """1 for passages in the language of the query; others stand back, less so in ``bridged`` languages.

        Those are the ones that the embedder joins with the query's; ``*``: all.
        """
        spoken = self.spoken(rows)
        worth = {code: BRIDGED if bridged & {"*", code} else FOREIGN for code in set(spoken)} | {language_code: 1.0}
        return np.array([worth[code] for code in spoken], np.float32)

    def article(self, row: int) -> StoredArticle:
        """The article that a passage belongs to."""
        segment, own = self._place(row)
        return segment.passages.owner(own)

    # --- making ------------------------------------------------------------------------------------

    def _with(self, added: Content, open_vectors: OpenVectors) -> Self:
        self._words.extend(added.known_terms, added.vocabulary)
        parts, census = self.parts, self._census
        if len(added.passage_ids):
            segment = Segment.of(added, open_vectors)
            parts = (*parts, whole(segment))
            census = counted(census, segment, np.arange(len(segment)), self._words)
        shelf = self._shelf.after((), added.articles)
        return type(self)(self.generation, self._meta, parts, shelf=shelf, census=census, words=self._words)

    def _cut_as(self, parts: tuple[Part, ...]) -> Self:
        if parts == self.parts:
            return self
        return type(self)(self.generation, self._meta, parts, shelf=self._shelf, census=self._census, words=self._words)

    def _make_sight(self, circles: frozenset[Circle]) -> Sight:
        seen: Statistics = total(self._census, sorted(circles))
        lexical = Bm25Index(
            [part.segment.postings for part in self.parts],
            sizes=[len(part) for part in self.parts],
            body_lengths=_flat([body_lengths(part.segment.terms) for part in self.parts]),
            terms_of=self.terms_of,
            frequencies=seen.frequencies,
            words=self._words,
        )
        levels = {code: unrelated_level(own.total, own.count) for code, own in seen.vectors.items()}
        vectors = sum(own.count for own in seen.vectors.values())
        return Sight(lexical, HeldWords(self._words, seen.frequencies), levels, vectors)

    def _place(self, row: int) -> tuple[Segment, int]:
        number = bisect_right(self._starts, row) - 1
        return self.parts[number].segment, row - self._starts[number]


def _flat(lots: Sequence[IntArray]) -> IntArray:
    return np.concatenate(lots) if lots else np.zeros(0, np.int64)
