"""An index of any format or embedder -> its articles, and its place for a finished one."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, Self

from kb_index.contents import Holding
from kb_index.errors import IndexBusy, KbError
from kb_index.records import Article, JsonValue
from kb_index.store import database

OWN_KEYS = frozenset({"generation", "horizon", "embedder", "chunking", "dimension"})  # of the store itself

_JSON = frozenset({"metadata", "access_groups"})
_BESIDE = ("-wal", "-shm")  # https://www.sqlite.org/wal.html: they belong to the file of that name


class FormerIndex:
    """The index that stands in a folder, read without its embedder, until another takes its place."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._path = folder / database.FILE_NAME
        self._connection = connection
        self._inode = self._path.stat().st_ino

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises IndexMissing, IndexCorrupt."""
        return cls(folder, database.connect(folder, any_format=True))

    def close(self) -> None:
        self._connection.close()

    def holdings(self) -> dict[str, Holding]:
        """By article id."""
        select = "SELECT article_id, version_hash, source, origin FROM articles"
        with database.translated(self._path):
            return {row[0]: Holding(*row[1:]) for row in self._connection.execute(select)}

    def articles(self, article_ids: Iterable[str]) -> Iterator[tuple[Article, str, str]]:
        """With source and origin. What an older format does not know has its default."""
        with database.translated(self._path):
            for article_id in article_ids:
                cursor = self._connection.execute("SELECT * FROM articles WHERE article_id = ?", (article_id,))
                names = [column[0] for column in cursor.description]
                for row in cursor.fetchall():
                    values = dict(zip(names, row, strict=True))
                    yield _article(values), str(values["source"]), str(values["origin"])

    def learnt(self, *, embedder: str, chunking: str) -> dict[str, JsonValue]:
        """What callers keep in the index, where it was built with the same embedder and chunking; else nothing."""
        with database.translated(self._path):
            meta = {key: json.loads(value) for key, value in self._connection.execute("SELECT key, value FROM meta")}
        if (meta.get("embedder"), meta.get("chunking")) != (embedder, chunking):
            return {}
        return {key: value for key, value in meta.items() if key not in OWN_KEYS}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody writes meanwhile. Raises IndexBusy."""
        with database.translated(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._require_same()
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def _require_same(self) -> None:
        if self._path.stat().st_ino != self._inode:
            raise IndexBusy(f"The index in {self._path.parent} was replaced meanwhile; start again to take it in.")

    def give_place(self, draft: Path) -> None:
        """The index of the folder ``draft``, which nobody has open, becomes the one of this folder in one step.

        To be called while locked: a writer that waits finds the new one. Raises IndexBusy, KbError.
        """
        generation = database.generation_of(self._connection, self._path)
        former = self._path.resolve()
        fresh = self._path.with_name(f"{self._path.stem}-{secrets.token_hex(4)}{self._path.suffix}")
        try:
            _finish(draft / database.FILE_NAME, after=generation)
            (draft / database.FILE_NAME).replace(fresh)
            _point(self._path, fresh)
            _tidy(self._path, former)
        except (OSError, sqlite3.Error) as exc:
            raise KbError(
                f"The new index could not take its place in {self._path.parent} ({exc}); the former one stays. "
                f"Check free space and permissions, or build into another folder and name that in OTVET_INDEX."
            ) from exc


def _article(values: Mapping[str, Any]) -> Article:
    found = {one.name: values[one.name] for one in fields(Article) if one.name in values}
    for name in _JSON & found.keys():
        found[name] = json.loads(found[name])
    return Article(**{**found, "access_groups": tuple(found.get("access_groups", ()))})


def _finish(path: Path, *, after: int) -> None:
    """All in one file, with a generation that no reader of the former index has seen."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        own = database.generation_of(connection, path)
        start = str(max(own, after + 1, time.time_ns() // 1_000_000))
        connection.execute("UPDATE meta SET value = ? WHERE key IN ('generation', 'horizon')", (start,))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # Leaving WAL needs the file for oneself: so nobody else has it open, and nothing is left beside it.
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise IndexBusy(f"Another process is building {path.parent}; try again when it is done.")
        connection.execute("PRAGMA journal_mode = WAL")


def _point(path: Path, fresh: Path) -> None:
    """The name leads to the new file from one moment to the next: a link is replaced, and replacing is atomic."""
    link = path.with_name(f"{fresh.name}.link")
    link.symlink_to(fresh.name)
    link.replace(path)
    with suppress(OSError):  # some file systems have no folders to flush
        place = os.open(path.parent, os.O_RDONLY)
        os.fsync(place)
        os.close(place)


def _tidy(path: Path, former: Path) -> None:
    """Remove the former index, and what a killed replacement left. Who has it open can go on reading it."""
    current = path.resolve()
    name = current.with_name(path.name)
    old = {former, *current.parent.glob(f"{path.stem}-*{path.suffix}")} - {current, name}
    for file in old:
        file.unlink(missing_ok=True)
    for file in (*old, name):
        for suffix in _BESIDE:
            file.with_name(file.name + suffix).unlink(missing_ok=True)
    for link in current.parent.glob(f"{path.stem}-*.link"):
        link.unlink(missing_ok=True)
