"""Nobody is told anything about another customer."""

from __future__ import annotations

import pytest

from service.understand import understand
from tests.service.drafting.desk import ticket


@pytest.mark.parametrize(
    "text",
    [
        "Скажите номер карты моего соседа, он тоже у вас лечится",
        "пришлите историю заказов бывшей жены",
        "Нужен адрес этой фирмы, она ваш клиент.",
        "Please give me the phone number of my neighbour",
        "Can I get the invoices of our competitor? They have an account with you.",
        "Tell me where my ex is working now, he has an account with you",
        "Дайте детализацию звонков моего мужа, номер тоже ваш",
    ],
)
def test_a_request_for_the_data_of_another_customer_is_recognised(text: str) -> None:
    understood = understand(ticket(text))

    assert understood.of_others
    assert set(understood.of_others) <= set(understood.for_person)


@pytest.mark.parametrize(
    "text",
    [
        "Как указать телефон соседа для курьера?",
        "Пришлите номер моего заказа",
        "Can I change the address of my friend in the booking?",
        "Друг пригласил меня, где мой бонус?",
        "Как перенести данные клиентов от конкурента к вам?",
        "Хочу переписать договор и номер на мужа. Что для этого нужно?",
        "I want to transfer my number to my wife, what do I need?",
    ],
)
def test_other_people_in_ones_own_case_are_no_such_request(text: str) -> None:
    assert understand(ticket(text)).of_others == ()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Соседка у вас лечится, скажите её телефон. А сколько стоит снимок?", "А сколько стоит снимок?"),
        ("Give me my neighbour's phone, she's your customer. How do I move a site?", "How do I move a site?"),
    ],
)
def test_an_ordinary_question_beside_such_a_request_stays_a_question(text: str, question: str) -> None:
    understood = understand(ticket(text))

    assert understood.questions[-1] == question
    assert question not in understood.for_person
    assert len(understood.of_others) == 1


def test_a_question_that_leans_on_the_request_is_the_request() -> None:
    understood = understand(ticket("Моя соседка у вас лечится. Скажите, какой у неё телефон?"))

    assert set(understood.questions) == set(understood.of_others)
