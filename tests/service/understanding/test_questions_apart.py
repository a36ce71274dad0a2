"""A message -> its questions: each one by itself, clauses of one question together, wishes as their background."""

from __future__ import annotations

import pytest

from service.understanding.questions import split_questions, with_question


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "How heavy may a parcel be? How many can I send a day? Which labels are accepted?",
            (
                "How heavy may a parcel be?",
                "How many can I send a day?",
                "How many can I send a day… Which labels are accepted?",
            ),
        ),
        (
            "Есть ли у вас детское меню? Можно ли с собакой?",
            ("Есть ли у вас детское меню?", "Есть ли у вас детское меню… Можно ли с собакой?"),
        ),
        ("Can I rent skis? How much is it?", ("Can I rent skis?", "Can I rent skis… How much is it?")),
        (
            "Есть ли у вас прокат лыж и какие размеры?",
            ("Есть ли у вас прокат лыж", "Есть ли у вас прокат лыж… какие размеры?"),
        ),
        (
            "подскажите как отменить бронь и сколько это будет стоить",
            ("подскажите как отменить бронь", "подскажите как отменить бронь… сколько это будет стоить"),
        ),
        (
            "What are the opening hours of the pool and where do I buy a day ticket?",
            ("What are the opening hours of the pool", "where do I buy a day ticket?"),
        ),
        (
            "How do I add a guest and can the guest use the sauna?",
            ("How do I add a guest", "can the guest use the sauna?"),
        ),
        (
            "Сколько стоит сауна и поможете ли вы с дровами?",
            ("Сколько стоит сауна", "поможете ли вы с дровами?"),
        ),
        (
            "1) как отменить бронь 2) есть ли парковка 3) где ключи от номера",
            ("как отменить бронь", "есть ли парковка", "где ключи от номера"),
        ),
    ],
)
def test_neighbouring_questions_stay_apart(text: str, questions: tuple[str, ...]) -> None:
    assert tuple(one.split("… ")[-1] for one in split_questions(text)) == tuple(
        one.split("… ")[-1] for one in questions
    )


@pytest.mark.parametrize(
    "text",
    [
        "Увидит ли курьер, сколько стоит посылка?",
        "Как узнать, где сейчас посылка?",
        "is breakfast included in the room or do i have to book it apart",
        "Как часто и в какое время приходят отчёты?",
        "Как быть, когда сауна занята?",
        "How do I open the app and do the update?",
        "Do you ship to Cyprus? If not, is it planned?",
        "Можно ли приехать вдвоём и без предоплаты?",
    ],
)
def test_clauses_of_one_question_stay_together(text: str) -> None:
    assert split_questions(text) == (text,)


def test_a_letter_of_eight_questions_is_read_to_its_end() -> None:
    things = ("диван", "стол", "шкаф", "комод", "кресло", "полка", "зеркало", "вешалка")
    asked = [f"Сколько стоит {thing}?" for thing in things]

    assert [one.split("… ")[-1] for one in split_questions(" ".join(asked))] == asked


def test_a_wish_in_front_of_questions_is_their_background() -> None:
    found = split_questions("Hi! We need to ship 40 paintings. What is the largest crate and who packs it?")

    assert found == ("What is the largest crate", "What is the largest crate… who packs it?")


@pytest.mark.parametrize(
    "text",
    ["We need to ship 40 paintings.", "Нужно перевезти пианино.", "i want to close my deposit"],
)
def test_a_wish_alone_is_what_is_asked(text: str) -> None:
    assert split_questions(text) == (text,)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("I want to return the lamp. Also, where is your shop?", "I want to return the lamp."),
        ("Please send me the receipt for June. How do I change the address?", "Please send me the receipt for June."),
        ("Пришлите чек за июнь. Как сменить адрес доставки?", "Пришлите чек за июнь."),
        ("Could you send us the price list? And where is your shop?", "Could you send us the price list?"),
    ],
)
def test_an_order_beside_a_question_is_answered_too(text: str, first: str) -> None:
    found = split_questions(text)

    assert found[0] == first
    assert len(found) == 2


@pytest.mark.parametrize(
    "text",
    [
        "We are going to move the office in May. How do I change the delivery address?",
        "You open the pool at nine. How do I change my booking?",
    ],
)
def test_a_verb_inside_a_statement_gives_no_order(text: str) -> None:
    assert split_questions(text) == ("How do I change " + text.split("How do I change ")[1],)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "Прошу уточнить срок доставки дивана. Также интересует, кто его соберёт.",
            (
                "Прошу уточнить срок доставки дивана.",
                "Прошу уточнить срок доставки дивана… Также интересует, кто его соберёт.",
            ),
        ),
        (
            "Our landlord asks where the meter stands and how often it is read.",
            ("Our landlord asks where the meter stands", "how often it is read."),
        ),
        ("понял. тогда вопрос как вернуть диван", ("понял. тогда вопрос как вернуть диван",)),
    ],
)
def test_questions_inside_statements_are_found(text: str, questions: tuple[str, ...]) -> None:
    assert [one.split("… ")[-1] for one in split_questions(text)] == [one.split("… ")[-1] for one in questions]


@pytest.mark.parametrize(
    "text", ["У меня есть вопрос. Где ваш склад?", "I have two things to ask. Where is your shop?"]
)
def test_announcing_questions_asks_nothing(text: str) -> None:
    assert split_questions(text) == (text.split(". ")[1],)


def test_what_a_question_borrows_is_the_last_question_that_names_a_topic() -> None:
    found = split_questions("Есть ли у вас прокат лыж? Сколько это стоит? А на день?")

    assert [one.split("… ")[0] for one in found[1:]] == ["Есть ли у вас прокат лыж"] * 2


def test_brief_questions_go_on_with_the_last_one_that_was_not() -> None:
    text = "How many skis does the large locker hold? Is it heated? Any gloves?"

    assert split_questions(text)[2] == "How many skis does the large locker hold… Any gloves?"
    assert with_question("Где сдать горные лыжи? Как вернуть залог?", "Как вернуть залог?") == (
        "Где сдать горные лыжи… Как вернуть залог?"
    )
