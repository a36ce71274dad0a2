"""Texts that were embedded once -> their vectors, so that no text is embedded twice.

A key stands for what a vector was made of. Those of indexed passages lead to the passages' own vectors; those that an
unfinished build has paid for are staged, unseen by searches, until a build takes them or is done.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.contents import IndexedArticle
from kb_index.store.reading import STORED_VECTOR

_KEY_BYTES = 16


def text_key(language_code: str, text: str) -> bytes:
    """16 bytes: the language, which decides who embeds a text, and the text."""
    return hashlib.sha256(f"{language_code}\n{text}".encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES]


def known_vectors(connection: sqlite3.Connection, keys: Iterable[bytes], dimension: int) -> dict[bytes, FloatArray]:
    """Of the keys that are known, each with its vector of shape (dimension,)."""
    found = {}
    for key in dict.fromkeys(keys):
        row = connection.execute(
            "SELECT vector FROM passages JOIN vector_keys USING (passage_id) WHERE text_key = ?1 "
            "UNION ALL SELECT vector FROM staged_vectors WHERE text_key = ?1 LIMIT 1",
            (key,),
        ).fetchone()
        if row is not None and row[0] is not None and len(row[0]) == dimension * STORED_VECTOR.itemsize:
            found[key] = np.frombuffer(row[0], STORED_VECTOR).astype(np.float32)
    return found


def stage(connection: sqlite3.Connection, vectors: Mapping[bytes, FloatArray]) -> None:
    rows = [(key, np.ascontiguousarray(vector, STORED_VECTOR).tobytes()) for key, vector in vectors.items()]
    connection.executemany("INSERT OR IGNORE INTO staged_vectors VALUES (?, ?)", rows)


def forget_staged(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM staged_vectors")


def note(connection: sqlite3.Connection, entry: IndexedArticle) -> None:
    """Remember the keys of an article that was just put; what is indexed need not stay staged."""
    if not entry.keys:
        return
    found = connection.execute(
        "SELECT passage_id FROM passages JOIN articles USING (article_no) WHERE article_id = ? ORDER BY ordinal",
        (entry.article.article_id,),
    )
    rows = [(row[0], key) for row, key in zip(found.fetchall(), entry.keys, strict=True)]
    connection.executemany("INSERT INTO vector_keys VALUES (?, ?)", rows)
    connection.executemany("DELETE FROM staged_vectors WHERE text_key = ?", [(key,) for key in entry.keys])
