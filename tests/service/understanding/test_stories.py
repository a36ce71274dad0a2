"""What was told before a question: searched with it where the question leans on it, and left out where it does not."""

from __future__ import annotations

import pytest

from service.understand import understand
from service.understanding.leaning import Standing, standing
from tests.service.drafting.desk import ticket

LEANING = [
    ("Собираемся сменить владельца карты в марте.", "Что будет с накопленными баллами?"),
    ("Хочу перенести свадьбу с июня на август.", "Предоплата сгорит?"),
    ("Наш тренер уехал на месяц.", "Занятия перенесут?"),
    ("Забыл зонт в такси.", "Можно ли его вернуть?"),
    ("Купили подписку на фильмы через приставку.", "А отключить её там же?"),
    ("We are going to merge two gyms next week.", "What happens to the cards we have sold?"),
    ("My locker code stopped working after the holidays.", "Do I get a new one?"),
    ("Our hotel was booked for three nights, we come a day later.", "Will we lose the first night?"),
    ("The courier left the parcel at number 12.", "Can you still send him back?"),
    ("Муж оформил карту на себя.", "Сколько мне придётся заплатить?"),
]
ALONE = [
    ("Вчера вернули самокат на станцию, всё прошло отлично.", "Где посмотреть историю поездок?"),
    ("Мы пекарня из Твери, работаем с вами третий год.", "Как оформить доверенность на водителя?"),
    ("Сын ходит на плавание по вторникам.", "Какие документы нужны для налогового вычета?"),
    ("Our team enjoyed the trip to the lake.", "How many people fit in the large minibus?"),
    ("I moved to Leeds last month and love it.", "Which card types does the gym accept?"),
    ("Мы уже оплатили зал на субботу.", "Сохранится ли скидка, если привести друга?"),
]


@pytest.mark.parametrize(("story", "question"), LEANING)
def test_a_question_that_leans_on_its_story_is_searched_with_it(story: str, question: str) -> None:
    understood = understand(ticket(f"{story} {question}"))

    assert understood.questions == (f"{story} {question}",)
    assert understood.query_text == f"{story} {question}"
    assert understood.whole_text == ""


@pytest.mark.parametrize(("story", "question"), ALONE)
def test_a_question_with_its_own_topic_is_searched_alone_first(story: str, question: str) -> None:
    understood = understand(ticket(f"{story} {question}"))

    assert understood.questions == (question,)
    assert understood.query_text == question
    assert understood.whole_text == f"{story} {question}"


def test_whether_something_is_lost_is_asked_of_what_went_wrong() -> None:
    text = "The sync stopped on Friday with error S-4410. Are the measurements of Saturday lost?"

    assert understand(ticket(text)).query_text == text


def test_the_story_of_a_question_is_told_to_the_one_that_follows_it() -> None:
    found = understand(ticket("Переезжаем в Казань в мае. Что для этого нужно? Скидка пропадёт?")).questions

    assert found == (
        "Переезжаем в Казань в мае. Что для этого нужно?",
        "Переезжаем в Казань в мае. Скидка пропадёт?",
    )


@pytest.mark.parametrize(
    ("question", "stands"),
    [
        ("Is it possible to rent a boat for one hour?", Standing.ALONE),
        ("How long does it take to renew a passport?", Standing.ALONE),
        ("Сколько лодок можно взять в этом году?", Standing.ALONE),
        ("Which boats?", Standing.THIN),
        ("Что делать?", Standing.LEANING),
        ("What happens then?", Standing.LEANING),
    ],
)
def test_how_far_a_question_goes_by_itself(question: str, stands: Standing) -> None:
    assert standing(question) is stands


def test_the_subject_of_a_letter_still_completes_a_question() -> None:
    text = "Мы работаем с вами год. Как изменить срок оплаты?"
    understood = understand(ticket(text, channel="email", subject="Договор аренды склада"))

    assert understood.query_text == "Договор аренды склада. Как изменить срок оплаты?"
    assert understood.whole_text.endswith(text)
