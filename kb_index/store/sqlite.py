"""Indexed articles -> one transactional SQLite file, and back as snapshots and changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from kb_index.arrays import FloatArray
from kb_index.contents import Changes, Holding, IndexedArticle, Snapshot, StoredArticle
from kb_index.errors import IndexChanged, IndexMismatch
from kb_index.records import JsonValue
from kb_index.store import database, keys, reading, writing
from kb_index.store.current import CurrentFile
from kb_index.store.former import OWN_KEYS


class SqliteStore:
    """One index folder. Safe for several threads and, next to others, for several processes."""

    def __init__(self, file: CurrentFile) -> None:
        self._file = file

    @classmethod
    def open(cls, folder: Path, *, embedder: str, chunking: str) -> Self:
        """An index that is there. Raises IndexMissing, IndexCorrupt, IndexMismatch.

        ``embedder`` is the fingerprint of the embedder, ``chunking`` the version of the chunking, with
        which the caller will search or add.
        """
        return cls(CurrentFile(folder, {"embedder": embedder, "chunking": chunking}))

    @classmethod
    def create(cls, folder: Path, *, embedder: str, chunking: str, dimension: int) -> Self:
        """The index of the folder, made empty where there is none. Raises as ``open``, and KbError."""
        if not (folder / database.FILE_NAME).exists():
            database.create(folder, {"embedder": embedder, "chunking": chunking, "dimension": dimension})
        return cls.open(folder, embedder=embedder, chunking=chunking)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    @property
    def refusal(self) -> IndexMismatch | None:
        """Why the index that stands in the folder now is not read: it was replaced by one of another embedder.

        Until that is set right, reads go on with the former one and changes raise this.
        """
        return self._file.refusal

    # --- reading -----------------------------------------------------------------------------------

    def generation(self) -> int:
        return self._file.generation()

    def snapshot(self) -> Snapshot:
        """Everything, from one moment."""
        with self._file.reading() as connection:
            meta = reading.read_meta(connection)
            content = reading.read_content(connection, dimension=_whole(meta["dimension"]))
        return Snapshot(_whole(meta["generation"]), _public(meta), content)

    def changes_since(self, generation: int, *, known_terms: int = 0) -> Changes | None:
        with self._file.reading() as connection:
            meta = reading.read_meta(connection)
            if not _whole(meta["horizon"]) <= generation <= _whole(meta["generation"]):
                return None
            articles, passages = reading.read_removed(connection, after=generation)
            added = reading.read_content(
                connection, dimension=_whole(meta["dimension"]), after=generation, known_terms=known_terms
            )
        return Changes(_whole(meta["generation"]), _public(meta), articles, passages, added)

    def get(self, article_id: str) -> StoredArticle | None:
        with self._file.reading() as connection:
            return reading.read_article(connection, article_id)

    def holdings(self) -> dict[str, Holding]:
        select = "SELECT article_id, version_hash, source, origin FROM articles"
        with self._file.reading() as connection:
            return {row[0]: Holding(*row[1:]) for row in connection.execute(select)}

    def versions(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Of the articles that are there, by id: the hash of the version."""
        select = "SELECT article_id, version_hash FROM articles WHERE article_id = ?"
        with self._file.reading() as connection:
            return dict(row for one in article_ids for row in connection.execute(select, (one,)))

    def page(self, *, after: str | None, limit: int) -> tuple[StoredArticle, ...]:
        """The first ``limit`` articles whose ids sort (by code point) behind ``after``; None: from the start."""
        select = "SELECT article_id FROM articles WHERE article_id > ? ORDER BY article_id LIMIT ?"
        with self._file.reading() as connection:
            ids = [row[0] for row in connection.execute(select, (after or "", limit))]
            found = (reading.read_article(connection, article_id) for article_id in ids)
            return tuple(stored for stored in found if stored is not None)

    def known_vectors(self, wanted: Iterable[bytes]) -> dict[bytes, FloatArray]:
        with self._file.reading() as connection:
            dimension = _whole(reading.read_meta(connection)["dimension"])
            return keys.known_vectors(connection, wanted, dimension)

    def get_meta(self, key: str) -> JsonValue:
        with self._file.reading() as connection:
            return reading.read_meta(connection).get(key)

    # --- writing -----------------------------------------------------------------------------------

    def commit(
        self,
        puts: Sequence[IndexedArticle],
        deletes: Sequence[str] = (),
        *,
        places: Mapping[str, Holding] | None = None,
        expected: Mapping[str, str | None] | None = None,
        permit: Callable[[], None] | None = None,
    ) -> dict[str, str]:
        """All or nothing; without a visible change the generation stays.

        Raises IndexBusy, IndexMismatch, IndexChanged, and what ``permit`` raises.
        """
        statuses: dict[str, str] = {}
        with self._writing() as (connection, generation):
            _require_versions(connection, expected or {})
            for entry in puts:
                statuses[entry.article.article_id] = _put(connection, entry, generation)
            for article_id in deletes:
                statuses[article_id] = writing.delete(connection, article_id, generation)
            writing.relocate(connection, places or {})
            if {"created", "updated", "deleted"} & set(statuses.values()):
                _write_meta(connection, "generation", generation)
                writing.forget_old_removals(connection)
            if permit is not None:
                permit()
        return statuses

    def stage(self, vectors: Mapping[bytes, FloatArray]) -> None:
        with self._writing() as (connection, _):
            keys.stage(connection, vectors)

    def forget_staged(self) -> None:
        with self._writing() as (connection, _):
            keys.forget_staged(connection)

    def set_meta(self, key: str, value: JsonValue) -> None:
        """Remember a JSON value under a key of the caller's own."""
        if key in OWN_KEYS:
            raise ValueError(f"{key} is written by the store itself")
        with self._writing() as (connection, generation):
            _write_meta(connection, key, value)
            _write_meta(connection, "generation", generation)

    @contextmanager
    def _writing(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """The write lock, and the generation that this change will be."""
        with self._file.changing() as connection:
            yield connection, database.generation_of(connection, self._file.path) + 1


def _put(connection: sqlite3.Connection, entry: IndexedArticle, generation: int) -> str:
    status = writing.put(connection, entry, generation)
    if status != "unchanged":
        keys.note(connection, entry)
    return status


def _require_versions(connection: sqlite3.Connection, expected: Mapping[str, str | None]) -> None:
    for article_id, version_hash in expected.items():
        select = "SELECT version_hash FROM articles WHERE article_id = ?"
        row = connection.execute(select, (article_id,)).fetchone()
        if (None if row is None else row[0]) != version_hash:
            raise IndexChanged(f"The article {article_id} was changed by another process; read it again.")


def _write_meta(connection: sqlite3.Connection, key: str, value: JsonValue) -> None:
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, json.dumps(value, ensure_ascii=False)),
    )


def _whole(value: JsonValue) -> int:
    if not isinstance(value, int):
        raise ValueError(f"a number was expected, found {value!r}")
    return value


def _public(meta: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: value for key, value in meta.items() if key not in {"generation", "horizon"}}
