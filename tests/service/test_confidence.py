"""The outcome ladder, rung by rung."""

import pytest

from kb_index.records import Article, Hit, Passage, SearchResult, Span
from service.confidence import Evidence, decide, level_of, relevant_hits
from service.domain import ConfidenceLevel, Outcome, Stage, Understanding


def understood(query: str = "how do I pay", **changes: object) -> Understanding:
    given = {"questions": (query,), "stage": Stage.FIRST, "stage_reason": "", "sentiment": "neutral"} | changes
    return Understanding("en", query, is_first_reply=True, **given)


def found(question: str, confidence: float, *ordinals: int) -> Evidence:
    article = Article("a", "A", "body", "en")
    hits = tuple(Hit(Passage("a", n, Span(0, 4), "body"), article, "v", 1.0 - n / 10) for n in ordinals)
    return Evidence(question, SearchResult(hits, confidence, "1"))


def test_a_sure_answer_is_suggested() -> None:
    decision = decide((found("how do I pay", 0.9, 0),), understood())
    assert (decision.outcome, decision.reason, decision.level) == (Outcome.SUGGEST, "answered", ConfidenceLevel.HIGH)


def test_nothing_relevant_is_said_honestly_and_names_the_question() -> None:
    decision = decide((found("how do I pay", 0.2, 0),), understood())
    assert (decision.outcome, decision.missing) == (Outcome.ABSTAIN, ("how do I pay",))


def test_a_sure_search_without_hits_is_no_answer() -> None:
    assert decide((found("how do I pay", 0.9),), understood()).outcome is Outcome.ABSTAIN


def test_one_answered_question_of_two_is_worth_a_draft_that_names_the_other() -> None:
    decision = decide((found("one", 0.9, 0), found("two", 0.1, 1)), understood(questions=("one", "two")))
    assert (decision.outcome, decision.reason, decision.missing) == (Outcome.SUGGEST, "answered_in_part", ("two",))


def test_two_answers_are_as_sure_as_the_weaker_one() -> None:
    assert decide((found("one", 0.9, 0), found("two", 0.6, 1)), understood()).confidence == 0.6


def test_a_vague_message_is_asked_back() -> None:
    assert decide((found("help", 0.9, 0),), understood("help", vague=True)).outcome is Outcome.CLARIFY


def test_thanks_need_no_knowledge_base() -> None:
    assert decide((), understood("", stage=Stage.THANKS)).outcome is Outcome.SUGGEST


@pytest.mark.parametrize(("confidence", "level"), [(0.8, "HIGH"), (0.79, "MEDIUM"), (0.5, "MEDIUM"), (0.49, "LOW")])
def test_levels_follow_the_thresholds(confidence: float, level: str) -> None:
    assert level_of(confidence) == level


def test_hits_of_two_questions_take_turns_and_stand_once() -> None:
    evidence = (found("one", 0.9, 0, 1), found("two", 0.9, 2, 0), found("three", 0.1, 3))
    assert [hit.passage.ordinal for hit in relevant_hits(evidence)] == [0, 2, 1]


def test_orders_to_the_service_are_not_answered() -> None:
    assert decide((), understood("", injection=True)).outcome is Outcome.ABSTAIN


def test_an_empty_cry_for_help_is_asked_back() -> None:
    assert decide((), understood("")).outcome is Outcome.CLARIFY
