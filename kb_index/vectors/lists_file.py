"""Lists <-> a file beside the index: derived from its vectors, checked by hashes, never trusted when damaged."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import zipfile
from pathlib import Path

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.vectors.lists import Lists

log = logging.getLogger(__name__)

_VERSION = b"otvet-lists-1\n"  # lists that are made in another way are not read as these
_DIGEST = hashlib.sha256().digest_size


def vectors_digest(vectors: FloatArray) -> bytes:
    """Of every number and the shape; some half a second per million rows of 384 numbers and core."""
    digest = hashlib.sha256(repr(vectors.shape).encode())
    digest.update(np.ascontiguousarray(vectors, np.float32).data)
    return digest.digest()


def read_lists(path: Path, *, digest: bytes) -> Lists | None:
    """The lists of the vectors with this digest; None where the file is absent, damaged or of other vectors."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head = len(_VERSION) + _DIGEST
    payload = content[head + _DIGEST :]
    if content[:head] != _VERSION + digest:
        return None
    if content[head : head + _DIGEST] != hashlib.sha256(payload).digest():
        log.warning("vector_lists_damaged: %s does not have the content it was written with; it is made anew.", path)
        return None
    return _decoded(payload, path)


def _decoded(payload: bytes, path: Path) -> Lists | None:
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as fields:
            return Lists(fields["centres"], fields["list_of"], int(fields["budget"]))
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile) as exc:
        log.warning("vector_lists_unreadable: %s (%s); it is made anew.", path, exc)
        return None


def write_lists(path: Path, lists: Lists, *, digest: bytes) -> None:
    """The file is replaced as a whole. Where it cannot be written the lists are made again at the next start."""
    held = io.BytesIO()
    np.savez(held, centres=lists.centres, list_of=lists.list_of, budget=np.int64(lists.budget))
    payload = held.getvalue()
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        draft.write_bytes(_VERSION + digest + hashlib.sha256(payload).digest() + payload)
        draft.replace(path)
    except OSError as exc:
        draft.unlink(missing_ok=True)
        log.warning("vector_lists_not_kept: %s cannot be written (%s); each start makes them anew.", path, exc)
