"""The folder of an index -> an open connection to the file that is the index now, followed when it is replaced."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from kb_index.errors import IndexBusy, IndexMismatch, IndexMissing, KbError
from kb_index.records import JsonValue
from kb_index.store import database, reading

_ATTEMPTS = 5  # a file can be replaced between its name being read and its being opened


class CurrentFile:
    """Safe for several threads: what is shared is held for single statements and for changes.

    A replacement that was built with another embedder or chunking is refused: reads go on with the former file, which
    stays open though it has lost its name, and changes raise IndexMismatch.
    """

    def __init__(self, folder: Path, expected: Mapping[str, str]) -> None:
        """Raises IndexMissing, IndexCorrupt, IndexMismatch."""
        self.path = folder / database.FILE_NAME
        self._expected = expected
        self._connection, self._inode = self._open()
        self._refused: tuple[int, IndexMismatch] | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @property
    def refusal(self) -> IndexMismatch | None:
        """Why the file that has the name now is not the one that is read; None: it is."""
        self._follow()
        return self._refused[1] if self._refused else None

    def generation(self) -> int:
        self._follow()
        with self._lock, database.translated(self.path):
            return database.generation_of(self._connection, self.path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One moment of the index, whatever others commit meanwhile.

        Each read has a connection of its own (a millisecond), so a long one holds up neither searches nor writes.
        """
        if self.refusal is not None:
            with self._lock, self._read(self._connection) as connection:
                yield connection
            return
        fresh, _ = self._open()
        with closing(fresh), self._read(fresh) as connection:
            yield connection

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The write lock of the file that is the index now; rolled back where the block raises. Raises IndexBusy."""
        with self._lock, database.translated(self.path):
            self._begin()
            with _ended(self._connection):
                yield self._connection

    @contextmanager
    def _read(self, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        try:
            with database.translated(self.path):
                connection.execute("BEGIN")
                with _ended(connection):
                    yield connection
        except (reading.DamagedRows, ValueError, KeyError) as exc:  # ValueError: JSON that is none
            raise database.corrupt(self.path, str(exc)) from exc

    def _begin(self) -> None:
        """Who replaces the file holds its write lock, so whoever gets the lock and finds the same file may write."""
        for _ in range(_ATTEMPTS):
            self._follow_locked()
            if self._refused:
                raise self._refused[1]
            self._connection.execute("BEGIN IMMEDIATE")
            if _inode(self.path) == self._inode:
                return
            self._connection.execute("ROLLBACK")
        raise _restless(self.path.parent)

    def _follow(self) -> None:
        if _inode(self.path) != self._inode:
            with self._lock:
                self._follow_locked()

    def _follow_locked(self) -> None:
        inode = _inode(self.path)
        if inode == self._inode or (self._refused and self._refused[0] == inode):
            return
        try:
            fresh, opened = self._open()
        except IndexMismatch as exc:
            self._refused = inode, exc
            return
        self._connection.close()
        self._connection, self._inode, self._refused = fresh, opened, None

    def _open(self) -> tuple[sqlite3.Connection, int]:
        """A connection, and the inode of its file."""
        for _ in range(_ATTEMPTS):
            before = self._named()
            try:
                connection = connect(self.path.parent, self._expected)
            except KbError:
                if self._named() == before:
                    raise
                continue  # the file was taken away between its name being read and its being opened
            if before is not None and self._named() == before:
                return connection, before
            connection.close()
        raise _restless(self.path.parent)

    def _named(self) -> int | None:
        """The inode of the file that has the name; None: there is none."""
        try:
            return _inode(self.path)
        except IndexMissing:
            return None


def connect(folder: Path, expected: Mapping[str, JsonValue]) -> sqlite3.Connection:
    """Open the index of a folder whose meta must say what is expected. Raises as ``database.connect``."""
    connection = database.connect(folder)
    try:
        with database.translated(folder / database.FILE_NAME):
            meta = reading.read_meta(connection)
        for key, value in expected.items():
            if meta.get(key) != value:
                raise _mismatch(folder, key, built=str(meta.get(key)), now=str(value))
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _ended(connection: sqlite3.Connection) -> Iterator[None]:
    """The end of a transaction that was begun."""
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _inode(path: Path) -> int:
    """Raises IndexMissing."""
    try:
        return os.stat(path).st_ino  # noqa: PTH116 - three times as fast as Path.stat, and asked per search
    except OSError as exc:
        raise IndexMissing(f"The index in {path.parent} is gone: {exc}") from exc


def _restless(folder: Path) -> IndexBusy:
    return IndexBusy(f"The index in {folder} is being replaced again and again; try again when that is done.")


def _mismatch(folder: Path, key: str, *, built: str, now: str) -> IndexMismatch:
    return IndexMismatch(
        f"The index in {folder} was built with {key} “{built}”, now it is “{now}”. Use the former {key}, or build it "
        f"again: otvet index --into {folder} --rebuild. Nothing was changed."
    )
