"""told: which statements of a standard a language model gets to read."""

import re

import pytest

from service.domain import Approach, Case, Outcome, Severity, Stage, Statement, Ticket
from service.drafting.asking.told import BUDGET, known_facts, told, told_of_wording
from service.drafting.composer import Brief
from service.guardrail.open import open_checker
from service.understand import understand
from tests.service.drafting.desk import GERMAN, PLAN, hit, ticket

RU = open_checker("default").statements("ru")
QUESTION = ticket("Как сменить тариф?", end_user=GERMAN)
COMPLAINT = ticket("Третий раз пишу, ничего не работает, это безобразие!", case=Case(stage=Stage.COMPLAINT))


def brief(asked: Ticket, outcome: Outcome = Outcome.SUGGEST) -> Brief:
    return Brief(asked, understand(asked), (hit(PLAN),), outcome)


def ids(asked: Ticket, *, approach: Approach = Approach.FULL, budget: int = BUDGET) -> list[str]:
    by_text = {one.text: one.rule_id for one in RU}
    return [by_text[text] for text in told(brief(asked), RU, approach=approach, budget=budget)]


def test_what_the_letter_has_anyway_is_not_told() -> None:
    for asked in (QUESTION, COMPLAINT):
        assert not {"greeting-first", "signature-full-name", "agent-introduces", "control-question"} & {*ids(asked)}
        assert not {"answer-within-24h", "attachment-type", "only-needed-recipients"} & {*ids(asked)}


def test_rules_of_other_stages_and_channels_are_not_told() -> None:
    assert not {"pending-deadline", "receipt-ack", "thanks-at-end", "social-go-private", "data-incident-order"} & {
        *ids(QUESTION, budget=100_000)
    }
    assert "empathy" not in ids(QUESTION, budget=100_000)
    public = ticket("Как сменить тариф?", channel="social_public")
    assert "social-go-private" in ids(public)


def test_rules_of_just_this_stage_come_first() -> None:
    told_first = ids(COMPLAINT)
    for rule in ("empathy", "no-smiley-on-complaint"):
        assert told_first.index(rule) < told_first.index("no-problema")


def test_the_graver_rules_are_told_before_the_budget_is_used_up() -> None:
    severities = {one.rule_id: one.severity for one in RU}
    kept, every = ids(QUESTION), ids(QUESTION, budget=100_000)
    assert kept == every[: len(kept)]
    dropped = {severities[one] for one in every[len(kept) :]}
    assert Severity.ERROR not in dropped
    assert sum(len(one.text) for one in RU if one.rule_id in kept) <= BUDGET


@pytest.mark.parametrize("standard", ["default", "playful-brand"])
def test_every_condition_of_a_shipped_rule_is_one_that_the_prompt_knows(standard: str) -> None:
    asked = {name for one in open_checker(standard).statements("ru") for name in one.when}
    assert asked <= set(known_facts(brief(QUESTION), Approach.FULL))


@pytest.mark.parametrize(
    ("when", "kept"),
    [
        ({}, True),
        ({"conversation.channel": ("email", "ticket")}, True),
        ({"conversation.channel": ("chat",)}, False),
        ({"conversation.channel": ("email",), "case.stage": ("closing",)}, False),
        ({"end_user.name": ("known",)}, True),
        ({"end_user.name": ("unknown",)}, False),
        ({"case.status": ("known",)}, False),
        ({"case.status": ("solved",)}, True),
        ({"a.field.of.tomorrow": ("x",)}, True),
    ],
)
def test_a_rule_is_left_out_only_where_its_condition_certainly_fails(
    when: dict[str, tuple[str, ...]], *, kept: bool
) -> None:
    rule = Statement("mine", Severity.INFO, "Пиши просто.", when, ("judge",))
    assert told(brief(QUESTION), [rule], approach=Approach.FULL) == (("Пиши просто.",) if kept else ())


def test_a_question_is_no_answer_for_the_rules() -> None:
    rule = Statement("mine", Severity.INFO, "Спроси открыто.", {"case.answer_given": ("false",)})
    assert told(brief(QUESTION), [rule], approach=Approach.FULL) == ()
    assert told(brief(QUESTION), [rule], approach=Approach.ASK) == ("Спроси открыто.",)
    assert told(brief(QUESTION, Outcome.ABSTAIN), [rule], approach=Approach.FULL) == ("Спроси открыто.",)


def test_rewriting_is_told_only_what_holds_for_any_text() -> None:
    texts = told_of_wording(RU)
    bound = {one.text for one in RU if any(name != "fragment" and len(v) < 5 for name, v in one.when.items())}
    assert texts
    assert not bound & set(texts)


def test_the_same_request_is_told_the_same() -> None:
    assert told(brief(QUESTION), RU, approach=Approach.FULL) == told(brief(QUESTION), RU, approach=Approach.FULL)
    assert not re.search(r"\n", "".join(told(brief(QUESTION), RU, approach=Approach.FULL)))
