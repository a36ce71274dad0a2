from __future__ import annotations

import re

import pytest

from kb_index.records import Span
from service.drafting.rewriting.shortening import shortened
from tests.effort import calls

PROMISE = re.compile("перезвоним")


def short(text, room=None):
    return shortened(text, room=room, promised=lambda whole: [Span(*one.span()) for one in PROMISE.finditer(whole)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Здравствуйте!\n\nСпасибо за обращение! Нажмите «Экспорт». Всегда рады помочь!\n\nС уважением,\nОлег",
            "Здравствуйте!\n\nНажмите «Экспорт».\n\nС уважением,\nОлег",
        ),
        (
            "Добрый день! Откройте раздел заказов. Чтобы выгрузить, откройте раздел заказов. Откройте раздел заказов.",
            "Добрый день! Откройте раздел заказов. Чтобы выгрузить, откройте раздел заказов.",
        ),
        (
            "Hello!\n\nThank you for reaching out! Press Export.\n\nKind regards,\nTom",
            "Hello!\n\nPress Export.\n\nKind regards,\nTom",
        ),
        (
            "Здравствуйте! Приносим извинения за неудобства. Счёт исправлен. Ещё раз просим прощения за неудобства.",
            "Здравствуйте! Приносим извинения за неудобства. Счёт исправлен.",
        ),
        (
            "Здравствуйте! Вернём 500 ₽. Вернём 700 ₽. Заказ отправлен. Заказ не отправлен.",
            "Здравствуйте! Вернём 500 ₽. Вернём 700 ₽. Заказ отправлен. Заказ не отправлен.",
        ),
    ],
)
def test_polite_turns_and_repetitions_go_and_what_says_something_stays(text, expected):
    assert short(text) == expected


def test_more_goes_where_it_must_but_never_what_holds_a_fact_a_promise_or_a_not():
    text = (
        "Здравствуйте! Раздел заказов теперь открывается быстрее прежнего. Выгрузка занимает 5 минут. "
        "Мы перезвоним после проверки. Архив не выгружается."
    )
    expected = "Здравствуйте! Выгрузка занимает 5 минут. Мы перезвоним после проверки. Архив не выгружается."
    assert short(text, room=40) == expected
    assert short(text, room=500) == text


def test_a_text_of_nothing_but_politeness_stays():
    assert short("Спасибо!") == "Спасибо!"


def letter(numbers):
    """Sentences that share their words, no two of them alike."""
    things = ("счёт", "акт", "договор", "отчёт", "заказ", "склад", "чек")
    said = (f"{things[one % 7].capitalize()} {one} лежит в папке {things[one // 7 % 7]}." for one in numbers)
    return "Здравствуйте! " + " ".join(said)


@pytest.mark.parametrize("room", [None, 100])
def test_twice_the_text_takes_about_twice_the_work(room):
    first = 10_000 * (room or 1)  # nothing that was read before
    short("Здравствуйте! Чек 1 лежит в папке.", room=room)
    once = calls(lambda: short(letter(range(first, first + 400)), room=room))
    twice = calls(lambda: short(letter(range(first + 1000, first + 1800)), room=room))
    assert twice < 3 * once
