"""Articles -> the hybrid search that Haystack's own parts give, with the same encoder.

As its documentation composes it: passages of 200 words that overlap by 20, an in-memory store, BM25 and embedding
retrievers, joined by reciprocal rank (https://docs.haystack.deepset.ai/docs/documentjoiner). Each passage begins with
its article's title. Haystack is no dependency of this project; ``open_haystack`` says how to install it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from kb_index.records import Article

INSTALL = "pip install haystack-ai sentence-transformers-haystack pillow, into a copy of this environment"
_PARTS = "haystack.components"
_ENCODERS = "haystack_integrations.components.embedders.sentence_transformers"
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Haystack:
    """An indexed pipeline."""

    version: str
    passages: int
    pipeline: Any

    def search(self, text: str, limit: int) -> list[str]:
        """Article ids of the best passages, best first; an article may come several times."""
        asked = {"encoder": {"text": text}, "words": {"query": text, "top_k": limit}, "dense": {"top_k": limit}}
        found = self.pipeline.run({**asked, "joiner": {"top_k": limit}})
        return [document.meta["article_id"] for document in found["joiner"]["documents"]]


def open_haystack(articles: Sequence[Article], model: Path) -> Haystack:
    """``model``: the folder of a sentence-transformers model. Raises EvalError where Haystack is not installed."""
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # read when it is imported
    try:
        haystack = import_module("haystack")
        import_module(_ENCODERS)
    except ImportError as exc:
        raise EvalError(f"Haystack cannot be imported ({exc}); install it: {INSTALL}") from exc
    store = import_module("haystack.document_stores.in_memory").InMemoryDocumentStore()
    documents = _embedded(_passages(articles, haystack), model)
    store.write_documents(documents)
    return Haystack(import_module("haystack.version").__version__, len(documents), _pipeline(store, model, haystack))


def _passages(articles: Sequence[Article], haystack: Any) -> list[Any]:
    splitter = import_module(f"{_PARTS}.preprocessors").DocumentSplitter(split_length=200, split_overlap=20)
    splitter.warm_up()
    whole = [
        haystack.Document(content=one.body_markdown, meta={"article_id": one.article_id, "title": one.title})
        for one in articles
    ]
    pieces = splitter.run(documents=whole)["documents"]
    return [haystack.Document(content=f"{one.meta['title']}\n{one.content}", meta=one.meta) for one in pieces]


def _embedded(documents: list[Any], model: Path) -> list[Any]:
    encoder = import_module(_ENCODERS).SentenceTransformersDocumentEmbedder(
        model=str(model), batch_size=_BATCH, progress_bar=False, normalize_embeddings=True
    )
    encoder.warm_up()
    embedded: list[Any] = encoder.run(documents=documents)["documents"]
    return embedded


def _pipeline(store: Any, model: Path, haystack: Any) -> Any:
    retrievers = import_module(f"{_PARTS}.retrievers.in_memory")
    encoders = import_module(_ENCODERS)
    pipeline = haystack.Pipeline()
    encoder = encoders.SentenceTransformersTextEmbedder(model=str(model), progress_bar=False, normalize_embeddings=True)
    pipeline.add_component("encoder", encoder)
    pipeline.add_component("words", retrievers.InMemoryBM25Retriever(store))
    pipeline.add_component("dense", retrievers.InMemoryEmbeddingRetriever(store))
    joiner = import_module(f"{_PARTS}.joiners").DocumentJoiner(join_mode="reciprocal_rank_fusion")
    pipeline.add_component("joiner", joiner)
    pipeline.connect("encoder.embedding", "dense.query_embedding")
    pipeline.connect("words.documents", "joiner.documents")
    pipeline.connect("dense.documents", "joiner.documents")
    pipeline.warm_up()
    return pipeline
