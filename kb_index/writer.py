"""Single articles and batches of them -> changes of an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from kb_index.article_rules import require_valid
from kb_index.chunking import CHUNKING
from kb_index.contents import IndexedArticle
from kb_index.errors import ArticleInvalid, BatchInvalid, IndexBusy, IndexChanged, IndexMismatch
from kb_index.ports import Embedder
from kb_index.preparation import Cut, cut, prepare
from kb_index.records import Article
from kb_index.store.sqlite import SqliteStore

_API = "api"  # the source of articles that were put one by one
_ATTEMPTS = 5  # of a change that another process gets in the way of

Permit = Callable[[], None]


class IndexWriter:
    """Reads and changes single articles of an index; safe while another process indexes into it.

    ``committed`` is called after each change: a service has its own searcher follow before the call returns. Each
    change takes a ``permit``, called when all is written and nothing is committed: what it raises undoes the change.
    """

    def __init__(self, folder: Path, embedder: Embedder, *, committed: Callable[[], None] | None = None) -> None:
        """Raises IndexMissing, IndexCorrupt, IndexMismatch."""
        self._store = SqliteStore.open(folder, embedder=embedder.fingerprint, chunking=CHUNKING)
        self._embedder = embedder
        self._committed = committed or (lambda: None)

    def close(self) -> None:
        self._store.close()

    @property
    def refusal(self) -> IndexMismatch | None:
        """Why the index that stands in the folder now is not the one that is read; None: it is."""
        return self._store.refusal

    def get(self, article_id: str) -> Article | None:
        stored = self._store.get(article_id)
        return None if stored is None else stored.article

    def page(self, *, after: str | None, limit: int) -> tuple[Article, ...]:
        """The first ``limit`` articles whose ids sort (by code point) behind ``after``; None: from the start."""
        return tuple(stored.article for stored in self._store.page(after=after, limit=limit))

    def put(self, article: Article, *, permit: Permit | None = None) -> tuple[str, int]:
        """(``created | updated | unchanged``, number of passages). Raises ArticleInvalid, IndexBusy."""
        require_valid(article)
        return self._change([article], (), permit)[0]

    def batch(
        self, articles: Sequence[Article], deletes: Sequence[str] = (), *, permit: Permit | None = None
    ) -> tuple[tuple[str, int], ...]:
        """All of it or nothing, in one commit: what ``put`` says of each article, then what became of each delete.

        The latter is ``deleted`` or ``absent``, with 0. Raises BatchInvalid, IndexBusy.
        """
        _require_batch(articles, deletes)
        return self._change(articles, deletes, permit)

    def delete(self, article_id: str, *, permit: Permit | None = None) -> bool:
        """True if there was one. Raises IndexBusy."""
        return self._change((), [article_id], permit)[0][0] == "deleted"

    def rename(self, article_id: str, to: str, *, permit: Permit | None = None) -> str:
        """The same article under another id, without embedding anything: ``renamed``, or why not.

        ``absent``: there is none; ``taken``: both are there; ``unchanged``: it stands under the new id already (a
        renaming that is repeated). Raises ArticleInvalid, IndexBusy.
        """
        for _ in range(_ATTEMPTS):
            with suppress(IndexChanged):
                return self._rename(article_id, to, permit)
        raise _busy()

    def _rename(self, article_id: str, to: str, permit: Permit | None) -> str:
        stored, there = self._store.get(article_id), self._store.get(to)
        if stored is None or there is not None:
            return _unmoved(stored is not None, there is not None, same=article_id == to)
        article = replace(stored.article, article_id=to)
        require_valid(article)
        entries = self._prepared([cut(article, source=_API)])
        expected = {article_id: stored.version_hash, to: None}
        self._store.commit(entries, [article_id], expected=expected, permit=permit)
        self._committed()
        return "renamed"

    def _change(
        self, articles: Sequence[Article], deletes: Sequence[str], permit: Permit | None
    ) -> tuple[tuple[str, int], ...]:
        for _ in range(_ATTEMPTS):
            with suppress(IndexChanged):
                return self._change_once(articles, deletes, permit)
        raise _busy()

    def _change_once(
        self, articles: Sequence[Article], deletes: Sequence[str], permit: Permit | None
    ) -> tuple[tuple[str, int], ...]:
        cuts = [cut(article, source=_API) for article in articles]
        held = self._store.versions([article.article_id for article in articles])
        same = {one.article_id: one.version_hash for one in articles if held.get(one.article_id) == one.version_hash}
        # The slow part needs no lock; what others wrote meanwhile is judged within the transaction.
        entries = self._prepared([entry for entry in cuts if entry.article.article_id not in same])
        statuses: Mapping[str, str] = {}
        if entries or deletes:
            statuses = self._store.commit(entries, deletes, expected=same, permit=permit)
            self._committed()
        put = tuple((statuses.get(entry.article.article_id, "unchanged"), len(entry.passages)) for entry in cuts)
        return (*put, *((statuses[article_id], 0) for article_id in deletes))

    def _prepared(self, cuts: Sequence[Cut]) -> list[IndexedArticle]:
        ready = prepare(cuts, self._embedder, known=self._store.known_vectors, embedded=lambda passages, seconds: None)
        return ready.articles


def _require_batch(articles: Sequence[Article], deletes: Sequence[str]) -> None:
    problems: dict[int, str] = {}
    seen = set(deletes)
    for position, article in enumerate(articles):
        try:
            require_valid(article)
        except ArticleInvalid as exc:
            problems[position] = str(exc)
        if article.article_id in seen:
            problems[position] = "This id stands in the batch twice; say one thing of it."
        seen.add(article.article_id)
    if problems:
        raise BatchInvalid(problems)


def _unmoved(here: bool, there: bool, *, same: bool) -> str:
    if there and (same or not here):
        return "unchanged"
    return "taken" if there else "absent"


def _busy() -> IndexBusy:
    return IndexBusy("Other processes keep changing the same articles; try again when they are done.")
