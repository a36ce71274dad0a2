"""A store that others commit to -> the view of its newest generation, with its parts merged beside the searches."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

from kb_index.compaction import Growth, due
from kb_index.segment import Part, Segment, merged
from kb_index.store.sqlite import SqliteStore
from kb_index.vectors.open import open_vectors
from kb_index.view import View

_LEARNT = "vectors.lists"


class Following:
    """Safe for several threads; nobody waits for a merge."""

    def __init__(self, store: SqliteStore, folder: Path, growth: Growth) -> None:
        """``folder``: where a large vector index keeps what it has learnt."""
        self._store = store
        self._growth = growth
        self._open_vectors = partial(open_vectors, cache=folder / _LEARNT)
        self._view = View.of(store.snapshot(), self._open_vectors)
        self._reloading = threading.Lock()
        self._merging: threading.Thread | None = None
        self._closed = False

    def close(self) -> None:
        with self._reloading:
            self._closed = True
        self.settle()
        self._store.close()

    def settle(self) -> None:
        """Returns when no merge is on its way."""
        while (merging := self._merging) is not None:
            merging.join()

    def current(self) -> View:
        """The newest view, or the one before it where another thread is just making the newest."""
        if self._store.generation() != self._view.generation and self._reloading.acquire(blocking=False):
            try:
                self._reload()
            finally:
                self._reloading.release()
        return self._view

    def refresh(self) -> None:
        """Returns when everything committed before the call is in the view."""
        with self._reloading:
            self._reload()

    def _reload(self) -> None:
        generation = self._view.generation
        if self._store.generation() == generation:
            return
        changes = self._store.changes_since(generation, known_terms=self._view.known_terms)
        if changes is None:
            self._view = View.of(self._store.snapshot(), self._open_vectors)
        else:
            self._view = self._view.after(changes, self._growth, self._open_vectors)
        self._merge_if_due()

    def _merge_if_due(self) -> None:
        """The caller holds the lock."""
        count = due(self._view.parts, self._growth)
        if count and self._merging is None and not self._closed:
            parts = self._view.parts[:count]
            self._merging = threading.Thread(target=self._merge, args=(parts,), name="merge", daemon=True)
            self._merging.start()

    def _merge(self, parts: tuple[Part, ...]) -> None:
        segment: Segment | None = None
        try:
            segment = merged(parts, self._open_vectors)
        finally:
            with self._reloading:
                self._merging = None
                self._replace(parts, segment)

    def _replace(self, parts: tuple[Part, ...], segment: Segment | None) -> None:
        """The caller holds the lock."""
        compacted = None if segment is None else self._view.compacted(parts, segment)
        if compacted is not None:
            self._view = compacted
            self._merge_if_due()
