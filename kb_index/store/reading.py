"""Rows of the database -> Content: whole, or what came after a generation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb_index.ports import Content, FloatArray, IntArray, StoredArticle, TermColumn, Terms
from kb_index.records import Article, JsonValue, Passage, Span

_ARTICLE_COLUMNS = (
    "article_id, title, body_markdown, language_code, uri, product, kind, updated_at, valid_from, valid_to, "
    "metadata, version_hash, article_no"
)
STORED_TERM = np.dtype("<u4")
STORED_VECTOR = np.dtype("<f4")


class DamagedRows(Exception):
    """The database can be read, what it says cannot be true."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The passages of one read, column by column; row i of each is one passage."""

    ids: IntArray
    passages: tuple[Passage, ...]
    vectors: Sequence[bytes | None]


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
        "AND article_id NOT IN (SELECT article_id FROM articles)",
        (after,),
    )
    passages = connection.execute("SELECT passage_id FROM removed_passages WHERE generation > ?", (after,))
    return tuple(row[0] for row in articles), np.array([row[0] for row in passages], np.int64)


def read_content(connection: sqlite3.Connection, *, after: int, dimension: int) -> Content:
    """What was written after a generation; ``after=-1`` reads everything. Raises DamagedRows."""
    found = connection.execute(
        f"SELECT {_ARTICLE_COLUMNS} FROM articles WHERE generation > ? ORDER BY article_no",  # noqa: S608
        (after,),
    ).fetchall()
    by_number = {row[-1]: _stored(row) for row in found}
    rows = _read_passages(connection, after, by_number)
    vector_ids, vectors = _vectors(rows, dimension)
    terms = _terms(connection, after, rows.ids)
    articles = {stored.article.article_id: stored for stored in by_number.values()}
    return Content(articles, rows.ids, rows.passages, vector_ids, vectors, terms)


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
        metadata=json.loads(row[10]),
    )
    return StoredArticle(article, row[11])


def _read_passages(connection: sqlite3.Connection, after: int, by_number: Mapping[int, StoredArticle]) -> _Rows:
    found = connection.execute(
        "SELECT passage_id, article_no, ordinal, span_start, span_end, headings, vector FROM passages "
        "WHERE generation > ? ORDER BY passage_id",
        (after,),
    ).fetchall()
    ids = np.fromiter((row[0] for row in found), np.int64, len(found))
    return _Rows(ids, tuple(_passage(row, by_number) for row in found), [row[6] for row in found])


def _passage(row: Sequence[int], by_number: Mapping[int, StoredArticle]) -> Passage:
    _, number, ordinal, start, end, headings, _ = row
    try:
        article = by_number[number].article
        span = Span(start, end)
    except (KeyError, ValueError, TypeError) as exc:
        raise DamagedRows(f"passage {row[0]} belongs to no article, or to no stretch of it") from exc
    if end > len(article.body_markdown):
        raise DamagedRows(f"passage {row[0]} ends behind its article")
    path = tuple(json.loads(str(headings)))
    return Passage(article.article_id, ordinal, span, span.of(article.body_markdown), path)


def _vectors(rows: _Rows, dimension: int) -> tuple[IntArray, FloatArray]:
    blobs = [blob for blob in rows.vectors if blob is not None]
    has = np.fromiter((blob is not None for blob in rows.vectors), np.bool_, len(rows.vectors))
    if any(len(blob) != dimension * STORED_VECTOR.itemsize for blob in blobs):
        raise DamagedRows(f"a vector has not the {dimension} dimensions of the embedder")
    vectors = np.frombuffer(b"".join(blobs), STORED_VECTOR).astype(np.float32).reshape(len(blobs), dimension)
    # Vectors are stored with length 1, so a flipped bit that matters shows here, at the price of a millisecond.
    if not np.all(np.abs(np.einsum("ij,ij->i", vectors, vectors) - 1.0) < 1e-2):
        raise DamagedRows("a vector has not the length 1")
    return rows.ids[has], vectors


def _terms(connection: sqlite3.Connection, after: int, ids: IntArray) -> Terms:
    found = connection.execute(
        "SELECT field, passage_id, term_ids FROM passage_terms WHERE passage_id IN "
        "(SELECT passage_id FROM passages WHERE generation > ?) ORDER BY passage_id",
        (after,),
    ).fetchall()
    # An update reads a few passages of a large index: it gets the words it needs, not the whole vocabulary.
    used = np.unique(_joined([row[2] for row in found])) if after >= 0 else None
    vocabulary = _vocabulary(connection, used)
    names = sorted({row[0] for row in found})
    fields = {name: _column([row[1:] for row in found if row[0] == name], ids, used) for name in names}
    if any(column.term_ids.size and column.term_ids.max() >= len(vocabulary) for column in fields.values()):
        raise DamagedRows("a passage holds a term that has no text")
    return Terms(vocabulary, fields)


def _joined(blobs: Sequence[bytes]) -> IntArray:
    return np.frombuffer(b"".join(blobs), STORED_TERM).astype(np.int64)


def _column(rows: Sequence[tuple[int, bytes]], ids: IntArray, used: IntArray | None) -> TermColumn:
    lengths = np.zeros(len(ids), np.int64)
    owners = np.searchsorted(ids, np.fromiter((row[0] for row in rows), np.int64, len(rows)))
    lengths[owners] = [len(row[1]) // STORED_TERM.itemsize for row in rows]
    term_ids = _joined([row[1] for row in rows])
    if used is not None:
        term_ids = np.searchsorted(used, term_ids)
    return TermColumn(np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), term_ids)


def _vocabulary(connection: sqlite3.Connection, used: IntArray | None) -> tuple[str, ...]:
    if used is None:
        return tuple(row[0] for row in connection.execute("SELECT term FROM terms ORDER BY term_id"))
    select = "SELECT term FROM terms WHERE term_id = ?"
    texts = [connection.execute(select, (int(term),)).fetchone() for term in used]
    if None in texts:
        raise DamagedRows("a passage holds a term that has no text")
    return tuple(row[0] for row in texts)
