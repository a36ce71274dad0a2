"""When a person takes over: not for a doubt that the draft itself answers with a question."""

from __future__ import annotations

from service.confidence import Decision
from service.domain import Case, ConfidenceLevel, Outcome, Stage
from service.drafting.composer import Brief
from service.escalation import escalation_of
from service.understand import understand
from tests.service.drafting.desk import ticket

NOTHING_FOUND = Decision(Outcome.ABSTAIN, "nothing_relevant_found", 0.1, ConfidenceLevel.LOW)


def reason(text: str, stage: Stage) -> str | None:
    asked = ticket(text, case=Case(stage=stage))
    found = escalation_of(Brief(asked, understand(asked), (), Outcome.ABSTAIN), NOTHING_FOUND)
    return found.reason if found else None


def test_a_doubt_that_no_article_answers_is_not_handed_on() -> None:
    assert reason("Для нас это дорого, у других дешевле.", Stage.OBJECTION) is None


def test_a_fact_that_is_asked_for_beside_a_doubt_is_handed_on() -> None:
    assert reason("Для нас это дорого. Есть ли скидка школам?", Stage.OBJECTION) == "no_answer_in_knowledge_base"


def test_a_question_without_an_answer_is_handed_on() -> None:
    assert reason("Есть ли у вас доставка в Анадырь?", Stage.FIRST) == "no_answer_in_knowledge_base"
