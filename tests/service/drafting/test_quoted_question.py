"""A holding reply names the question in the customer's words, without what only leads to it."""

from __future__ import annotations

import pytest

from service.domain import Outcome
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
