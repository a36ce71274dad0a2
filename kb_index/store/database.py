"""A folder -> an open, checked SQLite database of one index; foreign errors become the package's own."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from kb_index.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing, IndexUnwritable, KbError
from kb_index.records import JsonValue

FILE_NAME = "index.sqlite"
FORMAT_VERSION = 2
APPLICATION_ID = 0x4F545654  # "OTVT": tells our files from any other SQLite database
BUSY_TIMEOUT_S = 10.0
_JOURNAL_KEPT = 64 * 2**20  # bytes of the log that stay on the disk after a large build
_PAGE = 16_384  # bytes: a passage with its vector takes some 2,500, and does not fit well into pages of 4,096

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    article_no INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL, body_markdown TEXT NOT NULL, language_code TEXT NOT NULL,
    uri TEXT, product TEXT, kind TEXT, updated_at TEXT, valid_from TEXT, valid_to TEXT,
    access_groups TEXT NOT NULL, metadata TEXT NOT NULL, version_hash TEXT NOT NULL,
    source TEXT NOT NULL, origin TEXT NOT NULL, generation INTEGER NOT NULL
);
CREATE INDEX articles_by_generation ON articles (generation);
CREATE TABLE passages (
    passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_no INTEGER NOT NULL REFERENCES articles, ordinal INTEGER NOT NULL,
    span_start INTEGER NOT NULL, span_end INTEGER NOT NULL,
    headings TEXT NOT NULL, terms BLOB NOT NULL, vector BLOB, generation INTEGER NOT NULL
);
CREATE INDEX passages_by_article ON passages (article_no);
CREATE INDEX passages_by_generation ON passages (generation);
CREATE TABLE terms (term_id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE);
CREATE TABLE vector_keys (
    passage_id INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, text_key BLOB NOT NULL
);
CREATE INDEX vector_keys_by_text ON vector_keys (text_key);
CREATE TABLE staged_vectors (text_key BLOB PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE removed_articles (generation INTEGER NOT NULL, article_id TEXT NOT NULL);
CREATE INDEX removed_articles_by_generation ON removed_articles (generation);
CREATE TABLE removed_passages (generation INTEGER NOT NULL, passage_id INTEGER NOT NULL);
CREATE INDEX removed_passages_by_generation ON removed_passages (generation);
"""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors -> IndexBusy, IndexCorrupt or KbError, with what to do about them."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # our own mistake, such as a closed connection
    except sqlite3.DatabaseError as exc:
        raise _translate(exc, path) from exc


def _translate(exc: sqlite3.DatabaseError, path: Path) -> KbError:
    # The low byte is the primary result code: https://www.sqlite.org/rescode.html
    code = (getattr(exc, "sqlite_errorcode", None) or sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return IndexBusy(
            f"Another process has been writing to {path} for over {BUSY_TIMEOUT_S:.0f} s; try again when it is done."
        )
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return IndexUnwritable(
            f"{path} could not be written ({exc}); check free space and permissions. Nothing was changed."
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return KbError(f"{path} could not be opened ({exc}); check the permissions of the folder.")
    return corrupt(path, str(exc))


def corrupt(path: Path, why: str) -> IndexCorrupt:
    folder = path.parent
    return IndexCorrupt(
        f"{path} cannot be read as an index: {why}. Nothing was changed; restore the file from a backup, or move the "
        f"folder away and build the index again: otvet index --into {folder} PATH…"
    )


def connect(folder: Path, *, any_format: bool = False) -> sqlite3.Connection:
    """Open the index of a folder. Raises IndexMissing, IndexCorrupt, IndexMismatch (another format)."""
    path = folder / FILE_NAME
    if not path.is_file():
        raise IndexMissing(f"There is no index in {folder}; build one: otvet index --into {folder} PATH…")
    if path.stat().st_size == 0:
        raise corrupt(path, "the file is empty")
    with translated(path):
        connection = _open(path)
        try:
            _check_format(connection, path, any_format=any_format)
        except BaseException:
            connection.close()
            raise
    return connection


def _open(path: Path) -> sqlite3.Connection:
    # A read-only folder (an index baked into an image) cannot hold the shared-memory file of a WAL database.
    writable = os.access(path.parent, os.W_OK) and os.access(path, os.W_OK)
    uri = path.resolve().as_uri() + ("?mode=rw" if writable else "?mode=ro&immutable=1")
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL_KEPT}")
    return connection


def _check_format(connection: sqlite3.Connection, path: Path, *, any_format: bool) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise corrupt(path, "it is a database of another programme")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found != FORMAT_VERSION and not any_format:
        raise IndexMismatch(
            f"{path} has format {found}, this version reads format {FORMAT_VERSION}; build it again: "
            f"otvet index --into {path.parent} --rebuild"
        )
    generation_of(connection, path)


def generation_of(connection: sqlite3.Connection, path: Path) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    if row is None or not str(row[0]).isdecimal():
        raise corrupt(path, "it names no generation")
    return int(row[0])


def create(folder: Path, meta: Mapping[str, JsonValue]) -> None:
    """Make an empty index in a folder; one that another process made meanwhile is left as it is.

    The file appears under its name only when it is whole, so a killed process leaves no half of one.
    """
    path, draft = folder / FILE_NAME, folder / f"{FILE_NAME}.{os.getpid()}.new"
    if folder.exists() and not folder.is_dir():
        raise KbError(f"{folder} is a file; name a folder for the index: otvet index --into DIR PATH…")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_empty(draft, meta)
        _publish(draft, path)
    except (OSError, sqlite3.Error) as exc:
        raise KbError(f"No index could be made in {folder} ({exc}); check free space and permissions.") from exc


def _publish(draft: Path, path: Path) -> None:
    """Give the file its name, unless another process was first."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links: here the last of two would win
        draft.replace(path)
    draft.unlink(missing_ok=True)


def _write_empty(path: Path, meta: Mapping[str, JsonValue]) -> None:
    path.unlink(missing_ok=True)
    # Generations count from the time of creation: an index built anew in the same folder is never taken
    # for a continuation of the one that a running service has read.
    start = time.time_ns() // 1_000_000
    rows = {**meta, "generation": start, "horizon": start}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT_VERSION}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN;{_SCHEMA}COMMIT;")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(key, json.dumps(rows[key])) for key in rows])
