"""Labelled places of an article against the passages that were found and the quotes that were cited."""

from __future__ import annotations

from typing import Any

import pytest

from eval.cases import Case
from eval.metrics.registry import METRICS
from eval.observed import Observed
from eval.run import remarks

BODY = "# Refunds\n\nA refund takes **10 days**.\n\nIt goes to the card that paid.\n\nA refund takes longer abroad."
OTHER = "A refund takes **10 days**."
FIRST, SECOND = "A refund takes **10 days**.", "It goes to the card that paid."


def observed(*, evidence: list[tuple[str, str]], cited: list[tuple[str, str]] = (), found: list[tuple[str, str]] = (),
             outcome: str = "suggest", expected: list[str] = ("suggest",)) -> Observed:  # fmt: skip
    labels = [{"article_id": article, "quote": quote} for article, quote in evidence]
    case = Case.model_validate(
        {
            "id": "c-1",
            "request": {},
            "relevant": ["refunds"],
            "evidence": labels,
            "expected": {"outcome": list(expected), "language_code": "en"},
        }
    )
    bodies = {"refunds": BODY, "copy": OTHER}
    answer: dict[str, Any] = {
        "outcome": outcome,
        "retrieved": [{"article_id": article, "excerpt": excerpt} for article, excerpt in found],
        "drafts": [{"text": "…", "citations": [_citation(article, quote, bodies) for article, quote in cited]}],
    }
    return Observed(case, answer, answer, {name: {"body_markdown": body} for name, body in bodies.items()})


def _citation(article: str, quote: str, bodies: dict[str, str]) -> dict[str, Any]:
    start = bodies[article].index(quote)
    source = {"article_id": article, "quote": quote, "quote_span": {"start": start, "end": start + len(quote)}}
    return {"source": source, "span": {"start": 0, "end": 1}}


def value(name: str, one: Observed) -> float | None:
    return METRICS[name].of(one)


def test_precision_is_the_share_of_citations_on_a_labelled_place_and_recall_the_share_of_places_cited() -> None:
    one = observed(evidence=[("refunds", FIRST), ("refunds", SECOND)], cited=[("refunds", FIRST), ("copy", OTHER)])
    assert (value("citation_precision", one), value("citation_recall", one)) == (0.5, 0.5)


def test_a_citation_counts_where_it_shares_a_character_with_the_place_and_not_where_it_ends_before_it() -> None:
    touching = observed(evidence=[("refunds", "10 days**.\n\nIt goes")], cited=[("refunds", SECOND)])
    beside = observed(evidence=[("refunds", "**10 days**.")], cited=[("refunds", "A refund takes ")])
    assert (value("citation_precision", touching), value("citation_recall", touching)) == (1.0, 1.0)
    assert (value("citation_precision", beside), value("citation_recall", beside)) == (0.0, 0.0)


def test_a_place_is_found_wherever_the_article_says_it_and_whatever_the_white_space() -> None:
    one = observed(evidence=[("refunds", "A  refund\ntakes")], cited=[("refunds", "A refund takes longer abroad.")])
    assert value("citation_recall", one) == 1.0


@pytest.mark.parametrize(
    ("outcome", "expected", "precision", "recall"),
    [
        ("suggest", ["suggest"], 0.0, 0.0),
        ("abstain", ["suggest"], None, 0.0),
        ("clarify", ["suggest", "clarify"], None, None),
    ],
)
def test_without_citations_a_suggestion_is_worth_nothing_and_a_right_question_back_is_not_asked(
    outcome: str, expected: list[str], precision: float | None, recall: float | None
) -> None:
    one = observed(evidence=[("refunds", FIRST)], outcome=outcome, expected=expected)
    assert (value("citation_precision", one), value("citation_recall", one)) == (precision, recall)


def test_passage_recall_is_the_share_of_places_that_the_first_passages_touch() -> None:
    found = [("copy", OTHER), ("refunds", "It goes to the card")]
    one = observed(evidence=[("refunds", FIRST), ("refunds", SECOND)], found=found)
    assert [value(f"passage_recall@{cut}", one) for cut in (1, 5, 10)] == [0.0, 0.5, 0.5]


def test_a_passage_reaches_as_far_as_its_article_is_cut_and_no_further() -> None:
    pages = [f"## Part {number}\n\n" + f"Step {number} is done in the profile. " * 20 for number in range(4)]
    body = "\n\n".join(pages)
    excerpt = body[:240]
    near, far = "Step 0 is done in the profile. Step 0 is done in the profile. \n\n## Part 1", "Step 3 is done"
    one = observed(evidence=[("refunds", near), ("refunds", far)], found=[("refunds", excerpt)])
    held = Observed(one.case, one.answer, None, {"refunds": {"body_markdown": body}})
    assert value("passage_recall@1", held) == 0.5
    beside = observed(evidence=[("refunds", far)], found=[("refunds", body[1:200])])  # no cut begins so
    assert value("passage_recall@1", Observed(beside.case, beside.answer, None, held.articles)) == 0.0


def test_an_article_that_no_longer_says_what_the_label_quotes_is_named() -> None:
    one = observed(evidence=[("refunds", "within 30 days"), ("gone", "x")], cited=[("refunds", FIRST)])
    assert value("citation_recall", one) == value("passage_recall@10", one) == 0.0
    stale = Observed(one.case, {**(one.answer or {}), **_rest()}, None, one.articles)
    assert "no longer says what the label quotes: refunds" in remarks(stale)


def _rest() -> dict[str, Any]:
    draft = {"text": "…", "citations": [], "grounding": {"unsupported_claims": [], "supported_claims": []}}
    checked = {**draft, "guardrail": {"findings": [], "skipped": []}}
    return {"drafts": [checked], "language_code": "en", "stage": "first", "should_escalate": False}


def test_cases_without_labelled_places_are_not_asked() -> None:
    one = observed(evidence=[])
    assert {value(name, one) for name in ("citation_precision", "citation_recall", "passage_recall@5")} == {None}
