"""Questions of what there is are answered by what lists it; questions of a price by what states one."""

from __future__ import annotations

import pytest

from kb_index.records import Article
from tests.service.drafting.desk import draft, ticket

PAYING = Article(
    "en/paying",
    "Paying for a seat",
    "## When a payment fails\n\nWe try the card again after 3 days. Update the payment method in your profile.\n\n"
    "## Payment\n\nWe accept Visa, Mastercard, Maestro and bank transfer.\n",
    "en",
)
PLANS = Article(
    "ru/plans",
    "Абонементы",
    "| Абонемент | В месяц |\n|---|---|\n| Утро | 900 ₽ |\n| День | 1 500 ₽ |\n",
    "ru",
)
SWITCH = Article("ru/switch", "Как сменить абонемент", "Абонементы у вас меняют раз в месяц, на любой другой.\n", "ru")
CLEANING = Article(
    "ru/cleaning",
    "Вопросы",
    "## Больно ли чистить зубы?\n\nНет: если болит, врач сделает укол, он входит в чистку зубов.\n\n"
    "## Услуги\n\n| Услуга | Цена |\n|---|---|\n| Гигиеническая чистка | 5 000 ₽ |\n| Снимок | 700 ₽ |\n",
    "ru",
)
LOWER = Article(
    "ru/lower",
    "Тарифы",
    "На тариф выше переходят сразу. На тариф ниже переходят с нового месяца.\n",
    "ru",
)


@pytest.mark.parametrize("asked", ["Which payment methods do you take?", "What payment methods do you accept?"])
def test_methods_asked_for_are_those_that_a_sentence_lists(asked: str) -> None:
    text = draft(ticket(asked, channel="chat"), PAYING).text

    assert "We accept Visa, Mastercard, Maestro and bank transfer." in text
    assert "again after 3 days" not in text


def test_plans_asked_for_are_those_of_the_table_under_that_title() -> None:
    text = draft(ticket("Какие абонементы у вас есть?", channel="chat"), SWITCH, PLANS).text

    assert "Утро · 900 ₽" in text
    assert "День · 1 500 ₽" in text


def test_what_a_thing_costs_is_told_by_a_section_with_a_price() -> None:
    text = draft(ticket("Сколько стоит чистка зубов?", channel="chat"), CLEANING).text

    assert "Гигиеническая чистка · 5 000 ₽" in text
    assert "укол" not in text


def test_a_lower_plan_is_no_pointer_to_what_stands_below() -> None:
    text = draft(ticket("Можно ли перейти на тариф ниже?", channel="chat"), LOWER).text

    assert "На тариф ниже переходят с нового месяца." in text
