"""The kinds that the rules about the process need -> what they look at, and what they leave unjudged."""

from __future__ import annotations

import pytest

from eval.bars.corpus import opened
from service.domain import Case, Channel, CheckContext, Conversation, EndUser, Message, Role
from service.errors import StandardInvalid
from service.guardrail.check import Material
from service.guardrail.engine import StandardChecker
from service.guardrail.fields import value
from service.guardrail.kinds import combination, known_data, unanswered
from service.guardrail.phrases.book import Lists
from service.guardrail.phrases.syntax import Shelf
from service.standards.node import parse


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened("default")


def _asks(checker: StandardChecker, text: str, context: CheckContext) -> tuple[list[str], list[str]]:
    """What `no-work-shifted` finds, and the fields that it would have to know."""
    report = checker.check_rule("no-work-shifted", text, context)
    return [finding.match for finding in report.findings], [one.missing_field for one in report.not_evaluated]


def _chat(*said: tuple[Role, str]) -> Conversation:
    return Conversation(Channel.CHAT, tuple(Message(role, text) for role, text in said))


def test_data_may_be_asked_for_where_nothing_is_known_of_the_customer(checker: StandardChecker) -> None:
    found, unknown = _asks(checker, "Укажите номер договора.", CheckContext(language_code="ru"))

    assert found == []
    assert unknown == ["end_user.known_fields"]


def test_what_the_customer_wrote_earlier_in_the_thread_is_not_asked_for_again(checker: StandardChecker) -> None:
    thread = _chat(
        (Role.END_USER, "Где заказ № К-118?"),
        (Role.HUMAN_AGENT, "Проверяю."),
        (Role.END_USER, "Ну что там?"),
    )
    context = CheckContext(language_code="ru", conversation=thread)

    assert _asks(checker, "Пришлите номер заказа.", context) == (["Пришлите номер заказа"], [])


def test_what_only_the_agent_wrote_may_be_asked_for(checker: StandardChecker) -> None:
    thread = _chat((Role.HUMAN_AGENT, "Заказ № К-118 у курьера."), (Role.END_USER, "А второй?"))
    context = CheckContext(language_code="ru", conversation=thread)

    assert _asks(checker, "Пришлите номер заказа.", context) == ([], [])


def test_the_name_of_a_field_is_read_through_underscores(checker: StandardChecker) -> None:
    context = CheckContext(language_code="en", end_user=EndUser(known_fields=("contract_number",)))

    assert _asks(checker, "Please provide your contract number.", context) == (["provide your contract number"], [])


def test_a_single_question_is_taken_to_be_answered(checker: StandardChecker) -> None:
    context = CheckContext(language_code="ru", conversation=_chat((Role.END_USER, "Есть ли парковка?")))

    assert checker.check_rule("answer-all-questions", "Доставка стоит 300 рублей.", context).findings == ()


def test_a_reply_about_something_else_altogether_is_not_for_word_counts(checker: StandardChecker) -> None:
    asked = _chat((Role.END_USER, "Есть ли парковка? Можно ли с собакой?"))
    context = CheckContext(language_code="ru", conversation=asked)

    assert checker.check_rule("answer-all-questions", "Доставка стоит 300 рублей.", context).findings == ()


def test_the_questions_of_several_messages_in_a_row_are_read_together(checker: StandardChecker) -> None:
    asked = _chat((Role.END_USER, "Сколько стоит доставка?"), (Role.END_USER, "И есть ли парковка?"))
    context = CheckContext(language_code="ru", conversation=asked)

    report = checker.check_rule("answer-all-questions", "Доставка стоит 300 рублей.", context)

    assert [finding.span.start for finding in report.findings] == [len("Доставка стоит 300 рублей.")]


@pytest.mark.parametrize(("count", "redirected"), [(None, None), (0, False), (1, True), (3, True)])
def test_a_customer_has_been_redirected_from_the_first_time_on(count: int | None, redirected: bool | None) -> None:
    context = CheckContext(language_code="ru", case=Case(redirect_count=count))

    assert value(context, "case.redirected") is redirected


def test_parameters_that_a_kind_does_not_know_are_refused_with_their_line() -> None:
    material = Material("ru", Lists({"some": ("слово",)}, Shelf({"some": ("слово",)})))

    with pytest.raises(StandardInvalid, match=r"pack\.yaml:2: unknown key `beside`"):
        combination.build(parse("phrases: [слово]\nbeside: [дело]\n", "pack.yaml"), material)
    with pytest.raises(StandardInvalid, match="the key `within` is missing"):
        known_data.build(parse("asking: [укажите]\ndata: {}\n", "pack.yaml"), material)
    with pytest.raises(StandardInvalid, match="choose one of: some"):
        unanswered.build(parse("types: {}\ngeneric: other\ngroups: some\n", "pack.yaml"), material)
