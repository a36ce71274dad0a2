"""What a tone rule reads off the conversation: echoes of the customer's words, rounds of questions, dark wording."""

from __future__ import annotations

import pytest

from eval.bars.corpus import opened
from service.domain import Channel, CheckContext, Conversation, Message, Role
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "tone.yaml")))


def _thread(*turns: str) -> CheckContext:
    """Lines that begin with «А:» are the agent's, the others the customer's."""
    messages = tuple(
        Message(Role.HUMAN_AGENT if turn.startswith("А:") else Role.END_USER, turn.removeprefix("А:").strip())
        for turn in turns
    )
    return CheckContext(language_code="ru", conversation=Conversation(Channel.CHAT, messages))


def _found(checker: StandardChecker, rule_id: str, text: str, context: CheckContext) -> list[str]:
    return [finding.match for finding in checker.check_rule(rule_id, text, context).findings]


@pytest.mark.parametrize(
    ("customer", "reply", "found"),
    [
        ("Принтер не печатает этикетки", "Принтер не печатает этикетки. Значит, принтер не печатает этикетки.", 1),
        ("Я не вижу заказ в списке", "Вы не видите заказ в списке. Да, вы не видите заказ в списке. Проверим.", 1),
        ("Принтер не печатает этикетки", "Понимаю, что принтер не печатает этикетки. Проверьте кабель принтера.", 0),
        ("Нужен акт сверки", "Акт сверки готов, он во вложении. Подпишите акт сверки и верните скан по почте.", 0),
        ("Ок", "Отправил счёт. Счёт действует до пятницы.", 0),
    ],
)
def test_one_echo_is_enough(checker: StandardChecker, customer: str, reply: str, found: int) -> None:
    assert len(_found(checker, "no-overdone-echo", reply, _thread(customer))) == found


def test_a_true_quotation_is_no_echo(checker: StandardChecker) -> None:
    said = "касса молчит с утра"
    reply = f"Вы пишете: «{said}». Причина в кабеле. Итак, «{said}»."

    assert _found(checker, "no-overdone-echo", reply, _thread(said)) == []


def test_an_echo_needs_the_customers_words(checker: StandardChecker) -> None:
    report = checker.check_rule("no-overdone-echo", "Касса молчит. Касса молчит.", CheckContext(language_code="ru"))

    assert [one.missing_field for one in report.not_evaluated] == ["conversation.messages"]


@pytest.mark.parametrize(
    ("turns", "reply", "found"),
    [
        (("Не работает", "А: Какая версия?", "7.1", "А: А какая база?", "Файловая"), "А какая ОС?", ["А какая ОС"]),
        (("Не работает", "А: Какая версия?", "7.1"), "А какая ОС?", []),
        (("Не работает", "А: Какая версия?", "7.1", "А: А какая база?", "Файловая"), "Готово, проверьте вход.", []),
        (("Не работает", "А: Какая версия?", "7.1", "А: Смотрю.", "Жду"), "А какая ОС?", []),
        (("Не работает", "А: Какая версия?", "7", "А: Какая база?", "Да"), "Готово. Остались ли у вас вопросы?", []),
    ],
)
def test_a_third_round_of_questions_is_found(
    checker: StandardChecker, turns: tuple[str, ...], reply: str, found: list[str]
) -> None:
    assert _found(checker, "value-the-time", reply, _thread(*turns)) == found


def test_a_reply_of_negations_is_reported_once_on_its_darkest_sentence(checker: StandardChecker) -> None:
    dark = "Счёт не оплачен, доступа нет, данных нет и ничего не настроено"

    assert _found(checker, "positive-framing", f"Добрый день. {dark}.", _thread("Где доступ?")) == [dark]
    assert _found(checker, "positive-framing", "Не волнуйтесь. Данные не пропали.", _thread("Где данные?")) == []
