"""What a cue gave away once is hidden wherever else it stands, in whatever order the texts are read."""

from __future__ import annotations

import pytest

from service.domain import Channel, ContextReference, Conversation, Message, Role, Ticket
from service.masking.mask import mask_of
from tests.effort import calls


def ticket(*texts: str, references: tuple[ContextReference, ...] = ()) -> Ticket:
    messages = tuple(Message(Role.END_USER, text) for text in texts)
    return Ticket(Conversation(Channel.EMAIL, messages), context_references=references)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Мой заказ 48213 не пришёл. Когда придёт 48213?", "48213"),
        ("Пароль: Kotik2024. Почему Kotik2024 не подходит?", "Kotik2024"),
        ("My order 48213 has not arrived. When will 48213 come?", "48213"),
    ],
)
def test_a_value_is_hidden_without_its_cue_too(text: str, value: str):
    mask = mask_of(ticket(), may_leave=frozenset())
    hidden = mask.hide(text)
    assert value not in hidden
    assert mask.restore(hidden) == text


@pytest.mark.parametrize("asked", ["Когда придёт 48213?", "Почему Kotik2024 не подходит?"])
def test_a_question_read_before_the_message_hides_what_the_message_gives_away(asked: str):
    mask = mask_of(ticket("Мой заказ 48213. Пароль: Kotik2024."), may_leave=frozenset())
    hidden = mask.hide(asked)
    assert "48213" not in hidden
    assert "Kotik2024" not in hidden
    assert mask.restore(hidden) == asked


def test_what_another_text_gives_away_keeps_one_marker():
    mask = mask_of(ticket("Мой заказ 48213."), may_leave=frozenset())
    assert mask.hide("48213") == mask.hide("заказ 48213").removeprefix("заказ ")


def test_what_may_leave_is_left_at_its_second_mention_too():
    mask = mask_of(ticket("Мой заказ 48213. Когда придёт 48213?"), may_leave=frozenset({"all"}))
    assert mask.hide("Когда придёт 48213?") == "Когда придёт 48213?"


def test_a_text_of_the_ticket_is_read_once_however_often_it_is_hidden():
    text = "Здравствуйте! Заказ 48213, телефон +7 921 555-01-02, почта a@example.org. Когда он придёт? " * 5
    mask_of(ticket("Заказ 1"), may_leave=frozenset())  # lists that are read at first use
    reading = calls(lambda: mask_of(ticket(text), may_leave=frozenset()))
    mask = mask_of(ticket(text), may_leave=frozenset())
    assert calls(lambda: mask.hide(text)) < reading / 3
    assert "48213" not in mask.hide(text)


def test_twice_the_mentions_take_about_twice_the_work():
    def hiding(mentions: int) -> int:
        text = "Заказ 48213 не пришёл. " * mentions
        mask = mask_of(ticket(text), may_leave=frozenset())
        return calls(lambda: mask.hide(text))

    assert hiding(400) < 3 * hiding(200)
