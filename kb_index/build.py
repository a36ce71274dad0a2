"""Files and folders -> an index on disk, incrementally."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kb_index.chunking import CHUNKING
from kb_index.contents import IndexedArticle
from kb_index.loaders.found import Skipped
from kb_index.loaders.walk import require_sources
from kb_index.planning import Plan, plan
from kb_index.ports import Embedder
from kb_index.preparation import Cut, cut, prepare
from kb_index.records import Article
from kb_index.store.sqlite import SqliteStore

_PASSAGES_AT_ONCE = 128  # what a killed build has to embed again


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is. ``passages``: embedded so far."""

    articles: int
    articles_total: int
    passages: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. ``seconds`` covers everything, ``embedding_seconds`` the embedder alone."""

    added: int
    updated: int
    unchanged: int
    deleted: int
    passages: int  # written
    embedded: int  # of them, vectors that had to be computed
    reused: int  # of them, vectors of texts that were embedded before
    skipped: tuple[Skipped, ...]
    gone: tuple[str, ...]  # no longer in their source, and still in the index
    taken_over: tuple[str, ...]  # came from another source before
    seconds: float
    embedding_seconds: float

    @property
    def passages_per_second(self) -> float:
        return self.passages / self.seconds if self.seconds else 0.0


def index_paths(
    paths: Sequence[Path],
    *,
    into: Path,
    embedder: Embedder,
    progress: Callable[[Progress], None] | None = None,
    prune: bool = False,
) -> BuildReport:
    """Bring the index in ``into`` up to date with files and folders; unchanged texts cost no embedding.

    Articles that came from one of ``paths`` before and are not there now are reported, and deleted with
    ``prune``, unless their file could not be read, or nothing at all was found in that path. All of it is one
    commit: a build that is killed leaves the index as it was, and the next one finds what was embedded.
    Raises SourceUnreadable, IndexCorrupt, IndexMismatch, IndexBusy, KbError.
    """
    started = time.perf_counter()
    require_sources(paths)
    store = SqliteStore.create(into, embedder=embedder.fingerprint, chunking=CHUNKING, dimension=embedder.dimension)
    with closing(store):
        todo = plan(paths, store.holdings())
        tally = Tally(progress, len(todo.changed))
        entries = prepared(todo.changed, store, embedder, tally)
        statuses = store.commit(entries, todo.prunable if prune else (), places=todo.moved)
        store.forget_staged()
    return tally.report(todo, statuses, seconds=time.perf_counter() - started)


def prepared(
    changed: Sequence[tuple[Article, str, str]], store: SqliteStore, embedder: Embedder, tally: Tally
) -> list[IndexedArticle]:
    """Articles with source and origin, ready to be committed. What is embedded on the way is staged."""
    entries: list[IndexedArticle] = []
    for group in _groups(changed):
        ready = prepare(group, embedder, known=store.known_vectors, embedded=tally.embedded)
        if ready.computed:
            store.stage(ready.computed)
        entries += ready.articles
        tally.note(ready.articles)
    return entries


def _groups(changed: Sequence[tuple[Article, str, str]]) -> Iterator[list[Cut]]:
    group: list[Cut] = []
    for article, source, origin in changed:
        group.append(cut(article, source=source, origin=origin))
        if sum(len(entry.passages) for entry in group) >= _PASSAGES_AT_ONCE:
            yield group
            group = []
    if group:
        yield group


class Tally:
    """Counts what a build does and tells the listener."""

    def __init__(self, listener: Callable[[Progress], None] | None, total: int) -> None:
        self._listener = listener
        self._total = total
        self._articles = self._passages = self._computed = self._with_vector = 0
        self._embedding_seconds = 0.0

    def embedded(self, passages: int, seconds: float) -> None:
        self._computed += passages
        self._embedding_seconds += seconds
        self._tell()

    def note(self, entries: Sequence[IndexedArticle]) -> None:
        self._articles += len(entries)
        self._passages += sum(len(entry.passages) for entry in entries)
        self._with_vector += sum(len(entry.keys) for entry in entries)
        self._tell()

    def _tell(self) -> None:
        if self._listener is not None:
            self._listener(Progress(self._articles, self._total, self._computed))

    def report(self, done: Plan, statuses: Mapping[str, str], *, seconds: float) -> BuildReport:
        became = list(statuses.values())
        return BuildReport(
            added=became.count("created"),
            updated=became.count("updated"),
            unchanged=became.count("unchanged") + done.unchanged,
            deleted=became.count("deleted"),
            passages=self._passages,
            embedded=self._computed,
            reused=self._with_vector - self._computed,
            skipped=tuple(done.skipped),
            gone=tuple(one for one in done.gone if statuses.get(one) not in {"deleted", "absent"}),
            taken_over=tuple(done.taken_over),
            seconds=seconds,
            embedding_seconds=self._embedding_seconds,
        )
