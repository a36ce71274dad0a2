"""Articles, deletions, a standard -> the settings under which the service answers as if they were in force."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from eval.errors import EvalError
from kb_index.build import index_paths
from kb_index.ports import Embedder
from kb_index.search import Searcher
from kb_index.self_calibration import KEY, calibrate
from kb_index.store.database import FILE_NAME, connect
from kb_index.store.reading import read_meta
from kb_index.writer import IndexWriter
from service.encoder import open_encoder
from service.settings import Settings
from service.wiring import open_searcher


@dataclass(frozen=True, slots=True)
class Change:
    """What is tried. ``articles``: files or folders as `otvet index` takes them; an id that exists is replaced.

    Nothing at all: the answers of today beside those of the run, e.g. after an edit of the phrases.
    """

    articles: tuple[Path, ...] = ()
    deleted: tuple[str, ...] = ()
    standard: str | None = None

    @property
    def of_articles(self) -> bool:
        return bool(self.articles or self.deleted)


def changed_settings(settings: Settings, change: Change, folder: Path, *, cache: Path) -> Settings:
    """The index is copied into ``folder`` and changed there; that of the settings is never written to.

    ``cache``: where graphs of encoders are kept. Raises EvalError (an article to delete that is not there, a file that
    holds none), KbError.
    """
    changed = {"standard": change.standard} if change.standard else {}
    if not change.of_articles:
        return settings.model_copy(update=changed)
    embedder = open_encoder(settings, cache=cache)
    copy = folder / "index"
    _copied(settings.index, copy)
    if change.articles:
        _indexed(change.articles, copy, embedder)
    if change.deleted:
        _deleted(change.deleted, copy, embedder)
    _refitted(copy, settings, embedder)
    return settings.model_copy(update={**changed, "index": copy})


def _copied(index: Path, copy: Path) -> None:
    """The database by SQLite's own means: a service may be writing to it."""
    shutil.copytree(index, copy, ignore=shutil.ignore_patterns(f"{FILE_NAME}*"))
    with closing(connect(index)) as source, closing(sqlite3.connect(copy / FILE_NAME)) as target:
        source.backup(target)


def _indexed(paths: tuple[Path, ...], index: Path, embedder: Embedder) -> None:
    report = index_paths(paths, into=index, embedder=embedder)
    if report.skipped:
        first = report.skipped[0]
        raise EvalError(f"{first.path}: {first.reason}; mend it, then look at what it changes")
    if not report.added and not report.updated:
        raise EvalError(f"{', '.join(map(str, paths))}: nothing in it differs from what is indexed")


def _deleted(ids: tuple[str, ...], index: Path, embedder: Embedder) -> None:
    with closing(IndexWriter(index, embedder)) as writer:
        absent = [one for one in ids if writer.get(one) is None]
        if absent:
            raise EvalError(f"there is no article {', '.join(absent)} in the index; check the id")
        writer.batch((), ids)


def _refitted(index: Path, settings: Settings, embedder: Embedder) -> None:
    """As `otvet index` does at its end: a calibration that still fits is kept; an index without one gets none."""
    with closing(connect(index)) as connection:
        if KEY not in read_meta(connection):
            return

    def search(folder: Path, encoder: Embedder) -> Searcher:
        return open_searcher(settings.model_copy(update={"index": folder}), encoder)

    calibrate(index, embedder, search=search)
