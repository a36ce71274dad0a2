"""Article[] -> IndexedArticle[]: cut, embedded where the model knows the language, and tokenised."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb_index.chunking import indexed_text, split, terms
from kb_index.ports import Embedder, FloatArray, IndexedArticle
from kb_index.records import Article, Passage

Embedded = Callable[[int, float], None]  # passages, seconds

_EMBEDDED_AT_ONCE = 64  # passages between two signs of progress


@dataclass(frozen=True, slots=True)
class Cut:
    """An article with its passages, and where it came from."""

    article: Article
    passages: tuple[Passage, ...]
    source: str
    origin: str


def cut(article: Article, *, source: str, origin: str = "") -> Cut:
    return Cut(article, split(article), source, origin)


def knows(embedder: Embedder, language_code: str) -> bool:
    return bool(embedder.languages & {"*", language_code})


def prepare(cuts: Sequence[Cut], embedder: Embedder, *, embedded: Embedded) -> list[IndexedArticle]:
    """``embedded`` is told each time some passages have their vector."""
    known = [entry for entry in cuts if entry.passages and knows(embedder, entry.article.language_code)]
    texts = [indexed_text(entry.article, passage) for entry in known for passage in entry.passages]
    vectors = _embed(texts, embedder, embedded)
    ends = np.cumsum([len(entry.passages) for entry in known], dtype=np.int64)
    rows = {id(entry): part for entry, part in zip(known, np.split(vectors, ends[:-1]), strict=False)}
    return [
        IndexedArticle(
            article=entry.article,
            passages=entry.passages,
            vectors=rows.get(id(entry)),
            terms=tuple(terms(entry.article, passage) for passage in entry.passages),
            source=entry.source,
            origin=entry.origin,
        )
        for entry in cuts
    ]


def _embed(texts: Sequence[str], embedder: Embedder, embedded: Embedded) -> FloatArray:
    parts = [np.zeros((0, embedder.dimension), np.float32)]
    # Neighbours in length together: a runtime that pads wastes little.
    order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    for start in range(0, len(order), _EMBEDDED_AT_ONCE):
        part = [texts[index] for index in order[start : start + _EMBEDDED_AT_ONCE]]
        started = time.perf_counter()
        parts.append(embedder.embed_passages(part))
        embedded(len(part), time.perf_counter() - started)
    vectors = np.empty((len(texts), embedder.dimension), np.float32)
    vectors[order] = np.concatenate(parts)
    return vectors
