"""Every VectorIndex finds what the numpy reference finds, with the same similarities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from kb_index.ports import FloatArray, IntArray, VectorIndex
from kb_index.vectors.exact import ExactIndex
from kb_index.vectors.faiss_index import FaissIndex

DIMENSION = 24
Make = Callable[[int], VectorIndex]


@pytest.fixture(params=[ExactIndex, FaissIndex])
def make(request: pytest.FixtureRequest) -> Make:
    return request.param


def unit_vectors(count: int, seed: int = 7) -> FloatArray:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def filled(make: Make, count: int = 300) -> tuple[VectorIndex, IntArray, FloatArray]:
    ids = np.arange(count, dtype=np.int64) * 3 + 100
    vectors = unit_vectors(count)
    index = make(DIMENSION)
    index.add(ids, vectors)
    return index, ids, vectors


def expected(ids: IntArray, vectors: FloatArray, query: FloatArray, k: int) -> tuple[list[int], list[float]]:
    ranked = sorted(((float(vector @ query), int(id_)) for id_, vector in zip(ids, vectors, strict=True)), reverse=True)
    return [id_ for _, id_ in ranked[:k]], [similarity for similarity, _ in ranked[:k]]


def test_the_nearest_come_first_with_their_inner_products(make: Make) -> None:
    index, ids, vectors = filled(make)
    for query in unit_vectors(20, seed=11):
        found, similarities = index.search(query, 10)
        right_ids, right_similarities = expected(ids, vectors, query, 10)
        assert found.tolist() == right_ids
        assert similarities == pytest.approx(right_similarities, abs=1e-6)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.5])
def test_a_filter_never_costs_a_neighbour(make: Make, share: float) -> None:
    index, ids, vectors = filled(make)
    kept = np.random.default_rng(3).random(len(ids)) < share
    kept[5] = True
    for query in unit_vectors(10, seed=12):
        found, similarities = index.search(query, 10, allowed=ids[kept])
        right_ids, right_similarities = expected(ids[kept], vectors[kept], query, 10)
        assert found.tolist() == right_ids
        assert similarities == pytest.approx(right_similarities, abs=1e-6)


def test_allowed_ids_that_are_not_there_are_no_hits(make: Make) -> None:
    index, ids, vectors = filled(make, 10)
    found, _ = index.search(vectors[0], 5, allowed=np.array([ids[0], 5, 7], np.int64))
    assert found.tolist() == [ids[0]]


def test_nothing_is_found_where_nothing_is_allowed_there_or_asked_for(make: Make) -> None:
    index, _, vectors = filled(make, 10)
    assert index.search(vectors[0], 5, allowed=np.zeros(0, np.int64))[0].tolist() == []
    assert index.search(vectors[0], 0)[0].tolist() == []
    assert make(DIMENSION).search(vectors[0], 5)[0].tolist() == []


def test_fewer_than_k_are_returned_where_there_are_fewer(make: Make) -> None:
    index, ids, vectors = filled(make, 3)
    found, similarities = index.search(vectors[1], 10)
    assert (found[0], len(found), len(similarities)) == (ids[1], 3, 3)


def test_a_removed_vector_is_not_found_and_may_come_back(make: Make) -> None:
    index, ids, vectors = filled(make)
    index.remove(np.array([ids[4], 999_999], np.int64))
    assert index.search(vectors[4], 1)[0][0] != ids[4]
    index.add(ids[4:5], vectors[4:5])
    assert index.search(vectors[4], 1)[0][0] == ids[4]


def test_an_id_that_is_there_is_refused_and_changes_nothing(make: Make) -> None:
    index, ids, vectors = filled(make, 10)
    with pytest.raises(ValueError, match="already"):
        index.add(ids[:1], unit_vectors(1, seed=99))
    assert index.search(vectors[0], 10)[0].tolist().count(ids[0]) == 1


def test_an_id_given_twice_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="twice"):
        make(DIMENSION).add(np.array([1, 1], np.int64), unit_vectors(2))


def test_vectors_of_another_dimension_are_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="shape"):
        make(DIMENSION + 1).add(np.array([1], np.int64), unit_vectors(1))


def test_adding_nothing_is_allowed(make: Make) -> None:
    index, ids, vectors = filled(make, 3)
    index.add(np.zeros(0, np.int64), np.zeros((0, DIMENSION), np.float32))
    assert index.search(vectors[0], 1)[0].tolist() == [ids[0]]
