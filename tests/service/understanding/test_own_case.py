"""Questions of how the customer's own case stands go to a person; questions of how things go do not."""

from __future__ import annotations

import pytest

from service.understand import understand
from tests.service.drafting.desk import ticket

OWN = [
    "Наш заказ 4471 уже отправлен?",
    "Моя заявка рассмотрена?",
    "Прошёл ли наш платёж?",
    "Вы получили моё заявление?",
    "где мой заказ",
    "Что с моим возвратом?",
    "На какой стадии наше обращение?",
    "Когда вы мне перезвоните?",
    "Внесли аванс во вторник, а статус заказа не изменился.",
    "Has my application been approved?",
    "Have you received our transfer?",
    "did my refund go through?",
    "where's my courier??",
    "What's happening with our claim?",
    "When are you going to fix my order?",
    "I sent the documents on Monday and still got no reply.",
    "Готова ли моя справка?",
    "Проверили ли вы мою работу?",
    "Где мой перевод в другую группу, заявление подал неделю назад",
    "Have you restored my backup yet?",
    "where is my certificate, I requested it two weeks ago",
]
ANYBODYS = [
    "Как узнать, отправлен ли мой заказ?",
    "How do I check whether my application has been approved?",
    "Где можно посмотреть статус моей заявки?",
    "Когда деньги приходят при возврате?",
    "Is our data encrypted?",
    "Что будет с моим заказом, если не забрать его вовремя?",
    "Why was my payment declined?",
    "Мой платёж отклонён, что делать?",
    "When does the winter timetable begin?",
    "Сколько ждать ответа на заявку?",
    "Если мой заказ не приедет, что делать?",
    "Где мой личный кабинет?",
    "Have you a phone number?",
]


@pytest.mark.parametrize("text", OWN)
def test_the_state_of_ones_own_case_is_for_a_person(text: str) -> None:
    understood = understand(ticket(text))

    assert understood.for_person == understood.questions != ()


@pytest.mark.parametrize("text", ANYBODYS)
def test_how_things_go_is_for_the_articles(text: str) -> None:
    assert understand(ticket(text)).for_person == ()


def test_only_that_question_of_several_is_for_a_person() -> None:
    understood = understand(ticket("Наш заказ 4471 уже отправлен? И как сменить адрес доставки?"))

    assert understood.questions == ("Наш заказ 4471 уже отправлен?", "И как сменить адрес доставки?")
    assert understood.for_person == ("Наш заказ 4471 уже отправлен?",)
