"""Files and articles -> an index on disk, incrementally."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kb_index.article_rules import require_valid
from kb_index.chunking import CHUNKING
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.walk import load_source, require_sources
from kb_index.ports import Embedder, Holding
from kb_index.preparation import Cut, cut, prepare
from kb_index.records import Article
from kb_index.store.sqlite import SqliteStore

_PASSAGES_PER_COMMIT = 256  # what a killed build may lose; a running service sees the rest already
_API = "api"  # the source of articles that were put one by one


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
    embedded: int  # of them with a vector
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
    """Bring the index in ``into`` up to date with files and folders; unchanged articles cost nothing.

    Articles that came from one of ``paths`` before and are not there now are reported, and deleted with
    ``prune``, unless their file could not be read, or nothing at all was found in that path. A build that is
    killed leaves every commit before it; running it again goes on from there.
    Raises SourceUnreadable, IndexCorrupt, IndexMismatch, IndexBusy, KbError.
    """
    started = time.perf_counter()
    require_sources(paths)
    store = SqliteStore.create(into, embedder=embedder.fingerprint, chunking=CHUNKING, dimension=embedder.dimension)
    with closing(store):
        plan = _plan(paths, store.holdings())
        tally = _Tally(progress or _ignore, len(plan.changed))
        for group in _groups(plan.changed):
            tally.note(store.commit(prepare(group, embedder, embedded=tally.embedded)), group)
        store.relocate(plan.moved)
        deleted = store.commit((), plan.prunable) if prune and plan.prunable else {}
    return _report(plan, tally, deleted, seconds=time.perf_counter() - started)


@dataclass(slots=True)
class _Plan:
    """What a build will have to do."""

    changed: list[tuple[Article, str, str]] = field(default_factory=list)  # with source and origin
    unchanged: int = 0
    moved: dict[str, Holding] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    prunable: list[str] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)
    seen: dict[str, Found] = field(default_factory=dict)

    def take(self, found: Found, place: Holding, held: Holding | None, *, sources: Sequence[str]) -> None:
        """``place`` says what the article is now and where it stands, ``held`` what the index has."""
        article_id = found.article.article_id
        first = self.seen.setdefault(article_id, found)
        if first is not found:
            self._skip_twin(found, first)
            return
        if held is not None and held.source not in sources:
            self.taken_over.append(article_id)
        if held is None or held.version_hash != place.version_hash:
            self.changed.append((found.article, place.source, place.origin))
            return
        self.unchanged += 1
        if held != place:
            self.moved[article_id] = place

    def _skip_twin(self, found: Found, first: Found) -> None:
        if (found.path, found.line) == (first.path, first.line):
            return  # the same file, reached through two of the paths
        place = f"{first.path}:{first.line}" if first.line else str(first.path)
        reason = f"the id “{found.article.article_id}” is taken by {place}; give it an id of its own"
        self.skipped.append(Skipped(found.path, reason, found.line))


def _plan(paths: Sequence[Path], holdings: Mapping[str, Holding]) -> _Plan:
    plan = _Plan()
    sources = [str(path.resolve()) for path in paths]
    unread: set[tuple[str, str]] = set()
    filled: set[str] = set()
    for source in sources:
        for item in load_source(Path(source)):
            origin = _origin(item.path, Path(source))
            if isinstance(item, Skipped):
                plan.skipped.append(item)
                unread.add((source, origin))
                continue
            filled.add(source)
            place = Holding(item.article.version_hash, source, origin)
            plan.take(item, place, holdings.get(item.article.article_id), sources=sources)
    for article_id, held in holdings.items():
        if held.source in sources and article_id not in plan.seen and not _stood_in(unread, held):
            plan.gone.append(article_id)
    # A folder with nothing in it is more likely not mounted than meant.
    plan.prunable = [article_id for article_id in plan.gone if holdings[article_id].source in filled]
    return plan


def _stood_in(unread: Set[tuple[str, str]], held: Holding) -> bool:
    """Whether the article came from a file, or from below a folder, that could not be read now."""
    origin = PurePosixPath(held.origin)
    return any((held.source, place.as_posix()) in unread for place in (origin, *origin.parents))


def _origin(path: Path, source: Path) -> str:
    return path.name if path == source else path.relative_to(source).as_posix()


def _groups(changed: Sequence[tuple[Article, str, str]]) -> Iterator[list[Cut]]:
    group: list[Cut] = []
    for article, source, origin in changed:
        group.append(cut(article, source=source, origin=origin))
        if sum(len(entry.passages) for entry in group) >= _PASSAGES_PER_COMMIT:
            yield group
            group = []
    if group:
        yield group


class _Tally:
    """Counts what a build does and tells the listener."""

    def __init__(self, listener: Callable[[Progress], None], total: int) -> None:
        self._listener = listener
        self._total = total
        self.statuses: list[str] = []
        self.passages = 0
        self.vectors = 0
        self.embedding_seconds = 0.0

    def embedded(self, passages: int, seconds: float) -> None:
        self.vectors += passages
        self.embedding_seconds += seconds
        self._tell()

    def note(self, statuses: Mapping[str, str], group: Sequence[Cut]) -> None:
        self.statuses += statuses.values()
        self.passages += sum(len(entry.passages) for entry in group)
        self._tell()

    def _tell(self) -> None:
        self._listener(Progress(len(self.statuses), self._total, self.vectors))


def _report(plan: _Plan, tally: _Tally, deleted: Mapping[str, str], *, seconds: float) -> BuildReport:
    return BuildReport(
        added=tally.statuses.count("created"),
        updated=tally.statuses.count("updated"),
        unchanged=tally.statuses.count("unchanged") + plan.unchanged,
        deleted=list(deleted.values()).count("deleted"),
        passages=tally.passages,
        embedded=tally.vectors,
        skipped=tuple(plan.skipped),
        gone=tuple(article_id for article_id in plan.gone if article_id not in deleted),
        taken_over=tuple(plan.taken_over),
        seconds=seconds,
        embedding_seconds=tally.embedding_seconds,
    )


def _ignore(progress: Progress) -> None:
    del progress


class IndexWriter:
    """Reads and changes single articles of an index; safe while another process indexes into it.

    ``committed`` is called after each change: a service has its own searcher follow before the call returns.
    """

    def __init__(self, folder: Path, embedder: Embedder, *, committed: Callable[[], None] | None = None) -> None:
        """Raises IndexMissing, IndexCorrupt, IndexMismatch."""
        self._store = SqliteStore.open(folder, embedder=embedder.fingerprint, chunking=CHUNKING)
        self._embedder = embedder
        self._committed = committed or (lambda: None)

    def close(self) -> None:
        self._store.close()

    def get(self, article_id: str) -> Article | None:
        stored = self._store.get(article_id)
        return None if stored is None else stored.article

    def page(self, *, after: str | None, limit: int) -> tuple[Article, ...]:
        """The first ``limit`` articles whose ids sort (by code point) behind ``after``; None: from the start."""
        ids = sorted(one for one in self._store.holdings() if after is None or one > after)
        found = (self._store.get(article_id) for article_id in ids[:limit])
        return tuple(stored.article for stored in found if stored is not None)

    def put(self, article: Article) -> tuple[str, int]:
        """(``created | updated | unchanged``, number of passages). Raises ArticleInvalid, IndexBusy."""
        require_valid(article)
        entry = cut(article, source=_API)
        held = self._store.get(article.article_id)
        if held is not None and held.version_hash == article.version_hash:
            return "unchanged", len(entry.passages)
        # The slow part needs no lock; what others wrote meanwhile is judged within the transaction.
        prepared = prepare([entry], self._embedder, embedded=lambda passages, seconds: None)
        status = self._store.commit(prepared)[article.article_id]
        self._committed()
        return status, len(entry.passages)

    def delete(self, article_id: str) -> bool:
        """True if there was one. Raises IndexBusy."""
        deleted = self._store.commit((), [article_id])[article_id] == "deleted"
        self._committed()
        return deleted
