"""Facts traced to what the request holds, and promises with their time."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from service.domain import (
    Case,
    Channel,
    CheckContext,
    ContextReference,
    Conversation,
    Message,
    Role,
    Source,
)
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker

RU = CheckContext(language_code="ru")
SOURCE = Source("a", "Возвраты", "Деньги возвращаются за 10 дней, комиссия 250 рублей, пишите на help@example.org.")


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return open_checker("default")


def unsupported(checker: StandardChecker, text: str, context: CheckContext) -> list[str]:
    grounding = checker.ground(text, context)
    assert grounding is not None
    for claim in grounding.unsupported_claims:
        assert text[claim.span.start : claim.span.end] == claim.text
    return [claim.text for claim in grounding.unsupported_claims]


def test_facts_are_traced_to_the_sources(checker: StandardChecker) -> None:
    context = replace(RU, sources=(SOURCE,))
    assert unsupported(checker, "Вернём за 10 дней, комиссия 250 руб.", context) == []
    assert len(unsupported(checker, "Вернём за 12 дней, комиссия 250 руб.", context)) == 1


def test_coverage_is_the_share_of_supported_facts(checker: StandardChecker) -> None:
    context = replace(RU, sources=(SOURCE,))
    grounding = checker.ground("Пишите на help@example.org или на sale@example.org.", context)
    assert grounding is not None
    assert grounding.coverage == 0.5


def test_a_text_without_facts_is_covered(checker: StandardChecker) -> None:
    grounding = checker.ground("Здравствуйте! Всё готово.", replace(RU, sources=()))
    assert grounding is not None
    assert (grounding.coverage, grounding.unsupported_claims) == (1.0, ())


def test_without_sources_and_messages_nothing_is_traced(checker: StandardChecker) -> None:
    text = "Вернём за 12 дней."
    assert checker.ground(text, RU) is None
    assert checker.ground(text, replace(RU, conversation=Conversation(Channel.CHAT))) is None
    assert checker.check(text, RU).findings == ()


@pytest.mark.parametrize(
    "context",
    [
        replace(RU, sources=(), instruction="Скажи, что за 12 дней"),
        replace(RU, sources=(), context_references=(ContextReference("срок", "12 дней"),)),
        replace(RU, sources=(), case=Case(topic="возврат за 12 дней")),
    ],
    ids=["instruction", "context reference", "case"],
)
def test_the_agent_and_the_case_are_sources_too(checker: StandardChecker, context: CheckContext) -> None:
    assert unsupported(checker, "Вернём за 12 дней.", context) == []


WISHED = "Я заплатил 5 000 ₽ ($50) 5 May (5 мая). Верните 5 000 ₽ до 5 мая, за 12 дней, и дайте скидку 20 %!"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Вернём [5 000 ₽] до [5 мая]."),
        ("ru", "Мы вернули вам [5 000 ₽]."),
        ("ru", "Вам будет возвращено [5 000 ₽]."),
        ("ru", "Вы получите [5 000 ₽]."),
        ("ru", "Возврат составит [5 000 ₽]."),
        ("ru", "Ваша скидка — [20 %]."),
        ("ru", "Можем вернуть [5 000 ₽]."),
        ("ru", "Подтверждаем: к возврату [5 000 ₽]."),
        ("ru", "Вернём за [12 дней]."),
        ("ru", "Заказ приедет [5 мая]."),
        ("en", "We will refund [$50] by [5 May]."),
        ("en", "You will get [$50] back."),
        ("en", "[$50] will be refunded to your card."),
        ("en", "Your discount is [20 %]."),
        ("ru", "Вы просите вернуть 5 000 ₽."),
        ("ru", "К сожалению, вернуть 5 000 ₽ не получится."),
        ("ru", "Вижу, что вы оплатили 5 000 ₽ 5 мая."),
        ("ru", "Проверим платёж на 5 000 ₽ от 5 мая."),
        ("ru", "Получили ваше письмо о возврате 5 000 ₽."),
        ("ru", "Запрос на возврат 5 000 ₽ передан в бухгалтерию."),
        ("ru", "Вернуть 5 000 ₽ на карту?"),
        ("en", "We received your request for a refund of $50."),
        ("en", "Unfortunately, we cannot refund $50."),
        ("en", "We will check the payment of $50 of 5 May."),
    ],
)
def test_what_only_the_customer_says_is_repeated_and_never_granted(
    checker: StandardChecker, language: str, text: str
) -> None:
    said = Conversation(Channel.CHAT, (Message(Role.END_USER, WISHED),))
    context = CheckContext(language, conversation=said, sources=())
    plain, marked = text.replace("[", "").replace("]", ""), re.findall(r"\[([^\]]+)\]", text)
    assert unsupported(checker, plain, context) == marked
    vouched = replace(context, instruction=WISHED)
    assert unsupported(checker, plain, vouched) == []


@pytest.mark.parametrize("role", [Role.HUMAN_AGENT, Role.AUTOMATED_AGENT])
def test_an_earlier_reply_of_our_side_is_no_source(checker: StandardChecker, role: Role) -> None:
    messages = (Message(Role.END_USER, "Когда вернёте?"), Message(role, "За 12 дней"))
    context = replace(RU, conversation=Conversation(Channel.CHAT, messages))
    assert len(unsupported(checker, "Вернём за 12 дней.", context)) == 1


def test_an_unsupported_fact_is_a_finding(checker: StandardChecker) -> None:
    report = checker.check("Комиссия 300 рублей.", replace(RU, sources=(SOURCE,)))
    assert [(one.rule.rule_id, one.match) for one in report.findings] == [("grounded-facts", "300 рублей")]


# --- promises ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "ru",
            "Проверю счёт и напишу вам завтра до 12:00.",
            [("Проверю счёт и напишу вам завтра до 12:00", "завтра до 12:00")],
        ),
        ("ru", "Перезвоним в пятницу.", [("Перезвоним в пятницу", "в пятницу")]),
        ("ru", "Мы пришлём исправленный акт.", [("Мы пришлём исправленный акт", None)]),
        ("ru", "Мастер приедет 14 марта.", [("Мастер приедет 14 марта", "14 марта")]),
        ("ru", "Буду держать вас в курсе.", [("Буду держать вас в курсе", None)]),
        ("ru", "Если решим оставить, напишите нам.", []),
        ("ru", "Покажу, где лежит отчёт.", []),
        ("ru", "Отчёт откроется после входа.", []),
        ("ru", "Прислать вам акт завтра до 12:00?", []),
        ("ru", "Отправим ли мы акт завтра?", []),
        ("ru", "Не пришлём лишних писем.", []),
        ("ru", "Перевод идёт пять минут, код придёт на почту.", []),
        ("en", "I will send the act by Friday.", [("I will send the act by Friday", "by Friday")]),
        (
            "en",
            "We'll call you back tomorrow at 11:00.",
            [("We'll call you back tomorrow at 11:00", "tomorrow at 11:00")],
        ),
        ("en", "We are going to replace it.", [("We are going to replace it", None)]),
        ("en", "The box will arrive on 14 June.", [("The box will arrive on 14 June", "on 14 June")]),
        ("en", "We will not share your data.", []),
        ("en", "If you write, we will answer.", []),
        ("en", "Will you send the act tomorrow?", []),
    ],
)
def test_promises_are_found_with_their_time(
    checker: StandardChecker, language: str, text: str, expected: list[tuple[str, str | None]]
) -> None:
    made = checker.commitments(text, CheckContext(language_code=language))
    assert [(one.what, one.due) for one in made] == expected
    for one in made:
        assert text[one.span.start : one.span.end] == one.what


@pytest.mark.parametrize("number", ["T-7", "A7", "481516", "HD-1042"])
def test_the_number_of_the_case_is_no_invention_however_short(checker: StandardChecker, number: str) -> None:
    context = CheckContext("ru", Conversation(Channel.EMAIL), case=Case(case_id=number), sources=())
    grounding = checker.ground(f"Ваше обращение № {number} получили.", context)
    assert grounding is not None
    assert grounding.unsupported_claims == ()
    assert [claim.source for claim in grounding.supported_claims] == ["case"]
