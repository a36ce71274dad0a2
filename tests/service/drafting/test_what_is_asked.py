"""What a message asks: its story is cut away only where the rest asks by itself."""

from __future__ import annotations

import pytest

from service.domain import Outcome
from service.understand import understand
from service.understanding.questions import with_story
from service.understanding.topics import proper
from tests.service.drafting.desk import draft, ticket


@pytest.mark.parametrize(
    ("entry", "story", "question"),
    [
        ("Мы переезжаем. Как сменить адрес склада?", "Мы переезжаем.", "Как сменить адрес склада?"),
        ("We are moving. how do I change the address", "We are moving.", "how do I change the address"),
        ("Телефон утонул. Что делать?", "", "Телефон утонул. Что делать?"),
        ("Списали дважды. Верните деньги.", "", "Списали дважды. Верните деньги."),
        ("Please add a barcode field. Do it today.", "", "Please add a barcode field. Do it today."),
        ("Do you ship to Malta? If not, is it planned?", "", "Do you ship to Malta? If not, is it planned?"),
        ("Мы новички. Почём лимоны? И соль туда входит?", "Мы новички.", "Почём лимоны? И соль туда входит?"),
        ("Видит ли бригадир цены… А грузчик?", "Видит ли бригадир цены…", "А грузчик?"),
    ],
)
def test_the_question_begins_with_the_first_sentence_that_asks_something(entry: str, story: str, question: str) -> None:
    assert proper(entry) == (story, question)


def test_a_demand_is_read_with_what_happened_before_it() -> None:
    asked = understand(ticket("Вчера накладную провели дважды! Исправьте немедленно!")).questions

    assert asked == ("Вчера накладную провели дважды! Исправьте немедленно!",)


def test_both_questions_are_named_where_the_second_leans_on_the_first() -> None:
    written = draft(ticket("Do you deliver to Malta? If not, is it planned?", channel="chat"), outcome=Outcome.ABSTAIN)

    assert '"Do you deliver to Malta? If not, is it planned?"' in written.text


MESSAGE = "Здравствуйте! Договор аренды закончился. Можно продлить на неделю? Нам нужен склад. Мебель ещё на месте?"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Можно продлить на неделю?", "Договор аренды закончился. Можно продлить на неделю?"),
        ("Мебель ещё на месте?", "Договор аренды закончился. Нам нужен склад. Мебель ещё на месте?"),
    ],
)
def test_a_question_can_be_told_with_every_statement_before_it(question: str, told: str) -> None:
    assert with_story(MESSAGE, question) == told


def test_a_question_with_nothing_before_it_stays_as_it_is() -> None:
    text = "Как сменить тариф? Можно ли вернуть деньги за старый?"

    assert [with_story(text, one) for one in understand(ticket(text)).questions] == [
        *understand(ticket(text)).questions
    ]


def test_a_story_that_the_question_has_already_is_not_told_twice() -> None:
    assert with_story("Телефон утонул. Что делать?", "Телефон утонул. Что делать?") == "Телефон утонул. Что делать?"
