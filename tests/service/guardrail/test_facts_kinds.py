"""Offers, promises, prices, claims and old articles: when a rule speaks, when it is silent, when it cannot tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.bars.corpus import opened
from service.domain import Case, Channel, CheckContext, Conversation, EndUser, Message, Role, Source
from service.guardrail.engine import StandardChecker

RU = CheckContext(language_code="ru")
EN = CheckContext(language_code="en")
NOTHING = Case(authorised_offers=())


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened("default")


def found(checker: StandardChecker, rule: str, text: str, context: CheckContext) -> list[str]:
    return [one.match for one in checker.check_rule(rule, text, context).findings]


# --- offers ------------------------------------------------------------------------------------------

OFFERS = (
    ("ru", "Сделаем вам скидку на следующий заказ."),
    ("ru", "Для вас скидка 15 %."),
    ("ru", "Дарим вам набор фильтров."),
    ("ru", "Положим в заказ подарок."),
    ("ru", "Вернём деньги за доставку."),
    ("ru", "Деньги за июль будут возвращены."),
    ("ru", "Компенсируем расходы на такси."),
    ("ru", "Сделаем перерасчёт за три дня простоя."),
    ("ru", "Продлим подписку на месяц бесплатно."),
    ("ru", "Вот промокод на 500 рублей."),
    ("ru", "Спишем пени за просрочку."),
    ("ru", "Начислим вам 300 бонусов."),
    ("en", "We'll give you 15% off your next order."),
    ("en", "Here is a discount for the trouble."),
    ("en", "We will send you a small gift."),
    ("en", "We'll refund the delivery fee."),
    ("en", "You will get your money back."),
    ("en", "We will compensate you for the taxi."),
    ("en", "We'll extend your plan by a month free of charge."),
    ("en", "We will send you a promo code."),
    ("en", "We'll waive the late fee."),
    ("en", "I'll add a goodwill credit to your account."),
)
NO_OFFERS = (
    ("ru", "Вопрос о скидке передам руководителю, ответ до 17:00."),
    ("ru", "К сожалению, не можем предоставить скидку."),
    ("ru", "Ваша скидка 5 % уже учтена в счёте."),
    ("ru", "Возврат оформлен 3 мая."),
    ("ru", "Сделать вам скидку?"),
    ("ru", "Вы пишете, что мы вернём деньги."),
    ("ru", "Перенос записи сделаем без доплаты."),
    ("ru", "Запрос на возврат зарегистрирован."),
    ("ru", "Скидки по акции действуют до 31 мая."),
    ("ru", "Вернёмся к вам с ответом до 18:00."),
    ("en", "I will pass your refund request to the head of support."),
    ("en", "We cannot offer a discount on this plan."),
    ("en", "Your 5% discount is already in the invoice."),
    ("en", "The refund was made on 3 May."),
    ("en", "Enter the code in the basket to see the price."),
    ("en", "We will return your call by 18:00."),
    ("en", "There is no charge for changing the date."),
    ("en", "You wrote that we will refund the order."),
)


@pytest.mark.parametrize(("language", "text"), OFFERS)
def test_an_offer_that_nothing_authorises_is_found(checker: StandardChecker, language: str, text: str) -> None:
    assert found(checker, "authorised-offers-only", text, CheckContext(language_code=language, case=NOTHING))


@pytest.mark.parametrize(("language", "text"), NO_OFFERS)
def test_what_offers_nothing_is_left_alone(checker: StandardChecker, language: str, text: str) -> None:
    context = CheckContext(language_code=language, case=NOTHING)
    assert found(checker, "authorised-offers-only", text, context) == []


@pytest.mark.parametrize(
    ("text", "offer", "covered"),
    [
        ("Дадим вам скидку 10 %.", "Скидка 10 %", True),
        ("Дадим вам скидку 5 %.", "Скидка до 10 %", True),
        ("Дадим вам скидку 20 %.", "Скидка до 10 %", False),
        ("Дадим вам скидку 20 %.", "Бесплатная доставка", False),
        ("Вернём вам половину абонемента.", "Возврат 30 % стоимости", False),
        ("Продлим подписку на месяц бесплатно.", "Бесплатное продление на месяц", True),
        ("Вернём вам 500 рублей.", "Возврат до 1000 рублей", True),
        ("Вернём вам 1500 рублей.", "Возврат до 1000 рублей", False),
    ],
)
def test_an_authorised_offer_covers_its_kind_up_to_its_amount(
    checker: StandardChecker, text: str, offer: str, covered: bool
) -> None:
    context = replace(RU, case=Case(authorised_offers=(offer,)))
    assert (found(checker, "authorised-offers-only", text, context) == []) is covered


def test_a_sum_within_the_limit_is_allowed_and_one_above_is_not(checker: StandardChecker) -> None:
    context = replace(RU, case=Case(compensation_limit=3000))
    assert found(checker, "authorised-offers-only", "Компенсируем вам 2 500 рублей.", context) == []
    assert found(checker, "authorised-offers-only", "Компенсируем вам 3 500 рублей.", context) == ["Компенсируем"]


def test_a_refund_by_the_policy_of_a_source_is_no_offer(checker: StandardChecker) -> None:
    policy = (Source("a", "Возврат", "Деньги за товар возвращаем в течение 10 дней."),)
    context = replace(RU, case=NOTHING, sources=policy)
    assert found(checker, "authorised-offers-only", "Вернём деньги в течение 10 дней.", context) == []


def test_a_policy_that_denies_the_refund_covers_none(checker: StandardChecker) -> None:
    context = replace(RU, case=NOTHING, sources=(Source("a", "Возврат", "Деньги за билеты не возвращаем."),))
    assert found(checker, "authorised-offers-only", "Вернём деньги за билеты.", context)


def test_without_a_list_of_offers_the_rule_is_not_evaluated(checker: StandardChecker) -> None:
    report = checker.check_rule("authorised-offers-only", "Дадим вам скидку 10 %.", RU)
    assert report.findings == ()
    assert [one.missing_field for one in report.not_evaluated] == ["case.authorised_offers"]


# --- promises ----------------------------------------------------------------------------------------

NOW = Case(now="2026-05-20T12:00:00+03:00")  # a Wednesday


@pytest.mark.parametrize(
    ("language", "text", "due_at"),
    [
        ("ru", "Напишу вам завтра до 15:00.", "2026-05-21T15:00:00+03:00"),
        ("ru", "Отвечу в течение двух часов.", "2026-05-20T14:00:00+03:00"),
        ("ru", "Пришлю акт в пятницу.", "2026-05-22T23:59:59+03:00"),
        ("ru", "Перезвоним до 18 часов.", "2026-05-20T18:00:00+03:00"),
        ("ru", "Отправим 25 мая.", "2026-05-25T23:59:59+03:00"),
        ("ru", "Пришлём счёт до конца недели.", "2026-05-24T23:59:59+03:00"),
        ("ru", "Вернём деньги за 3 рабочих дня.", "2026-05-25T23:59:59+03:00"),
        ("ru", "Вышлем документы завтра утром.", "2026-05-21T12:00:00+03:00"),
        ("ru", "Подключим вас 22 мая к 10:30.", "2026-05-22T10:30:00+03:00"),
        ("ru", "Ответим в ближайшее время.", None),
        ("en", "I will send it by Friday.", "2026-05-22T23:59:59+03:00"),
        ("en", "We'll reply within 2 business days.", "2026-05-22T23:59:59+03:00"),
        ("en", "I'll call you tomorrow at 3 pm.", "2026-05-21T15:00:00+03:00"),
        ("en", "We will fix it next week.", "2026-05-31T23:59:59+03:00"),
    ],
)
def test_the_words_of_a_time_are_resolved_against_the_clock(
    checker: StandardChecker, language: str, text: str, due_at: str | None
) -> None:
    made = checker.commitments(text, CheckContext(language_code=language, case=NOW))
    assert [one.due_at for one in made] == [due_at]


def test_hours_are_those_of_the_customers_zone(checker: StandardChecker) -> None:
    context = replace(RU, case=NOW, end_user=EndUser(time_zone="Asia/Yekaterinburg"))
    assert checker.commitments("Напишу завтра до 15:00.", context)[0].due_at == "2026-05-21T15:00:00+05:00"


def test_a_zone_in_the_text_outweighs_the_customers(checker: StandardChecker) -> None:
    context = replace(RU, case=NOW, end_user=EndUser(time_zone="Asia/Yekaterinburg"))
    assert checker.commitments("Напишу завтра до 15:00 мск.", context)[0].due_at == "2026-05-21T15:00:00+03:00"


@pytest.mark.parametrize(
    ("language", "text", "who", "amount"),
    [
        ("ru", "Вернём вам 500 рублей завтра.", "we", "500 рублей"),
        ("ru", "Наш инженер позвонит вам в четверг.", "Наш инженер", None),
        ("ru", "Отдел возвратов рассмотрит заявку завтра.", "Отдел возвратов", None),
        ("ru", "Банк зачислит деньги 22 мая.", "third_party", None),
        ("ru", "Деньги поступят 22 мая.", None, None),
        ("en", "Our billing team will contact you by Friday.", "Our billing team", None),
        ("en", "We'll refund $20 today.", "we", "$20"),
    ],
)
def test_a_promise_says_who_and_how_much(
    checker: StandardChecker, language: str, text: str, who: str | None, amount: str | None
) -> None:
    made = checker.commitments(text, CheckContext(language_code=language))
    assert [(one.who, one.amount) for one in made] == [(who, amount)]


def test_a_promise_due_in_the_past_is_found(checker: StandardChecker) -> None:
    context = replace(RU, case=NOW)
    assert found(checker, "promise-kept", "Отправлю документы 14 мая.", context) == ["Отправлю документы 14 мая"]
    assert found(checker, "promise-kept", "Отвечу сегодня до 11:00.", context) == ["Отвечу сегодня до 11:00"]
    assert found(checker, "promise-kept", "Отвечу сегодня до 18:00.", context) == []


def test_hours_are_not_compared_where_no_zone_is_known(checker: StandardChecker) -> None:
    context = replace(RU, case=Case(now="2026-05-20T12:00:00Z"))
    assert found(checker, "promise-kept", "Отвечу сегодня до 11:00.", context) == []


def test_a_promise_with_a_time_in_the_next_sentence_has_one(checker: StandardChecker) -> None:
    assert found(checker, "promise-kept", "Мы исправим отчёт. Срок — 24 мая.", RU) == []


# --- prices, claims, articles --------------------------------------------------------------------------


def test_a_price_that_only_the_customer_named_is_found(checker: StandardChecker) -> None:
    asked = Conversation(Channel.CHAT, (Message(Role.END_USER, "Лицензия же 5 000 рублей?"),))
    context = replace(RU, conversation=asked, sources=(Source("a", "Лицензии", "Лицензия выдаётся на год."),))
    assert found(checker, "price-standard", "Стоимость лицензии — 5 000 рублей.", context) == ["5 000 рублей"]
    assert found(checker, "grounded-facts", "Да, стоимость лицензии — 5 000 рублей.", context) == ["5 000 рублей"]
    listed = replace(context, sources=(Source("a", "Прайс", "Лицензия: 5 000 рублей."),))
    assert found(checker, "price-standard", "Да, стоимость лицензии — 5 000 рублей.", listed) == []


def test_without_sources_a_claim_is_not_evaluated(checker: StandardChecker) -> None:
    report = checker.check_rule("no-false-self-claims", "Мы единственный партнёр в городе.", RU)
    assert [one.missing_field for one in report.not_evaluated] == ["sources"]


def test_an_old_article_is_reported_where_the_draft_uses_it(checker: StandardChecker) -> None:
    old = Source("a", "Форма", "Форма сдаётся до 25 марта.", updated_at="2019-03-01")
    new = replace(old, updated_at="2026-03-01")
    text = "Форма сдаётся до 25 марта."
    assert found(checker, "kb-current", text, replace(RU, case=NOW, sources=(old,))) == ["25 марта"]
    assert found(checker, "kb-current", text, replace(RU, case=NOW, sources=(new,))) == []
    undated = checker.check_rule("kb-current", text, replace(RU, case=NOW, sources=(replace(old, updated_at=None),)))
    assert [one.missing_field for one in undated.not_evaluated] == ["sources.updated_at"]


@pytest.mark.parametrize(
    "text",
    [
        "У «Омеги» всё вечно ломается.",
        "Конкуренты работают хуже.",
        "Другие компании вас обманут.",
        "В отличие от конкурентов, мы отвечаем сразу.",
    ],
)
def test_a_verdict_on_others_is_found(checker: StandardChecker, text: str) -> None:
    assert found(checker, "no-competitor-disparagement", text, RU)


@pytest.mark.parametrize(
    "text",
    [
        "Если вы работаете с другой компанией, договор с ней сохраняется.",
        "Обмен с другим сервисом настраивается в разделе «Интеграции».",
        "Кнопка «Печать» не отвечает, если принтер выключен.",
        "Отчёт «Продажи» тормозит на больших базах.",
    ],
)
def test_a_neutral_word_on_others_is_left_alone(checker: StandardChecker, text: str) -> None:
    assert found(checker, "no-competitor-disparagement", text, RU) == []
