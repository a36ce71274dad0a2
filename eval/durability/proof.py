"""An index on disk -> whether it is whole, and whether it finds what a fresh one finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from eval.durability.steps import State
from kb_index.arrays import FloatArray
from kb_index.chunking import CHUNKING, indexed_text, split, terms
from kb_index.contents import Content
from kb_index.ports import Embedder
from kb_index.records import Article, Passage, Query
from kb_index.search import Searcher
from kb_index.store.sqlite import SqliteStore
from kb_index.writer import IndexWriter

TOLERANCE = 1e-5  # of a score
_HITS = 10

Row = tuple[Passage, FloatArray, dict[str, list[str]]]
Asked = tuple[str, str]  # text and language


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as it is compared: what it is, and its score."""

    article_id: str
    version_hash: str
    ordinal: int
    score: float


class Proof:
    """Remembers what the rows of an article must be, so that each version is computed once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._rows: dict[str, list[Row]] = {}

    def held(self, index: Path) -> dict[str, Article]:
        """The articles of an index. Raises AssertionError where passages, vectors or terms are not theirs."""
        with SqliteStore.open(index, embedder=self._embedder.fingerprint, chunking=CHUNKING) as store:
            content = store.snapshot().content
        assert content.passage_ids.tolist() == content.vector_ids.tolist(), "a passage has no vector"
        rows: dict[str, list[Row]] = {}
        for number, passage in enumerate(content.passages):
            rows.setdefault(passage.article_id, []).append((passage, content.vectors[number], _terms(content, number)))
        for article_id, stored in content.articles.items():
            assert stored.version_hash == stored.article.version_hash, f"{article_id}: the hash is of another version"
            _require_same(article_id, rows.pop(article_id, []), self._expected(stored.article))
        assert not rows, f"passages of no article: {sorted(rows)}"
        return {article_id: stored.article for article_id, stored in content.articles.items()}

    def _expected(self, article: Article) -> list[Row]:
        if article.version_hash not in self._rows:
            passages = split(article)
            vectors = self._embedder.embed_passages([indexed_text(article, passage) for passage in passages])
            words = [{name: list(found) for name, found in terms(article, one).items() if found} for one in passages]
            self._rows[article.version_hash] = list(zip(passages, vectors, words, strict=True))
        return self._rows[article.version_hash]


def _terms(content: Content, number: int) -> dict[str, list[str]]:
    found = content.terms.row(number)
    return {name: [content.vocabulary[term] for term in held] for name, held in found.items() if len(held)}


def _require_same(article_id: str, rows: Sequence[Row], expected: Sequence[Row]) -> None:
    assert [row[0] for row in rows] == [row[0] for row in expected], f"{article_id}: other passages"
    assert [row[2] for row in rows] == [row[2] for row in expected], f"{article_id}: other terms"
    for row, wanted in zip(rows, expected, strict=True):
        assert np.allclose(row[1], wanted[1], atol=1e-6), f"{article_id}: another vector"


def found(searcher: Searcher, asked: Asked) -> list[Found]:
    hits = searcher.search(Query(*asked, limit=_HITS)).hits
    return [Found(one.article.article_id, one.version_hash, one.passage.ordinal, one.similarity) for one in hits]


def require_same_answers(
    searchers: Mapping[str, Searcher], state: State, embedder: Embedder, asked: list[Asked]
) -> None:
    """All of the searchers answer as an index that was built of these articles at one go."""
    with TemporaryDirectory(prefix="otvet-fresh-") as name:
        folder = Path(name)
        fingerprint, dimension = embedder.fingerprint, embedder.dimension
        SqliteStore.create(folder, embedder=fingerprint, chunking=CHUNKING, dimension=dimension).close()
        writer = IndexWriter(folder, embedder)
        writer.batch([held.article for held in state.values()])
        writer.close()
        fresh = Searcher(folder, embedder)
        for question in asked:
            wanted = found(fresh, question)
            for which, searcher in searchers.items():
                require_equal(found(searcher, question), wanted, f"{which}, “{question[0]}”")
        fresh.close()


def require_equal(ours: Sequence[Found], theirs: Sequence[Found], where: str) -> None:
    """The same hits with the same scores; hits whose scores are equal may stand in any order among themselves."""
    mine, wanted = ([one.score for one in hits] for hits in (ours, theirs))
    assert len(ours) == len(theirs), f"{where}: {len(ours)} hits, {len(theirs)} from a fresh index"
    assert np.allclose(mine, wanted, atol=TOLERANCE, rtol=0), f"{where}: other scores: {mine}, {wanted}"
    groups = [list(group) for _, group in groupby(range(len(theirs)), key=_levels(wanted).__getitem__)]
    for group in groups[:-1] if len(theirs) == _HITS else groups:  # the last tie may be cut off by the limit
        here, there = ({_identity(hits[row]) for row in group} for hits in (ours, theirs))
        assert here == there, f"{where}: {here ^ there} in one index only"


def _levels(scores: Sequence[float]) -> list[int]:
    """Equal numbers for scores that cannot be told apart."""
    steps = [before - after > 2 * TOLERANCE for before, after in pairwise(scores)]
    return list(accumulate(steps, initial=0))


def _identity(hit: Found) -> tuple[str, str, int]:
    return hit.article_id, hit.version_hash, hit.ordinal
