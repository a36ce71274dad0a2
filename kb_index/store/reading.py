"""Rows of the database -> Content: whole, or what came after a generation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kb_index.arrays import FloatArray, IntArray
from kb_index.contents import FIELDS, Content, Passages, StoredArticle, Terms
from kb_index.records import Article, JsonValue

_ARTICLE_COLUMNS = (
    "article_id, title, body_markdown, language_code, uri, product, kind, updated_at, valid_from, valid_to, "
    "access_groups, metadata, version_hash, article_no"
)
_PASSAGE_COLUMNS = "passage_id, article_no, ordinal, span_start, span_end, headings, terms, vector"
STORED_TERM = np.dtype("<u4")
STORED_VECTOR = np.dtype("<f4")
_COUNTS = len(FIELDS) * STORED_TERM.itemsize  # bytes that open the terms of a passage


class DamagedRows(Exception):
    """The database can be read, what it says cannot be true."""


def read_meta(connection: sqlite3.Connection) -> dict[str, JsonValue]:
    return {key: json.loads(value) for key, value in connection.execute("SELECT key, value FROM meta")}


def read_article(connection: sqlite3.Connection, article_id: str) -> StoredArticle | None:
    found = connection.execute(
        f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE article_id = ?",  # noqa: S608 - the columns are a constant
        (article_id,),
    ).fetchone()
    return None if found is None else _stored(found)


def read_removed(connection: sqlite3.Connection, *, after: int) -> tuple[tuple[str, ...], IntArray]:
    """Ids of the articles and of the passages that were taken out after a generation."""
    articles = connection.execute(
        "SELECT DISTINCT article_id FROM removed_articles WHERE generation > ? "
        "AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.article_id = removed_articles.article_id)",
        (after,),
    )
    passages = connection.execute("SELECT passage_id FROM removed_passages WHERE generation > ?", (after,))
    return tuple(row[0] for row in articles), np.array([row[0] for row in passages], np.int64)


def read_content(
    connection: sqlite3.Connection, *, dimension: int, after: int | None = None, known_terms: int = 0
) -> Content:
    """What was written after a generation; None: everything. Raises DamagedRows.

    ``known_terms``: so many of the terms the reader has; only the texts of the later ones are read.
    """
    stored, numbers = _articles(connection, after)
    columns = _columns(connection, after)
    ids = _whole_numbers(columns[0])
    passages = _passages(columns, stored, numbers)
    rows, vectors = _vectors(columns[7], dimension)
    vocabulary = _vocabulary(connection, known_terms)
    terms = _terms(columns[6], known_terms + len(vocabulary))
    articles = {one.article.article_id: one for one in stored}
    return Content(articles, ids, passages, ids[rows], vectors, terms, vocabulary, known_terms)


def _articles(connection: sqlite3.Connection, after: int | None) -> tuple[tuple[StoredArticle, ...], IntArray]:
    """With their numbers, ascending."""
    where, given = _since(after, "article_no")
    select = f"SELECT {_ARTICLE_COLUMNS} FROM articles {where}"  # noqa: S608 - constants
    rows = connection.execute(select, given).fetchall()
    return tuple(map(_stored, rows)), _whole_numbers([row[-1] for row in rows])


def _stored(row: Sequence[str]) -> StoredArticle:
    article = Article(
        article_id=row[0],
        title=row[1],
        body_markdown=row[2],
        language_code=row[3],
        uri=row[4],
        product=row[5],
        kind=row[6],
        updated_at=row[7],
        valid_from=row[8],
        valid_to=row[9],
        access_groups=tuple(json.loads(row[10])) if row[10] != "[]" else (),
        metadata=json.loads(row[11]) if row[11] != "{}" else {},
    )
    return StoredArticle(article, row[12])


def _columns(connection: sqlite3.Connection, after: int | None) -> list[Sequence[object]]:
    where, given = _since(after, "passage_id")
    select = f"SELECT {_PASSAGE_COLUMNS} FROM passages {where}"  # noqa: S608 - constants
    rows = connection.execute(select, given).fetchall()
    return list(zip(*rows, strict=True)) if rows else [()] * (_PASSAGE_COLUMNS.count(",") + 1)


def _since(after: int | None, key: str) -> tuple[str, tuple[int, ...]]:
    """The rows to read, in the order of their key."""
    if after is None:
        return f"ORDER BY {key}", ()
    # The plus keeps SQLite from walking the whole table in that order: the few new rows are found by generation.
    return f"WHERE generation > ? ORDER BY +{key}", (after,)


def _passages(columns: Sequence[Sequence[object]], articles: tuple[StoredArticle, ...], numbers: IntArray) -> Passages:
    wanted, ordinals, starts, ends = map(_whole_numbers, columns[1:5])
    owners = np.searchsorted(numbers, wanted)
    if len(wanted) and (not len(numbers) or np.any(numbers[np.minimum(owners, len(numbers) - 1)] != wanted)):
        raise DamagedRows("a passage belongs to no article")
    lengths = np.array([len(one.article.body_markdown) for one in articles], np.int64)
    if np.any((starts < 0) | (starts > ends) | (ends > lengths[owners])):
        raise DamagedRows("a passage ends behind its article, or before it begins")
    places: dict[object, int] = {}
    paths = np.array([places.setdefault(text, len(places)) for text in columns[5]], np.int64)
    # One call for all: it is many times as fast as one for each.
    headings = tuple(map(tuple, json.loads(f"[{','.join(map(str, places))}]")))
    if len(headings) != len(places):
        raise DamagedRows("the headings of a passage are no list")
    return Passages(articles, owners.astype(np.int64), ordinals, starts, ends, paths, headings)


def _whole_numbers(values: Sequence[object]) -> IntArray:
    try:
        found = np.array(values) if len(values) else np.zeros(0, np.int64)
    except ValueError as exc:
        raise DamagedRows("a passage or an article has no number where it must have one") from exc
    if found.dtype.kind != "i":
        raise DamagedRows("a passage or an article has no number where it must have one")
    return found.astype(np.int64)


def _vectors(blobs: Sequence[object], dimension: int) -> tuple[IntArray, FloatArray]:
    """The rows that have a vector, and the vectors."""
    held = [row for row, blob in enumerate(blobs) if blob is not None]
    vectors = _joined([blobs[row] for row in held], STORED_VECTOR, size=dimension).astype(np.float32, copy=False)
    # Vectors are stored with length 1, so a flipped bit that matters shows here, at the price of a millisecond.
    if not np.all(np.abs(np.einsum("ij,ij->i", vectors, vectors) - 1.0) < 1e-2):
        raise DamagedRows("a vector has not the length 1")
    return np.array(held, np.int64), vectors


def _joined(blobs: Sequence[object], kind: np.dtype[np.float32], *, size: int) -> FloatArray:
    if any(not isinstance(blob, bytes) or len(blob) != size * kind.itemsize for blob in blobs):
        raise DamagedRows(f"a vector has not the {size} dimensions of the embedder")
    whole = b"".join(blob for blob in blobs if isinstance(blob, bytes))
    return np.frombuffer(whole, kind).reshape(len(blobs), size)


def _terms(blobs: Sequence[object], known: int) -> Terms:
    """``known``: how many terms have a text."""
    texts = [blob for blob in blobs if isinstance(blob, bytes) and len(blob) >= _COUNTS]
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    if len(texts) != len(blobs) or np.any(sizes % STORED_TERM.itemsize):
        raise DamagedRows("the terms of a passage are cut short")
    packed = np.frombuffer(b"".join(texts), STORED_TERM).astype(np.uint32, copy=False)
    sizes //= STORED_TERM.itemsize
    opens = np.cumsum(sizes) - sizes
    heads = opens[:, np.newaxis] + np.arange(len(FIELDS))
    counts = packed[heads].astype(np.int64)
    if np.any(counts.sum(axis=1) + len(FIELDS) != sizes):
        raise DamagedRows("a passage has not as many terms as it counts")
    numbers = np.delete(packed, heads.ravel())
    if len(numbers) and int(numbers.max()) >= known:
        raise DamagedRows("a passage holds a term that has no text")
    return Terms(_edges(counts), numbers)


def _edges(counts: npt.NDArray[np.int64]) -> IntArray:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts.ravel())])


def _vocabulary(connection: sqlite3.Connection, known: int) -> tuple[str, ...]:
    """The texts from a number on. Terms are never taken out, so the numbers have no gaps."""
    select = "SELECT term_id, term FROM terms WHERE term_id >= ? ORDER BY term_id"
    rows = connection.execute(select, (known,)).fetchall()
    if rows and (rows[0][0] != known or rows[-1][0] != known + len(rows) - 1):
        raise DamagedRows("the numbers of the terms have gaps")
    return tuple(text for _, text in rows)
