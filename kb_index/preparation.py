"""Article[] -> IndexedArticle[]: cut, tokenised, and embedded where the text is new and its language known."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.chunking import indexed_text, split, terms
from kb_index.contents import IndexedArticle, TermFields
from kb_index.ports import Embedder
from kb_index.records import Article, Passage
from kb_index.store.keys import text_key

Embedded = Callable[[int, float], None]  # passages, seconds
KnownVectors = Callable[[Iterable[bytes]], Mapping[bytes, FloatArray]]

_EMBEDDED_AT_ONCE = 64  # passages between two signs of progress


@dataclass(frozen=True, slots=True)
class Cut:
    """An article with its passages, and where it came from."""

    article: Article
    passages: tuple[Passage, ...]
    source: str
    origin: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Articles ready to be stored, and the vectors that had to be computed for them."""

    articles: list[IndexedArticle]
    computed: Mapping[bytes, FloatArray]


def cut(article: Article, *, source: str, origin: str = "") -> Cut:
    return Cut(article, split(article), source, origin)


def knows(embedder: Embedder, language_code: str) -> bool:
    return bool(embedder.languages & {"*", language_code})


def prepare(cuts: Sequence[Cut], embedder: Embedder, *, known: KnownVectors, embedded: Embedded) -> Prepared:
    """``known`` gives the vectors of texts that were embedded before; ``embedded`` is told of each new lot."""
    with ThreadPoolExecutor(1) as beside:  # words are counted while the encoder, which leaves Python free, runs
        counted = beside.submit(lambda: [_terms(entry) for entry in cuts])
        keyed = [_keys(entry, embedder) for entry in cuts]
        texts = {key: text for one in keyed for key, text in one}
        held = known(texts)
        computed = _embed({key: text for key, text in texts.items() if key not in held}, embedder, embedded)
        fields = counted.result()
    vectors = {**held, **computed}
    rows = zip(cuts, keyed, fields, strict=True)
    return Prepared(
        [_indexed(entry, [key for key, _ in keys], vectors, found) for entry, keys, found in rows], computed
    )


def _indexed(
    entry: Cut, keys: Sequence[bytes], vectors: Mapping[bytes, FloatArray], fields: tuple[TermFields, ...]
) -> IndexedArticle:
    return IndexedArticle(
        article=entry.article,
        passages=entry.passages,
        vectors=np.stack([vectors[key] for key in keys]) if keys else None,
        terms=fields,
        source=entry.source,
        origin=entry.origin,
        keys=tuple(keys),
    )


def _terms(entry: Cut) -> tuple[TermFields, ...]:
    return tuple(terms(entry.article, passage) for passage in entry.passages)


def _keys(entry: Cut, embedder: Embedder) -> list[tuple[bytes, str]]:
    """Key and text of each passage; nothing in a language that the embedder does not know."""
    language_code = entry.article.language_code
    if not knows(embedder, language_code):
        return []
    texts = [indexed_text(entry.article, passage) for passage in entry.passages]
    return [(text_key(language_code, text), text) for text in texts]


def _embed(texts: Mapping[bytes, str], embedder: Embedder, embedded: Embedded) -> dict[bytes, FloatArray]:
    # Neighbours in length together: a runtime that pads wastes little.
    order = sorted(texts, key=lambda key: len(texts[key]))
    vectors: dict[bytes, FloatArray] = {}
    for start in range(0, len(order), _EMBEDDED_AT_ONCE):
        part = order[start : start + _EMBEDDED_AT_ONCE]
        started = time.perf_counter()
        vectors.update(zip(part, embedder.embed_passages([texts[key] for key in part]), strict=True))
        embedded(len(part), time.perf_counter() - started)
    return vectors
