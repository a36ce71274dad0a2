"""Every VectorIndex finds what the numpy reference finds, with the same similarities."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kb_index.arrays import BoolArray, FloatArray
from kb_index.ports import VectorIndex
from kb_index.vectors.exact import ExactIndex
from kb_index.vectors.flat import FlatIndex
from kb_index.vectors.halved import HalvedIndex
from kb_index.vectors.inverted import InvertedIndex
from kb_index.vectors.lists import make_lists
from kb_index.vectors.open import open_vectors

DIMENSION = 24
HALF = 0.001  # what similarities of half-precision vectors may be off by
Make = Callable[[FloatArray], VectorIndex]


def inverted(vectors: FloatArray) -> VectorIndex:
    return InvertedIndex(vectors, make_lists(vectors))


FULL_PRECISION = [ExactIndex, FlatIndex, open_vectors]
EXHAUSTIVE = [*FULL_PRECISION, HalvedIndex]
ALL = [*EXHAUSTIVE, inverted]


@pytest.fixture(params=ALL)
def make(request: pytest.FixtureRequest) -> Make:
    return request.param


def unit(vectors: FloatArray) -> FloatArray:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def drawn(count: int, seed: int = 7) -> FloatArray:
    """Passages of articles: thirty to a place."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(1).normal(size=(40, DIMENSION))
    return unit(centres[rng.integers(40, size=count)] + 0.5 * rng.normal(size=(count, DIMENSION)))


def share(count: int, part: float, seed: int = 3) -> BoolArray:
    return np.random.default_rng(seed).random(count) < part


MASKS: dict[str, Callable[[int], BoolArray | None]] = {
    "all": lambda count: None,
    "every second": lambda count: np.arange(count) % 2 == 0,
    "5 %": lambda count: share(count, 0.05),
    "1 %": lambda count: share(count, 0.01),
    "all but one": lambda count: np.arange(count) != 17,
}


@pytest.mark.parametrize("full_precision", FULL_PRECISION)
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS.keys())
def test_the_nearest_rows_come_first_with_their_inner_products(
    full_precision: Make, mask: Callable[[int], BoolArray | None]
) -> None:
    vectors, allowed = drawn(1000), mask(1000)
    index, reference = full_precision(vectors), ExactIndex(vectors)
    for query in drawn(20, seed=11):
        rows, similarities = index.search(query, 20, allowed=allowed)
        right_rows, right = reference.search(query, 20, allowed=allowed)
        assert rows.tolist() == right_rows.tolist()
        assert similarities == pytest.approx(right, abs=1e-6)


def test_the_reference_ranks_as_sorting_by_hand_does() -> None:
    vectors, query = drawn(200), drawn(1, seed=5)[0]
    by_hand = sorted((-float(vector.astype(np.float64) @ query), row) for row, vector in enumerate(vectors))
    rows, similarities = ExactIndex(vectors).search(query, 10)
    assert rows.tolist() == [row for _, row in by_hand[:10]]
    assert similarities == pytest.approx([-negative for negative, _ in by_hand[:10]], abs=1e-6)


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS.keys())
def test_no_neighbour_is_lost_and_each_similarity_is_true(make: Make, mask: Callable[[int], BoolArray | None]) -> None:
    vectors, allowed = drawn(8000), mask(8000)
    index, reference = make(vectors), ExactIndex(vectors)
    kept = []
    for query in drawn(40, seed=12):
        rows, similarities = index.search(query, 20, allowed=allowed)
        right_rows, _ = reference.search(query, 20, allowed=allowed)
        kept.append(len(np.intersect1d(rows, right_rows)) / len(right_rows))
        assert similarities == pytest.approx(vectors[rows] @ query, abs=HALF)
        assert (np.diff(similarities) <= 0).all()
        assert allowed is None or allowed[rows].all()
    assert np.mean(kept) >= 0.99


def test_a_filter_that_leaves_only_what_is_far_away_is_answered_from_there(make: Make) -> None:
    vectors = drawn(8000)
    index = make(vectors)
    kept = []
    for query in drawn(20, seed=13):
        closeness = vectors @ query
        far = closeness < np.quantile(closeness, 0.7)
        right_rows, _ = ExactIndex(vectors).search(query, 20, allowed=far)
        kept.append(len(np.intersect1d(index.search(query, 20, allowed=far)[0], right_rows)) / 20)
    assert np.mean(kept) >= 0.95


@pytest.mark.parametrize("exhaustive", EXHAUSTIVE)
def test_equals_come_by_row_wherever_the_list_ends(exhaustive: Make) -> None:
    vectors = drawn(700)
    vectors[[5, 100, 300, 301, 699]] = vectors[5]
    for k in (1, 2, 3, 4, 5):
        rows, similarities = exhaustive(vectors).search(vectors[5], k)
        assert rows.tolist() == [5, 100, 300, 301, 699][:k]
        assert similarities == pytest.approx(np.ones(k), abs=HALF)


def test_nothing_is_found_where_nothing_is_there_allowed_or_asked_for(make: Make) -> None:
    index, query = make(drawn(100)), drawn(1)[0]
    assert index.search(query, 5, allowed=np.zeros(100, np.bool_))[0].tolist() == []
    for k in (0, -1):
        rows, similarities = index.search(query, k)
        assert (rows.tolist(), similarities.tolist()) == ([], [])


def test_an_empty_index_finds_nothing(make: Make) -> None:
    index = make(np.zeros((0, DIMENSION), np.float32))
    rows, similarities = index.search(drawn(1)[0], 5)
    assert (len(index), rows.tolist(), similarities.tolist()) == (0, [], [])
    assert index.vectors(np.zeros(0, np.int64)).shape == (0, DIMENSION)


def test_fewer_than_k_are_returned_where_there_are_fewer(make: Make) -> None:
    vectors = drawn(3)
    rows, _ = make(vectors).search(vectors[1], 10)
    assert (int(rows[0]), sorted(rows.tolist())) == (1, [0, 1, 2])
    rows, _ = make(vectors).search(vectors[1], 10, allowed=np.array([True, False, True]))
    assert sorted(rows.tolist()) == [0, 2]


def test_every_row_can_be_found(make: Make) -> None:
    vectors = drawn(500)
    rows, _ = make(vectors).search(vectors[0], 500)
    assert sorted(rows.tolist()) == list(range(500))


def test_the_vectors_come_back_in_the_order_asked_for(make: Make) -> None:
    vectors = drawn(500)
    rows = np.array([499, 0, 17, 17], np.int64)
    assert make(vectors).vectors(rows) == pytest.approx(vectors[rows], abs=HALF)


@pytest.mark.parametrize("full_precision", FULL_PRECISION)
def test_a_full_precision_engine_gives_the_vectors_back_bit_by_bit(full_precision: Make) -> None:
    vectors = drawn(500)
    assert np.array_equal(full_precision(vectors).vectors(np.arange(500)), vectors)


def test_a_query_of_another_dimension_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="the query has shape"):
        make(drawn(10)).search(np.ones(DIMENSION + 1, np.float32), 5)


def test_a_mask_of_another_length_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="the mask has shape"):
        make(drawn(10)).search(drawn(1)[0], 5, allowed=np.ones(9, np.bool_))


def test_vectors_that_are_no_table_are_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="expected"):
        make(np.ones(DIMENSION, np.float32))


def test_changing_the_array_it_was_made_of_changes_no_answer(make: Make) -> None:
    vectors = drawn(500)
    given = vectors.copy()
    index = make(given)
    given[:] = 0.0
    assert int(index.search(vectors[7], 1)[0][0]) == 7


def test_threads_that_search_at_once_get_what_one_gets_alone(make: Make) -> None:
    vectors, allowed = drawn(4000), share(4000, 0.3)
    index, queries = make(vectors), drawn(64, seed=21)

    def answers(query: FloatArray) -> tuple[list[int], list[int]]:
        return index.search(query, 10)[0].tolist(), index.search(query, 10, allowed=allowed)[0].tolist()

    alone = [answers(query) for query in queries]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(answers, queries)) == alone


def test_memory_is_that_of_the_numbers_and_of_what_finds_them(make: Make) -> None:
    least = 2 * DIMENSION * 2000
    assert least <= make(drawn(2000)).memory_bytes <= 4 * least
