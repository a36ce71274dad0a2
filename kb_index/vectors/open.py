"""Vectors -> the engine that suits their number: exact while that is fast, lists of neighbours beyond."""

from __future__ import annotations

from pathlib import Path

from kb_index.arrays import FloatArray
from kb_index.ports import VectorIndex
from kb_index.vectors.flat import FlatIndex
from kb_index.vectors.halved import HalvedIndex
from kb_index.vectors.inverted import InvertedIndex
from kb_index.vectors.lists import Lists, make_lists
from kb_index.vectors.lists_file import read_lists, vectors_digest, write_lists

# An exact search of 384 numbers takes 0.10 to 0.15 ms per thousand rows in full precision, 0.06 to 0.08 in half
# precision; `python -m eval.growth --part engines` prints both at the bounds. They keep the exact search below about
# 4 ms, the time that the embedding of the query takes.
FULL_ROWS = 25_000
HALF_ROWS = 50_000


def open_vectors(vectors: FloatArray, *, cache: Path | None = None) -> VectorIndex:
    """Shape (n, dimension), unit rows. ``cache``: a file beside the index that keeps what a large one has learnt.

    The file is derived: absent, damaged or of other vectors it is made anew (seconds per hundred thousand rows).
    Raises ValueError for another shape.
    """
    if len(vectors) <= FULL_ROWS:
        return FlatIndex(vectors)
    if len(vectors) <= HALF_ROWS:
        return HalvedIndex(vectors)
    return InvertedIndex(vectors, _lists(vectors, cache))


def _lists(vectors: FloatArray, cache: Path | None) -> Lists:
    if cache is None:
        return make_lists(vectors)
    digest = vectors_digest(vectors)
    kept = read_lists(cache, digest=digest)
    if kept is not None:
        return kept
    made = make_lists(vectors)
    write_lists(cache, made, digest=digest)
    return made
