"""Forwarded heads, receipts as subjects, announced topics, bursts: what a letter's shape does not say."""

from __future__ import annotations

import pytest

from service.domain import Stage
from service.understand import understand
from service.understanding.questions import split_questions
from tests.service.drafting.desk import ticket


def test_the_last_head_of_a_forwarded_letter_is_no_question() -> None:
    letter = (
        "---------- Forwarded message ---------\nОт: Касса <kassa@example.com>\nДата: вт, 4 нояб.\nТема: чек\n"
        "Кому: Пётр\n\nгде взять чек за баню"
    )

    assert understand(ticket(letter, channel="email")).query_text == "где взять чек за баню"


def test_the_subject_of_our_own_receipt_is_not_searched_for() -> None:
    asked = understand(ticket("Не открывается шлагбаум", channel="email", subject="Re: [#88] Ваше обращение получено"))

    assert asked.query_text == "Не открывается шлагбаум"


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "About the sauna: what's the price? do you have towels?",
            ("the sauna: what's the price?", "the sauna: do you have towels?"),
        ),
        (
            "подскажите по бане: какие дни свободны и можно ли с веником",
            ("бане: какие дни свободны", "бане: можно ли с веником"),
        ),
        (
            "My question is about towels. We come with eight people. Which set is right?",
            ("towels: We come with eight people. Which set is right?",),
        ),
        ("Вопрос по веникам. Сколько их можно взять?", ("веникам: Сколько их можно взять?",)),
    ],
)
def test_a_topic_that_was_announced_belongs_to_each_question(text: str, questions: tuple[str, ...]) -> None:
    assert split_questions(text) == questions


def test_counted_statements_are_the_items_of_a_list() -> None:
    found = split_questions("Two things. First, the tap drips all night. Second, I can't find the towels.")

    assert found == ("the tap drips all night.", "I can't find the towels.")
    assert split_questions("First, I was late. Where is the cellar key kept?") == ("Where is the cellar key kept?",)


def test_what_is_asked_for_behind_a_question_is_answered_too() -> None:
    found = split_questions("Как отменить баню. И веники тоже нужно вернуть.")

    assert found == ("Как отменить баню.", "И веники тоже нужно вернуть.")


def test_an_order_and_a_question_of_one_sentence_are_two() -> None:
    found = split_questions("Please cancel the sauna booking and tell me where the towels are.")

    assert [one.split("… ")[-1] for one in found] == [
        "Please cancel the sauna booking",
        "tell me where the towels are.",
    ]


def test_that_something_fails_takes_no_word_back() -> None:
    asked = understand(ticket("Сделал как в инструкции", "не включается", "та же лампа мигает"))

    assert "не включается" in asked.query_text


def test_a_word_that_was_written_can_be_taken_back() -> None:
    assert understand(ticket("сколько стоит сауна", "ой не сауна", "баня")).query_text == "сколько стоит баня"


@pytest.mark.parametrize(
    "text",
    [
        "Can I hide the prices from a manager and still let him book?",
        "Как поделиться отчётом с руководителем отдела?",
        "How do I make a supervisor of a colleague?",
    ],
)
def test_roles_of_the_product_are_no_call_for_a_person(text: str) -> None:
    assert understand(ticket(text)).escalation_reason is None


@pytest.mark.parametrize("text", ["Свяжите меня с вашим руководством", "I want a manager now", "your manager, please"])
def test_a_call_for_somebody_above_is_heard(text: str) -> None:
    assert understand(ticket(text)).escalation_reason == "asks_for_person"


@pytest.mark.parametrize(
    "text",
    [
        "Спасибо! а как вернуть полотенца",
        "спасибо, всё получилось, где оставить ключи",
        "Thanks, it works now. One more thing:\n- can the sauna be booked for a year",
    ],
)
def test_a_question_behind_the_thanks_is_heard_without_its_mark(text: str) -> None:
    understood = understand(ticket(text))

    assert understood.stage is Stage.FIRST
    assert understood.questions


@pytest.mark.parametrize(
    "text", ["Спасибо! Как хорошо у вас!", "Thank you, it works. What a relief!", "Спасибо, разобрались, как открыть"]
)
def test_thanks_with_an_exclamation_are_thanks(text: str) -> None:
    assert understand(ticket(text)).stage is Stage.THANKS
