"""Every Reranker: pure, on the scale of the fused similarity, one value per candidate, and harmless on odd input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb_index.ports import Asked, Candidate, QueryTerm, Reranker
from kb_index.ranking.cross_encoder import CrossEncoderReranker
from kb_index.ranking.learned import LearnedReranker
from kb_index.records import Article, Passage, Span

NOTHING = np.zeros(0, np.int64)


def asked(text: str = "reset password", *numbers: int) -> Asked:
    wanted = np.array(numbers, np.int64)
    terms = tuple(QueryTerm(f"t{number}") for number in numbers)
    return Asked(text, "en", terms, wanted, wanted, np.ones(len(numbers), np.float32), np.arange(50))


def candidate(number: int, similarity: float, body: list[int] | None = None, text: str = "some text") -> Candidate:
    article = Article(f"a{number}", f"Title {number}", text, "en")
    passage = Passage(article.article_id, 0, Span(0, len(text)), text)
    fields = {"title": NOTHING, "headings": NOTHING, "product": NOTHING, "body": np.array(body or [], np.int64)}
    return Candidate(passage, article, similarity, None, similarity, fields)


@pytest.fixture(scope="module", params=["learned", "cross-encoder"])
def reranker(request: pytest.FixtureRequest, tiny_cross_encoder: Path) -> Reranker:
    return LearnedReranker.shipped() if request.param == "learned" else CrossEncoderReranker(str(tiny_cross_encoder))


CANDIDATES = [
    candidate(1, 0.8, [7, 8, 9], "Invoices are sent monthly."),
    candidate(2, 0.6, [1, 2, 3], "Reset the password on the sign-in page."),
    candidate(3, 0.2, [4], "No."),
]


def test_one_value_for_each_candidate_all_between_zero_and_one(reranker: Reranker) -> None:
    found = reranker.similarities(asked("reset password", 1, 2), CANDIDATES)

    assert found.shape == (3,)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1)).all()


def test_the_best_candidate_keeps_the_best_fused_similarity(reranker: Reranker) -> None:
    assert reranker.similarities(asked("reset password", 1, 2), CANDIDATES).max() == pytest.approx(0.8)


def test_the_same_candidates_get_the_same_answer(reranker: Reranker) -> None:
    first = reranker.similarities(asked("reset password", 1, 2), CANDIDATES)

    assert reranker.similarities(asked("reset password", 1, 2), CANDIDATES).tolist() == first.tolist()


def test_the_order_of_the_candidates_does_not_matter(reranker: Reranker) -> None:
    forwards = reranker.similarities(asked("reset password", 1, 2), CANDIDATES)
    backwards = reranker.similarities(asked("reset password", 1, 2), CANDIDATES[::-1])

    assert backwards[::-1] == pytest.approx(forwards, abs=1e-4)


def test_no_candidates_give_no_similarities(reranker: Reranker) -> None:
    assert reranker.similarities(asked("reset password", 1, 2), []).shape == (0,)


def test_one_candidate_keeps_its_similarity(reranker: Reranker) -> None:
    assert reranker.similarities(asked("reset password", 1), [candidate(1, 0.4, [1])]).tolist() == [pytest.approx(0.4)]


def test_a_question_without_any_known_term_is_ranked_too(reranker: Reranker) -> None:
    assert reranker.similarities(asked("?!"), CANDIDATES).shape == (3,)


def test_depth_and_fingerprint_say_what_ranks(reranker: Reranker) -> None:
    assert reranker.depth > 0
    assert reranker.fingerprint
    assert "\n" not in reranker.fingerprint
