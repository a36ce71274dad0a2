"""The light ranker: weights, scale, order."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kb_index.errors import RerankerUnavailable
from kb_index.ports import Asked, Candidate, QueryTerm
from kb_index.ranking.features import FEATURES
from kb_index.ranking.learned import LearnedReranker
from kb_index.ranking.open import open_reranker
from kb_index.ranking.scale import on_scale
from kb_index.records import Article, Passage, Span


def weights(**given: float) -> dict[str, float]:
    return {name: given.get(name, 0.0) for name in FEATURES} | {"similarity": given.get("similarity", 1.0)}


def ranker(**given: float) -> LearnedReranker:
    return LearnedReranker.from_json({"lexical_only": weights(**given), "with_dense": weights()})


def candidate(similarity: float, body: list[int], cosine: float | None = None) -> Candidate:
    fields = {"body": np.array(body, np.int64)}
    return Candidate(
        Passage("a", 0, Span(0, 4), "text"), Article("a", "T", "text", "en"), 0.1, cosine, similarity, fields
    )


ASKED = Asked("x?", "en", (QueryTerm("x"),), np.array([1]), np.array([1]), np.ones(1, np.float32), np.arange(3))


def test_the_fused_similarity_alone_changes_nothing() -> None:
    given = [0.7, 0.2, 0.5]

    found = ranker().similarities(ASKED, [candidate(one, [0]) for one in given])

    assert found == pytest.approx(given, abs=1e-6)


def test_evidence_lifts_a_passage() -> None:
    found = ranker(opening_8=1.0).similarities(ASKED, [candidate(0.6, [0]), candidate(0.5, [1])])

    assert found[1] > found[0]


def test_where_the_dense_leg_speaks_other_weights_count() -> None:
    both = [candidate(0.6, [0], cosine=0.1), candidate(0.5, [1], cosine=0.1)]

    assert ranker(opening_8=1.0).similarities(ASKED, both) == pytest.approx([0.6, 0.5], abs=1e-6)


def test_scores_take_the_height_and_the_spread_of_the_fused_ones() -> None:
    fused = np.array([0.5, 0.4, 0.3], np.float32)

    found = on_scale(np.array([10.0, 30.0, 20.0], np.float32), fused)

    assert found == pytest.approx([0.3, 0.5, 0.4], abs=1e-6)


def test_equal_scores_all_get_the_best() -> None:
    assert on_scale(np.ones(2, np.float32), np.array([0.5, 0.1], np.float32)) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {"lexical_only": weights()},
        {"lexical_only": weights(), "with_dense": {"similarity": 1.0}},
        {"lexical_only": weights(coverage=-1.0), "with_dense": weights()},
        {"lexical_only": weights(similarity=0.0), "with_dense": weights()},
        {"lexical_only": weights(coverage=float("nan")), "with_dense": weights()},
    ],
)
def test_broken_weights_are_refused(broken: object) -> None:
    with pytest.raises(ValueError, match="weight"):
        LearnedReranker.from_json(broken)


def test_an_unreadable_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "weights.json").write_text("{")

    with pytest.raises(RerankerUnavailable, match="OTVET_RERANKER=none"):
        LearnedReranker.shipped(tmp_path / "weights.json")


def test_the_fingerprint_follows_the_weights() -> None:
    assert ranker().fingerprint == ranker().fingerprint
    assert ranker(coverage=0.1).fingerprint != ranker().fingerprint


def test_the_package_ships_weights_that_load(tmp_path: Path) -> None:
    shipped = open_reranker("learned")

    assert isinstance(shipped, LearnedReranker)
    assert json.dumps(shipped.lexical_only.tolist())


def test_none_opens_nothing() -> None:
    assert open_reranker("none") is None
