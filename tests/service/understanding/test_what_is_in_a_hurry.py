"""Cues that were read too widely or too narrowly: hurry, promised payments, contractions, questions that go on."""

from __future__ import annotations

import pytest

from service.domain import Stage
from service.understand import understand
from service.understanding.topics import without_comparing
from tests.service.drafting.desk import ticket


@pytest.mark.parametrize(
    "text", ["Потеряла карту!!! Как её заблокировать?", "I LOST MY CARD PLEASE!!! how do I block it"]
)
def test_a_shout_that_asks_for_the_way_is_no_complaint(text: str) -> None:
    assert understand(ticket(text)).stage is Stage.FIRST


@pytest.mark.parametrize(
    "text",
    ["Вы обалдели? Третий раз отменяете мой приём!", "Второй раз переносите доставку, это кошмар."],
)
def test_what_was_done_to_the_customer_again_is_a_complaint(text: str) -> None:
    assert understand(ticket(text)).stage is Stage.COMPLAINT


def test_a_promised_payment_is_a_service_and_no_promise() -> None:
    understood = understand(ticket("Как взять обещанный платёж?"))

    assert understood.escalation_reason is None
    assert understood.stage is Stage.FIRST


def test_a_promised_call_is_still_a_promise() -> None:
    assert understand(ticket("Где обещанный звонок?")).escalation_reason == "broken_promise"


def test_a_contraction_without_its_apostrophe_is_trouble_with_nothing_to_search_for() -> None:
    assert understand(ticket("it doesnt work")).vague


def test_a_brief_question_that_goes_on_borrows_the_one_before_it() -> None:
    thread = ("У вас есть рассрочка?", "A: Да, на 4 месяца.", "а досрочно можно закрыть?")

    assert understand(ticket(*thread)).query_text == "У вас есть рассрочка? а досрочно можно закрыть?"


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("Чем отличаются Лайт и Смарт", "Лайт и Смарт"),
        ("what's the difference between Branch and Forest?", "Branch and Forest?"),
        ("Nest vs Branch", "Nest Branch"),
        ("В чём разница?", "В чём разница?"),
    ],
)
def test_what_is_compared_is_searched_without_the_words_that_compare(asked: str, searched: str) -> None:
    assert without_comparing(asked) == searched
