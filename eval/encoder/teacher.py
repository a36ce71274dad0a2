"""English texts -> the teacher's vectors, kept in a folder so that no text is ever encoded twice."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from eval.errors import TrainingDataUnusable
from kb_index.embedders.bundled import bundled_folder, bundled_model
from kb_index.embedders.open import open_embedder
from kb_index.ports import Embedder

SHARD = 4096  # texts in a file: what a kill can cost, about half a minute of one core

HalfArray: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float16]]

_DIGEST = 16  # bytes of SHA-256 that name a text: no two of a billion share them
_PART = ".part"


@dataclass(frozen=True, slots=True)
class _Shard:
    digests: tuple[bytes, ...]
    vectors: HalfArray


def open_teacher(cache: Path) -> Embedder:
    """The bundled English model, checked by hash, whatever ``bundled`` stands for. Raises EmbedderUnavailable."""
    bundled_model()
    return open_embedder(str(bundled_folder()), cache=cache)


def teacher_vectors(
    texts: Sequence[str], *, teacher: Embedder, cache: Path, progress: Callable[[str], None], shard: int = SHARD
) -> HalfArray:
    """Shape (texts, dimension), L2-normalised, half precision; equal texts share one run of the teacher.

    What is not in ``cache`` yet is encoded ``shard`` texts at a time, each of which is on the disk before the next
    begins, so that a run that was killed goes on where it was. A damaged shard is removed and encoded again. The
    vectors of another teacher lie in another folder. Raises TrainingDataUnusable where the folder cannot be written.
    """
    folder = cache / hashlib.sha256(teacher.fingerprint.encode()).hexdigest()[:16]
    digests = [_digest(text) for text in texts]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shards = list(_kept_shards(folder, teacher.dimension, progress))
        known = {digest for one in shards for digest in one.digests}
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        shards += _encoded(missing, teacher, folder, progress=progress, shard=shard)
    except OSError as exc:
        raise TrainingDataUnusable(
            f"The vectors cannot be kept in {folder}: {exc}. Free or name another place."
        ) from exc
    rows = {digest: (number, row) for number, one in enumerate(shards) for row, digest in enumerate(one.digests)}
    vectors = np.empty((len(texts), teacher.dimension), np.float16)
    for index, digest in enumerate(digests):
        number, row = rows[digest]
        vectors[index] = shards[number].vectors[row]
    return vectors


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_DIGEST]


def _encoded(
    missing: dict[bytes, str],
    teacher: Embedder,
    folder: Path,
    *,
    progress: Callable[[str], None],
    shard: int,
) -> Iterator[_Shard]:
    digests = list(missing)
    for start in range(0, len(digests), shard):
        part = tuple(digests[start : start + shard])
        vectors = teacher.embed_passages([missing[digest] for digest in part]).astype(np.float16)
        one = _Shard(part, vectors)
        _write(folder, one)
        progress(f"teacher: {min(start + shard, len(digests))} of {len(digests)} texts")
        yield one


def _write(folder: Path, one: _Shard) -> None:
    """Under its final name only when it is whole and on the disk; the name comes from what it holds."""
    name = hashlib.sha256(b"".join(one.digests)).hexdigest()[:24]
    part = folder / f"{name}{_PART}"
    with part.open("wb") as file:
        np.savez(file, digests=np.frombuffer(b"".join(one.digests), np.uint8), vectors=one.vectors)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / f"{name}.npz")


def _kept_shards(folder: Path, dimension: int, progress: Callable[[str], None]) -> Iterator[_Shard]:
    for path in sorted(folder.glob(f"*{_PART}")):
        path.unlink()
    for path in sorted(folder.glob("*.npz")):
        one = _read(path, dimension)
        if one is None:
            progress(f"teacher: {path.name} is damaged and is encoded again")
            path.unlink()
        else:
            yield one


def _read(path: Path, dimension: int) -> _Shard | None:
    """None where the file is not a whole shard: the checksums within the archive tell."""
    try:
        # Opened here: of a damaged file numpy would leave its own handle open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            raw, vectors = held["digests"].tobytes(), held["vectors"]
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    digests = tuple(raw[at : at + _DIGEST] for at in range(0, len(raw), _DIGEST))
    whole = vectors.dtype == np.float16 and vectors.shape == (len(digests), dimension) and len(raw) % _DIGEST == 0
    return _Shard(digests, vectors) if whole else None
