"""IndexedArticle -> rows, within the transaction that the caller holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.contents import FIELDS, Holding, IndexedArticle, TermFields
from kb_index.store.reading import STORED_TERM, STORED_VECTOR

# A service that is further behind reads the index anew; this keeps the lists from growing for ever.
KEPT_REMOVALS = 10_000
_TERMS_PER_SELECT = 900  # SQLite's oldest limit of variables is 999


def put(connection: sqlite3.Connection, entry: IndexedArticle, generation: int) -> str:
    """``created``, ``updated`` or ``unchanged``: judged here, where no one else can write meanwhile."""
    article, version_hash = entry.article, entry.article.version_hash
    found = connection.execute(
        "SELECT version_hash FROM articles WHERE article_id = ?", (article.article_id,)
    ).fetchone()
    if found == (version_hash,):
        return "unchanged"
    _remove_rows(connection, article.article_id, generation)
    number = _insert_article(connection, entry, version_hash, generation)
    _insert_passages(connection, entry, number, generation)
    return "created" if found is None else "updated"


def relocate(connection: sqlite3.Connection, places: Mapping[str, Holding]) -> None:
    """Note where unchanged articles come from now; no search can see it."""
    connection.executemany(
        "UPDATE articles SET source = ?, origin = ? WHERE article_id = ? AND version_hash = ?",
        [(place.source, place.origin, article_id, place.version_hash) for article_id, place in places.items()],
    )


def delete(connection: sqlite3.Connection, article_id: str, generation: int) -> str:
    """``deleted`` or ``absent``."""
    if not _remove_rows(connection, article_id, generation):
        return "absent"
    connection.execute("INSERT INTO removed_articles VALUES (?, ?)", (generation, article_id))
    return "deleted"


def _remove_rows(connection: sqlite3.Connection, article_id: str, generation: int) -> bool:
    found = connection.execute("SELECT article_no FROM articles WHERE article_id = ?", (article_id,)).fetchone()
    if found is None:
        return False
    ids = connection.execute("SELECT passage_id FROM passages WHERE article_no = ?", found).fetchall()
    connection.executemany("INSERT INTO removed_passages VALUES (?, ?)", [(generation, row[0]) for row in ids])
    connection.execute("DELETE FROM passages WHERE article_no = ?", found)
    connection.execute("DELETE FROM articles WHERE article_no = ?", found)
    return True


def _insert_article(connection: sqlite3.Connection, entry: IndexedArticle, version_hash: str, generation: int) -> int:
    article = entry.article
    values = (
        article.article_id,
        article.title,
        article.body_markdown,
        article.language_code,
        article.uri,
        article.product,
        article.kind,
        article.updated_at,
        article.valid_from,
        article.valid_to,
        json.dumps(article.access_groups, ensure_ascii=False),
        json.dumps(dict(article.metadata)),
        version_hash,
        entry.source,
        entry.origin,
        generation,
    )
    marks = ", ".join("?" * len(values))
    cursor = connection.execute(f"INSERT INTO articles VALUES (NULL, {marks})", values)  # noqa: S608 - only "?, ?"
    return int(cursor.lastrowid or 0)


def _insert_passages(connection: sqlite3.Connection, entry: IndexedArticle, number: int, generation: int) -> None:
    blobs = _vector_blobs(entry.vectors, len(entry.passages))
    numbers = _number_terms(connection, (term for fields in entry.terms for terms in fields.values() for term in terms))
    rows = [
        (
            number,
            passage.ordinal,
            passage.span.start,
            passage.span.end,
            json.dumps(passage.headings, ensure_ascii=False),
            _term_blob(fields, numbers),
            blob,
            generation,
        )
        for passage, blob, fields in zip(entry.passages, blobs, entry.terms, strict=True)
    ]
    connection.executemany("INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _term_blob(terms: TermFields, numbers: Mapping[str, int]) -> bytes:
    """How many terms each field has, then the terms of all fields."""
    if unknown := set(terms) - set(FIELDS):
        raise ValueError(f"a passage has no field {', '.join(sorted(unknown))}; it has {', '.join(FIELDS)}")
    counts = [len(terms.get(name, ())) for name in FIELDS]
    held = [numbers[term] for name in FIELDS for term in terms.get(name, ())]
    return np.array([*counts, *held], STORED_TERM).tobytes()


def _vector_blobs(vectors: FloatArray | None, count: int) -> Iterable[bytes | None]:
    if vectors is None:
        return [None] * count
    # Zeros: the embedder knows nothing of the passage.
    return [row.tobytes() if row.any() else None for row in np.ascontiguousarray(vectors, STORED_VECTOR)]


def _number_terms(connection: sqlite3.Connection, terms: Iterable[str]) -> dict[str, int]:
    """The number of each term; a new one gets the next: terms are never removed, so numbers have no gaps."""
    wanted = list(dict.fromkeys(terms))
    numbers: dict[str, int] = {}
    for start in range(0, len(wanted), _TERMS_PER_SELECT):
        part = wanted[start : start + _TERMS_PER_SELECT]
        marks = ", ".join("?" * len(part))
        numbers.update(connection.execute(f"SELECT term, term_id FROM terms WHERE term IN ({marks})", part))  # noqa: S608
    free = connection.execute("SELECT COALESCE(MAX(term_id) + 1, 0) FROM terms").fetchone()[0]
    added = {term: free + index for index, term in enumerate(term for term in wanted if term not in numbers)}
    connection.executemany("INSERT INTO terms (term, term_id) VALUES (?, ?)", added.items())
    return numbers | added


def forget_old_removals(connection: sqlite3.Connection) -> None:
    """Drop the older removals once there are too many, and move the horizon there."""
    for table in ("removed_passages", "removed_articles"):
        edge = connection.execute(
            f"SELECT generation FROM {table} ORDER BY generation DESC LIMIT 1 OFFSET ?",  # noqa: S608 - two constants
            (KEPT_REMOVALS,),
        ).fetchone()
        if edge is not None:
            _forget(connection, edge[0])


def _forget(connection: sqlite3.Connection, edge: int) -> None:
    connection.execute("DELETE FROM removed_passages WHERE generation <= ?", (edge,))
    connection.execute("DELETE FROM removed_articles WHERE generation <= ?", (edge,))
    connection.execute(
        "UPDATE meta SET value = ? WHERE key = 'horizon' AND CAST(value AS INTEGER) < ?", (str(edge), edge)
    )
