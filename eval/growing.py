"""A small knowledge base -> as many articles and vectors as a large one has, with the neighbourhoods of the small one.

A grown vector is ``unit(w a + (1 - w) b + 0.5 (c - d))``: a a real vector, b one of its sixteen nearest, w even in
[0.5, 1], c and d a pair of neighbours from elsewhere. So it lies where real ones lie, and is scattered in the
directions and by the distances that real neighbours differ in; even noise would fill directions that no text takes.
A grown article is a real one with a word in twelve taken from other articles and a code of its own.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np

from eval.embedders import WrappedEmbedder
from eval.errors import EvalError
from eval.indexing import read_articles
from kb_index.arrays import FloatArray, IntArray
from kb_index.chunking import indexed_text
from kb_index.ports import Embedder
from kb_index.preparation import cut, knows
from kb_index.records import Article
from kb_index.sample_kb import sample_path

NEAREST = 16
_SCATTER = 0.5
_AT_ONCE = 20_000
_MARK = re.compile(r"^(.*) № (\d+)(?= · |\n)")


@dataclass(frozen=True, slots=True)
class Real:
    """Real articles in languages that the embedder knows. ``rows[i]`` are the passages of article i."""

    articles: tuple[Article, ...]
    texts: tuple[str, ...]  # what is embedded of each passage
    rows: tuple[IntArray, ...]

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """Titles as questions, with their language."""
        return tuple(dict.fromkeys((one.title, one.language_code) for one in self.articles))


def real_articles(paths: Sequence[Path], embedder: Embedder, *, passages: int) -> Real:
    """Of the files, or of the sample help centre where there are none, until so many passages. Raises EvalError."""
    found, _ = read_articles(paths or [sample_path()], "A")
    articles: list[Article] = []
    texts: list[str] = []
    rows: list[IntArray] = []
    for article in found:
        pieces = [indexed_text(article, one) for one in cut(article, source="").passages]
        if not pieces or not knows(embedder, article.language_code) or len(texts) >= passages:
            continue
        articles.append(article)
        rows.append(np.arange(len(texts), len(texts) + len(pieces)))
        texts += pieces
    if len(texts) <= NEAREST:
        raise EvalError(f"{len(texts)} passages are too few to grow from; name a larger knowledge base")
    return Real(tuple(articles), tuple(texts), tuple(rows))


class Grower:
    """Real vectors -> any number of vectors like them."""

    def __init__(self, vectors: FloatArray) -> None:
        """Shape (n, dimension), n > NEAREST."""
        self.vectors = vectors
        closeness = vectors @ vectors.T
        np.fill_diagonal(closeness, -np.inf)
        self._near = np.argpartition(-closeness, NEAREST, axis=1)[:, :NEAREST]

    def grown(self, rows: IntArray, *, seed: int) -> FloatArray:
        """One vector near each of those real rows; the same seed, the same vectors."""
        rng = np.random.default_rng(seed)
        weight = rng.uniform(0.5, 1.0, (len(rows), 1)).astype(np.float32)
        places = rng.integers(NEAREST, size=(2, len(rows)))
        elsewhere = rng.integers(len(self.vectors), size=len(rows))
        beside = self.vectors[self._near[rows, places[0]]]
        scatter = self.vectors[elsewhere] - self.vectors[self._near[elsewhere, places[1]]]
        vectors = weight * self.vectors[rows] + (1 - weight) * beside + _SCATTER * scatter
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def many(self, rows: int, *, seed: int) -> FloatArray:
        """Shape (rows, dimension): the real ones, then grown ones."""
        vectors = np.empty((rows, self.vectors.shape[1]), np.float32)
        known = min(rows, len(self.vectors))
        vectors[:known] = self.vectors[:known]
        rng = np.random.default_rng(seed)
        for start in range(known, rows, _AT_ONCE):
            chosen = rng.integers(len(self.vectors), size=min(_AT_ONCE, rows - start))
            vectors[start : start + len(chosen)] = self.grown(chosen, seed=seed + start)
        return vectors


def grown_articles(real: Real, *, passages: int) -> Iterator[Article]:
    """Articles until they have about so many passages; ``GrownEmbedder`` knows them by their titles."""
    words = sorted({word for one in real.articles for word in re.findall(r"[^\W\d_]{4,}", one.body_markdown)})
    held = 0
    for number in count():
        if held >= passages:
            return
        base = number % len(real.articles)
        held += len(real.rows[base])
        article = real.articles[base]
        title = f"{article.title} № {number}"
        yield replace(article, article_id=f"grown-{number}", title=title, body_markdown=_varied(article, number, words))


def _varied(article: Article, number: int, words: Sequence[str]) -> str:
    rng = np.random.default_rng(number)

    def swapped(match: re.Match[str]) -> str:
        return words[int(rng.integers(len(words)))] if rng.random() < 1 / 12 else match.group()

    return re.sub(r"[^\W\d_]{4,}", swapped, article.body_markdown) + f"\n\nGX-{number:07d}\n"


class GrownEmbedder(WrappedEmbedder):
    """Gives passages of grown articles vectors grown from those of their real article, and embeds all other texts."""

    def __init__(self, embedder: Embedder, real: Real, grower: Grower) -> None:
        super().__init__(embedder)
        self._grower = grower
        self._rows: Mapping[str, IntArray] = {
            one.title: rows for one, rows in zip(real.articles, real.rows, strict=True)
        }

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        others = []
        for place, text in enumerate(texts):
            rows = self._rows.get(mark[1]) if (mark := _MARK.match(text)) else None
            if rows is None:
                others.append(place)
                continue
            seed = zlib.crc32(text.encode())
            vectors[place] = self._grower.grown(rows[seed % len(rows)][np.newaxis], seed=seed)[0]
        if others:
            vectors[others] = self._embedder.embed_passages([texts[place] for place in others])
        return vectors
