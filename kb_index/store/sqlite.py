"""Indexed articles -> one transactional SQLite file, and back as snapshots and changes."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from kb_index.errors import IndexMismatch, IndexMissing
from kb_index.ports import Changes, Holding, IndexedArticle, Snapshot, StoredArticle
from kb_index.records import JsonValue
from kb_index.store import database, reading, writing

_OWN_KEYS = frozenset({"generation", "horizon", "embedder", "chunking", "dimension"})


class SqliteStore:
    """One index folder. Safe for several threads and, next to others, for several processes."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, expected: Mapping[str, str]) -> None:
        self._path = folder / database.FILE_NAME
        self._connection = connection
        self._expected = expected
        self._inode = self._path.stat().st_ino
        self._lock = threading.Lock()  # the connection is shared by the threads of a service

    @classmethod
    def open(cls, folder: Path, *, embedder: str, chunking: str) -> Self:
        """An index that is there. Raises IndexMissing, IndexCorrupt, IndexMismatch.

        ``embedder`` is the fingerprint of the embedder, ``chunking`` the version of the chunking, with
        which the caller will search or add.
        """
        expected = {"embedder": embedder, "chunking": chunking}
        return cls(folder, _connect(folder, expected), expected)

    @classmethod
    def create(cls, folder: Path, *, embedder: str, chunking: str, dimension: int) -> Self:
        """The index of the folder, made empty where there is none. Raises as ``open``, and KbError."""
        if not (folder / database.FILE_NAME).exists():
            database.create(folder, {"embedder": embedder, "chunking": chunking, "dimension": dimension})
        return cls.open(folder, embedder=embedder, chunking=chunking)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # --- reading -----------------------------------------------------------------------------------

    def generation(self) -> int:
        self._follow_file()
        with self._lock, database.translated(self._path):
            return database.generation_of(self._connection, self._path)

    def snapshot(self) -> Snapshot:
        """Everything, from one moment."""
        with self._reading() as connection:
            meta = reading.read_meta(connection)
            content = reading.read_content(connection, after=-1, dimension=_whole(meta["dimension"]))
        return Snapshot(_whole(meta["generation"]), _public(meta), content)

    def changes_since(self, generation: int) -> Changes | None:
        with self._reading() as connection:
            meta = reading.read_meta(connection)
            if not _whole(meta["horizon"]) <= generation <= _whole(meta["generation"]):
                return None
            articles, passages = reading.read_removed(connection, after=generation)
            added = reading.read_content(connection, after=generation, dimension=_whole(meta["dimension"]))
        return Changes(_whole(meta["generation"]), _public(meta), articles, passages, added)

    def get(self, article_id: str) -> StoredArticle | None:
        with self._reading() as connection:
            return reading.read_article(connection, article_id)

    def holdings(self) -> dict[str, Holding]:
        select = "SELECT article_id, version_hash, source, origin FROM articles"
        with self._reading() as connection:
            return {row[0]: Holding(*row[1:]) for row in connection.execute(select)}

    def get_meta(self, key: str) -> JsonValue:
        with self._reading() as connection:
            return reading.read_meta(connection).get(key)

    # --- writing -----------------------------------------------------------------------------------

    def commit(self, puts: Sequence[IndexedArticle], deletes: Sequence[str] = ()) -> dict[str, str]:
        """All or nothing; without a visible change the generation stays. Raises IndexBusy, IndexMismatch."""
        statuses: dict[str, str] = {}
        with self._writing() as generation:
            for entry in puts:
                statuses[entry.article.article_id] = writing.put(self._connection, entry, generation)
            for article_id in deletes:
                statuses[article_id] = writing.delete(self._connection, article_id, generation)
            if {"created", "updated", "deleted"} & set(statuses.values()):
                self._write_meta("generation", generation)
                writing.forget_old_removals(self._connection)
        return statuses

    def relocate(self, places: Mapping[str, Holding]) -> None:
        """Articles that are as the holding says now come from its source and origin; the generation stays."""
        with self._writing():
            writing.relocate(self._connection, places)

    def set_meta(self, key: str, value: JsonValue) -> None:
        """Remember a JSON value under a key of the caller's own."""
        if key in _OWN_KEYS:
            raise ValueError(f"{key} is written by the store itself")
        with self._writing() as generation:
            self._write_meta(key, value)
            self._write_meta("generation", generation)

    def _write_meta(self, key: str, value: JsonValue) -> None:
        self._connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False)),
        )

    # --- transactions ------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One moment of the index, whatever others commit meanwhile.

        Each read has a connection of its own (a millisecond), so a long one holds up neither searches nor writes.
        """
        with closing(_connect(self._path.parent, self._expected)) as connection:
            try:
                with database.translated(self._path), _transaction(connection, "BEGIN"):
                    yield connection
            except (reading.DamagedRows, ValueError, KeyError) as exc:  # ValueError: JSON that is none
                raise database.corrupt(self._path, str(exc)) from exc

    @contextmanager
    def _writing(self) -> Iterator[int]:
        """The write lock, and the generation that this change will be."""
        self._follow_file()
        with self._lock, database.translated(self._path), _transaction(self._connection, "BEGIN IMMEDIATE"):
            yield database.generation_of(self._connection, self._path) + 1

    def _follow_file(self) -> None:
        """A folder that was replaced under a running service is opened anew."""
        try:
            inode = os.stat(self._path).st_ino  # noqa: PTH116 - three times as fast as Path.stat, and asked per search
        except OSError as exc:
            raise IndexMissing(f"The index in {self._path.parent} is gone: {exc}") from exc
        with self._lock:
            if inode != self._inode:
                fresh = _connect(self._path.parent, self._expected)
                self._connection.close()
                self._connection, self._inode = fresh, inode


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _connect(folder: Path, expected: Mapping[str, str]) -> sqlite3.Connection:
    connection = database.connect(folder)
    try:
        with database.translated(folder / database.FILE_NAME):
            meta = reading.read_meta(connection)
        for key, value in expected.items():
            if meta.get(key) != value:
                raise _mismatch(folder, key, built=str(meta.get(key)), now=value)
    except BaseException:
        connection.close()
        raise
    return connection


def _mismatch(folder: Path, key: str, *, built: str, now: str) -> IndexMismatch:
    return IndexMismatch(
        f"The index in {folder} was built with {key} “{built}”, now it is “{now}”. Use the former {key}, or build "
        f"another index and use that: otvet index --into NEW_DIR PATH… Nothing was changed."
    )


def _whole(value: JsonValue) -> int:
    if not isinstance(value, int):
        raise ValueError(f"a number was expected, found {value!r}")
    return value


def _public(meta: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: value for key, value in meta.items() if key not in {"generation", "horizon"}}
