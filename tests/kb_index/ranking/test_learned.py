"""The light ranker: weights, scale, order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb_index.errors import RerankerUnavailable
from kb_index.ports import Asked, Candidate, Mode, QueryTerm
from kb_index.ranking.features import FEATURES
from kb_index.ranking.learned import LearnedReranker
from kb_index.ranking.open import open_reranker
from kb_index.ranking.scale import on_scale
from kb_index.records import Article, Passage, Span


def weights(**given: float) -> dict[str, float]:
    return {name: given.get(name, 0.0) for name in FEATURES} | {"similarity": given.get("similarity", 1.0)}


def parts(**given: dict[str, float]) -> dict[str, object]:
    return {mode.value: given.get(mode, weights()) for mode in Mode}


def ranker(**given: float) -> LearnedReranker:
    return LearnedReranker.from_json(parts(lexical_only=weights(**given)))


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


@pytest.mark.parametrize("mode", Mode)
def test_each_mode_of_search_has_weights_of_its_own(mode: Mode) -> None:
    both = [candidate(0.6, [0], cosine=0.1), candidate(0.5, [1], cosine=0.1)]
    learned = LearnedReranker.from_json(parts(**{mode: weights(opening_8=1.0)}))

    for other in Mode:
        found = learned.similarities(replace(ASKED, mode=other), both)
        assert bool(found[1] > found[0]) is (other is mode)


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
        {"lexical_only": weights(), "with_dense": weights()},
        parts(with_dense={"similarity": 1.0}),
        parts(lexical_only=weights(coverage=-1.0)),
        parts(with_static=weights(similarity=0.0)),
        parts(with_static=weights(coverage=float("nan"))),
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
    changed = {LearnedReranker.from_json(parts(**{mode: weights(coverage=0.1)})).fingerprint for mode in Mode}
    assert len(changed | {ranker().fingerprint}) == len(Mode) + 1


def test_the_package_ships_weights_that_load(tmp_path: Path) -> None:
    shipped = open_reranker("learned")

    assert isinstance(shipped, LearnedReranker)
    assert {mode: len(held) for mode, held in shipped.parts.items()} == dict.fromkeys(Mode, len(FEATURES))


def test_none_opens_nothing() -> None:
    assert open_reranker("none") is None
