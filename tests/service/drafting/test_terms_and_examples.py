"""Worked examples, terms of a refund, articles about one code, lists that only look like steps."""

from __future__ import annotations

import pytest

from kb_index.records import Article
from service.drafting.passages import states_only
from tests.service.drafting.desk import draft, ticket

TERMS = Article(
    "en/refunds",
    "Refunds of a yearly plan",
    "## Yearly plan\n\nThe unused full months are refunded, the used ones are counted at the monthly price.\n\n"
    "Example: a year of the plan for €270, asked in the fifth month. Five months at €27 come to €135.\n",
    "en",
)
RETURNS = Article(
    "ru/returns",
    "Возврат оплаты",
    "## Помесячная подписка\n\nПовторные помесячные платежи не возвращаются: доступ остаётся до конца месяца.\n",
    "ru",
)
DECLINED = Article(
    "en/declined",
    "Card declined (E-2010)",
    "Code E-2010 means that the bank declined the card.\n\n"
    "## Access of the team\n\nThe team keeps access for 7 days, then the account is closed.\n",
    "en",
)


def test_figures_of_a_worked_example_do_not_answer() -> None:
    written = draft(ticket("How do refunds of a yearly plan work after five months?", max_length=300), TERMS)

    assert "unused full months are refunded" in written.text
    assert "€135" not in written.text


def test_a_wish_for_a_refund_is_answered_by_the_terms_that_limit_it() -> None:
    written = draft(ticket("Списали за второй месяц подписки. Верните деньги, пожалуйста."), RETURNS)

    assert "платежи не возвращаются" in written.text
    assert "решение сообщим" not in written.text


def test_a_wish_for_damages_is_still_left_to_a_person() -> None:
    asked = ticket("Подписка сорвала продажи. Верните деньги за месяц и возместите убытки.")

    assert draft(asked, RETURNS).citations == ()


def test_in_an_article_about_one_code_its_definition_does_not_push_the_answer_aside() -> None:
    written = draft(ticket("Declined with E-2010. Will the team lose access?", channel="chat"), DECLINED)

    assert "keeps access for 7 days" in written.text


@pytest.mark.parametrize(
    ("listed", "stated"),
    [
        (
            "1. On day 15 the account is closed.\n2. Read-only mode lasts 30 days.\n3. After those days it is gone.",
            True,
        ),
        ("1. Open Settings.\n2. On the sign-in page, click Forgot.\n3. Wait.", False),
        ("1. Счёт закрывается.\n2. Данные хранятся 30 дней.", True),
        ("1. Откройте Настройки.\n2. Счета → Периоды.\n3. Подтвердите.", False),
    ],
)
def test_a_numbered_list_is_steps_where_its_items_instruct(listed: str, stated: bool) -> None:
    assert states_only(listed) is stated
