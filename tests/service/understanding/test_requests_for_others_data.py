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
    ],
)
def test_other_people_in_ones_own_case_are_no_such_request(text: str) -> None:
    assert understand(ticket(text)).of_others == ()
