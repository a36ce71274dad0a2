"""An index and the places it came from -> the same articles indexed anew, swapped in while others search."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import closing
from pathlib import Path

from kb_index.build import BuildReport, Progress, Tally, index_paths, prepared
from kb_index.chunking import CHUNKING
from kb_index.contents import Holding
from kb_index.errors import IndexCorrupt, IndexMismatch, IndexMissing
from kb_index.loaders.walk import require_sources
from kb_index.planning import plan
from kb_index.ports import Embedder
from kb_index.records import Article, JsonValue
from kb_index.store.former import FormerIndex
from kb_index.store.sqlite import SqliteStore

_DRAFT = ".rebuild"  # folder of the index that is being built, inside the folder of the one that is in use
_ROUNDS = 3  # of catching up with other writers before they are made to wait

Placed = tuple[Article, str, str]  # with source and origin


def rebuild_index(
    paths: Sequence[Path],
    *,
    into: Path,
    embedder: Embedder,
    progress: Callable[[Progress], None] | None = None,
    prune: bool = False,
    finish: Callable[[Path], object] | None = None,
) -> BuildReport:
    """Build the index of a folder anew, from any format, embedder and chunking, and put it in place in one step.

    What stands in ``paths`` is read again; articles that came from elsewhere, or are gone (without ``prune``), are
    taken from the index itself, so no article is lost, nor a change that is committed meanwhile. Searches go on in the
    former index until the new one is there, which ``finish`` sees first: the folder of an index that nobody reads yet.
    A build that is killed leaves the former one, and what it embedded is found by the next. Raises as ``index_paths``.
    """
    started = time.perf_counter()
    require_sources(paths)
    try:
        former = FormerIndex.open(into)
    except IndexMissing:
        if not paths:
            raise
        return index_paths(paths, into=into, embedder=embedder, progress=progress, prune=prune)
    with closing(former):
        held = former.holdings()
        todo = plan(paths, held, anew=True)
        dropped = set(todo.prunable if prune else ())
        kept = [article_id for article_id in held if article_id not in todo.seen and article_id not in dropped]
        wanted = [*todo.changed, *former.articles(kept)]
        tally = Tally(progress, len(wanted))
        with closing(_draft(into / _DRAFT, embedder)) as store:
            _fill(store, wanted, embedder, tally)
            _remember(store, former.learnt(embedder=embedder.fingerprint, chunking=CHUNKING))
            if finish is not None:
                finish(into / _DRAFT)
            _replace(former, store, held, embedder, draft=into / _DRAFT)
    return tally.report(todo, _statuses(wanted, held, dropped), seconds=time.perf_counter() - started)


def _draft(folder: Path, embedder: Embedder) -> SqliteStore:
    """An index in progress: the one that a killed build left, where it fits."""

    def opened() -> SqliteStore:
        fingerprint, dimension = embedder.fingerprint, embedder.dimension
        return SqliteStore.create(folder, embedder=fingerprint, chunking=CHUNKING, dimension=dimension)

    try:
        return opened()
    except (IndexMismatch, IndexCorrupt):
        shutil.rmtree(folder)
        return opened()


def _fill(store: SqliteStore, wanted: Sequence[Placed], embedder: Embedder, tally: Tally) -> None:
    """What a killed build has committed already stays."""
    holdings = store.holdings()
    stale = holdings.keys() - {article.article_id for article, _, _ in wanted}
    places = {article.article_id: Holding(article.version_hash, *place) for article, *place in wanted}
    missing = [one for one in wanted if _version(holdings, one[0].article_id) != places[one[0].article_id].version_hash]
    store.commit(prepared(missing, store, embedder, tally), sorted(stale), places=places)
    store.forget_staged()


def _replace(
    former: FormerIndex, store: SqliteStore, held: Mapping[str, Holding], embedder: Embedder, *, draft: Path
) -> None:
    for _ in range(_ROUNDS):
        held = _catch_up(store, former, held, embedder)
    with former.locked():
        _catch_up(store, former, held, embedder)
        store.close()
        former.give_place(draft)
    shutil.rmtree(draft, ignore_errors=True)


def _remember(store: SqliteStore, learnt: Mapping[str, JsonValue]) -> None:
    for key, value in learnt.items():
        if store.get_meta(key) is None:
            store.set_meta(key, value)


def _catch_up(
    store: SqliteStore, former: FormerIndex, held: Mapping[str, Holding], embedder: Embedder
) -> dict[str, Holding]:
    """Repeat what others changed in the former index since it was as ``held`` says; what it holds now."""
    now = former.holdings()
    changed = [article_id for article_id in now if _version(held, article_id) != now[article_id].version_hash]
    gone = sorted(held.keys() - now.keys())
    if changed or gone:
        found = list(former.articles(changed))
        store.commit(prepared(found, store, embedder, Tally(None, len(found))), gone)
    return now


def _version(holdings: Mapping[str, Holding], article_id: str) -> str | None:
    held = holdings.get(article_id)
    return None if held is None else held.version_hash


def _statuses(wanted: Sequence[Placed], held: Mapping[str, Holding], dropped: Set[str]) -> dict[str, str]:
    """What the rebuilding did, measured by the former index."""
    statuses = dict.fromkeys(dropped, "deleted")
    for article, _, _ in wanted:
        before = _version(held, article.article_id)
        same = before == article.version_hash
        statuses[article.article_id] = "created" if before is None else "unchanged" if same else "updated"
    return statuses
