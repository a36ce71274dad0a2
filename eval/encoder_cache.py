"""An embedder -> the same one, whose passages are kept in a file: a second run computes only what is new."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from eval.embedders import WrappedEmbedder
from kb_index.arrays import FloatArray
from kb_index.embedders.open import open_embedder
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.ports import Embedder

_ASKED_AT_ONCE = 500


def open_stored(name: str, folder: Path) -> Embedder:
    """The embedder of that name (as in OTVET_EMBEDDER); what it computes is kept below ``folder``.

    The encoders of several languages are kept apart, so that two Russian ones share the English vectors. Raises
    EmbedderUnavailable.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = open_embedder(name, cache=folder)
    if isinstance(model, RoutedEmbedder):
        return RoutedEmbedder({code: StoringEmbedder(one, folder) for code, one in model.encoders.items()})
    return StoringEmbedder(model, folder)


class StoringEmbedder(WrappedEmbedder):
    """One file per fingerprint; several processes may use it at once."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        super().__init__(embedder)
        named = hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:16]
        self._path = folder / f"vectors-{named}.sqlite"
        with self._connected() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        held = self._held(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
        if new:
            held |= dict(zip(new, self._embedder.embed_passages(list(new.values())), strict=True))
            self._keep({key: held[key] for key in new})
        return np.stack([held[key] for key in keys]) if keys else np.zeros((0, self.dimension), np.float32)

    def _held(self, keys: Sequence[bytes]) -> dict[bytes, FloatArray]:
        held: dict[bytes, FloatArray] = {}
        asked = list(dict.fromkeys(keys))
        with self._connected() as connection:
            for start in range(0, len(asked), _ASKED_AT_ONCE):
                some = asked[start : start + _ASKED_AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some)  # noqa: S608
                held |= {key: np.frombuffer(vector, np.float32) for key, vector in rows}
        return held

    def _keep(self, vectors: Mapping[bytes, FloatArray]) -> None:
        rows = [(key, np.asarray(vector, np.float32).tobytes()) for key, vector in vectors.items()]
        with self._connected() as connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=60)) as connection, connection:
            yield connection
