"""Query -> Hit[]: both legs, fused, filtered, with the probability that the best of them answer."""

from __future__ import annotations

import threading
from pathlib import Path

from kb_index.chunking import CHUNKING
from kb_index.evidence import evidence
from kb_index.filters import allowed_articles
from kb_index.fusion import Candidates, candidates
from kb_index.ports import Embedder, FloatArray, IntArray
from kb_index.records import Hit, IndexInfo, Query, SearchResult
from kb_index.store.database import FORMAT_VERSION
from kb_index.store.sqlite import SqliteStore
from kb_index.text.lemmas import search_terms
from kb_index.view import View

EMBEDDED = 2000  # characters of a query that are embedded; an encoder reads no more than some 256 tokens
READ = 20_000  # characters of a query that are searched by their words


class Searcher:
    """Searches the index of one folder; safe for several threads. Sees what other processes commit.

    Each search asks the store for its generation. The first one that finds a new generation builds the new view;
    the others go on with the former one meanwhile, except that a change of this process is waited for (``refresh``).
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Raises IndexMissing, IndexCorrupt, IndexMismatch."""
        self._embedder = embedder
        self._store = SqliteStore.open(folder, embedder=embedder.fingerprint, chunking=CHUNKING)
        self._view = View.of(self._store.snapshot())
        self._reloading = threading.Lock()

    def close(self) -> None:
        self._store.close()

    def search(self, query: Query) -> SearchResult:
        """At most ``query.limit`` passages, best first; several may belong to one article.

        Raises FilterInvalid for a filter by a field that no article has.
        """
        view = self._current()
        allowed = self._allowed(view, query)
        terms = search_terms(query.text[:READ], query.language_code)
        vector = self._embedded(view, query)
        found = candidates(terms, vector, view.lexical, view.dense, allowed=allowed, unrelated=view.unrelated)
        found = found.weighed(view.language_weights(found.ids, query.language_code, bridged=self._knows_all()))
        confidence = view.calibration.confidence(evidence(terms, found, view.lexical))
        hits = tuple(_hit(view, found, row) for row in range(min(query.limit, len(found.ids))))
        return SearchResult(hits, confidence, str(view.generation))

    def describe(self) -> IndexInfo:
        view = self._current()
        return IndexInfo(
            version=str(view.generation),
            format_version=FORMAT_VERSION,
            embedder=self._embedder.fingerprint,
            articles=len(view.content.articles),
            passages=len(view.content.passages),
            languages=view.languages,
        )

    def refresh(self) -> None:
        """Returns when everything committed before the call is searchable."""
        with self._reloading:
            self._reload()

    def _current(self) -> View:
        if self._store.generation() != self._view.generation and self._reloading.acquire(blocking=False):
            try:
                self._reload()
            finally:
                self._reloading.release()
        return self._view

    def _reload(self) -> None:
        generation = self._view.generation
        if self._store.generation() == generation:
            return
        changes = self._store.changes_since(generation)
        self._view = View.of(self._store.snapshot()) if changes is None else self._view.after(changes)

    def _allowed(self, view: View, query: Query) -> IntArray | None:
        if not query.filter and not view.has_windows:
            return None
        return view.ids_of(allowed_articles(query, view.content.articles))

    def _embedded(self, view: View, query: Query) -> FloatArray | None:
        """None where the dense leg is skipped: the embedder does not know the language, or there are no vectors."""
        text = query.text[:EMBEDDED].strip()
        known = self._knows_all() or query.language_code in self._embedder.languages
        if not text or not known or not len(view.content.vector_ids):
            return None
        return self._embedder.embed_query(text)

    def _knows_all(self) -> bool:
        return "*" in self._embedder.languages


def _hit(view: View, found: Candidates, row: int) -> Hit:
    passage = view.passage(int(found.ids[row]))
    stored = view.content.articles[passage.article_id]
    signals = {"lexical": float(found.lexical[row])}
    if found.cosine is not None:
        signals["dense"] = float(found.cosine[row])
    return Hit(passage, stored.article, stored.version_hash, float(found.similarity[row]), signals)
