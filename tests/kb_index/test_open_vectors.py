"""The engine follows the number of vectors, and what it has learnt is kept beside the index."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from kb_index.arrays import FloatArray
from kb_index.vectors.exact import ExactIndex
from kb_index.vectors.flat import FlatIndex
from kb_index.vectors.halved import HalvedIndex
from kb_index.vectors.inverted import InvertedIndex
from kb_index.vectors.lists import make_lists
from kb_index.vectors.lists_file import read_lists, vectors_digest, write_lists
from kb_index.vectors.open import FULL_ROWS, HALF_ROWS, open_vectors

DIMENSION = 8
MANY = HALF_ROWS + 1


def drawn(count: int, seed: int = 7) -> FloatArray:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def many() -> FloatArray:
    return drawn(MANY)


@pytest.mark.parametrize(
    ("rows", "engine"),
    [(0, FlatIndex), (FULL_ROWS, FlatIndex), (FULL_ROWS + 1, HalvedIndex), (HALF_ROWS, HalvedIndex)],
)
def test_few_vectors_are_searched_exactly(rows: int, engine: type) -> None:
    assert type(open_vectors(drawn(rows))) is engine


def test_many_vectors_are_searched_in_lists_that_are_kept_and_read_again(many: FloatArray, tmp_path: Path) -> None:
    cache = tmp_path / "vectors.lists"
    first = open_vectors(many, cache=cache)
    written = cache.stat().st_mtime_ns
    second = open_vectors(many, cache=cache)
    assert (type(first), type(second)) == (InvertedIndex, InvertedIndex)
    assert (cache.stat().st_mtime_ns, [path.name for path in tmp_path.iterdir()]) == (written, ["vectors.lists"])
    for query in drawn(20, seed=9):
        assert first.search(query, 20)[0].tolist() == second.search(query, 20)[0].tolist()


def test_lists_of_other_vectors_are_not_used(many: FloatArray, tmp_path: Path) -> None:
    cache = tmp_path / "vectors.lists"
    open_vectors(many, cache=cache)
    moved = many[::-1].copy()
    index, reference = open_vectors(moved, cache=cache), ExactIndex(moved)
    assert read_lists(cache, digest=vectors_digest(many)) is None
    assert read_lists(cache, digest=vectors_digest(moved)) is not None
    query = drawn(1, seed=9)[0]
    assert index.search(query, 5)[0].tolist() == reference.search(query, 5)[0].tolist()


@pytest.mark.parametrize("kept", [0, 10, 60, 2000, -1])
def test_a_file_cut_short_is_not_read(tmp_path: Path, kept: int) -> None:
    vectors, path = drawn(2000), tmp_path / "vectors.lists"
    write_lists(path, make_lists(vectors), digest=vectors_digest(vectors))
    path.write_bytes(path.read_bytes()[:kept])
    assert read_lists(path, digest=vectors_digest(vectors)) is None


def test_a_file_with_one_byte_changed_is_not_read_and_said_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    vectors, path = drawn(2000), tmp_path / "vectors.lists"
    write_lists(path, make_lists(vectors), digest=vectors_digest(vectors))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert read_lists(path, digest=vectors_digest(vectors)) is None
    assert "vector_lists_damaged" in caplog.text


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    vectors, path = drawn(2000), tmp_path / "vectors.lists"
    made = make_lists(vectors)
    write_lists(path, made, digest=vectors_digest(vectors))
    read = read_lists(path, digest=vectors_digest(vectors))
    assert read is not None
    assert np.array_equal(read.centres, made.centres)
    assert np.array_equal(read.list_of, made.list_of)
    assert read.budget == made.budget


def test_the_same_vectors_give_the_same_lists() -> None:
    one, other = make_lists(drawn(3000)), make_lists(drawn(3000))
    assert np.array_equal(one.centres, other.centres)
    assert np.array_equal(one.list_of, other.list_of)
    assert one.budget == other.budget


def test_a_place_that_cannot_be_written_costs_only_the_file(
    many: FloatArray, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        index = open_vectors(many, cache=tmp_path / "absent" / "vectors.lists")
    assert len(index) == MANY
    assert "vector_lists_not_kept" in caplog.text


def test_lists_of_another_number_of_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="the lists hold 100 rows"):
        InvertedIndex(drawn(99), make_lists(drawn(100)))
