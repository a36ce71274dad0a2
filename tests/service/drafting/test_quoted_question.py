"""A holding reply names the question in the customer's words, without what only leads to it."""

from __future__ import annotations

import pytest

from service.domain import Case, Outcome
from tests.service.drafting.desk import draft, ticket


@pytest.mark.parametrize(
    ("message", "quoted"),
    [
        ("Ура, загрузилось. Слушайте, а можно закрыть доступ кладовщикам?", "«Можно закрыть доступ кладовщикам?»"),
        ("It works now. Listen, and can drivers see the prices?", '"Can drivers see the prices?"'),
    ],
)
def test_small_talk_before_the_question_is_not_quoted(message: str, quoted: str) -> None:
    assert quoted in draft(ticket(message, channel="chat"), outcome=Outcome.ABSTAIN).text


def test_a_question_that_leans_on_its_story_is_quoted_with_it() -> None:
    written = draft(ticket("Мы случайно испортили карточки. Что делать?", channel="chat"), outcome=Outcome.ABSTAIN)

    assert "испортили карточки" in written.text


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("Есть ли у вас касса?", "«Есть ли у вас касса?»\n"),  # the mark of the question ends the sentence
        ("Добавьте в программу тёмную тему.", "«Добавьте в программу тёмную тему».\n"),
    ],
)
def test_a_sentence_that_ends_with_a_quoted_question_has_no_second_stop(message: str, named: str) -> None:
    assert named in draft(ticket(message, channel="chat"), outcome=Outcome.ABSTAIN).text


def test_only_a_question_is_called_one_beside_the_number_of_the_case() -> None:
    case = Case(case_id="T-7")
    wish = draft(ticket("Добавьте в программу тёмную тему.", channel="chat", case=case), outcome=Outcome.ABSTAIN)
    question = draft(ticket("Есть ли у вас касса?", channel="chat", case=case), outcome=Outcome.ABSTAIN)

    assert "сообщение «Добавьте в программу тёмную тему», номер обращения — T-7" in wish.text
    assert "вопрос «Есть ли у вас касса?», номер обращения — T-7" in question.text
