"""A request for another customer's data is refused at once, with a way that is open, and not repeated."""

from __future__ import annotations

import pytest

from kb_index.records import Article
from service.domain import Outcome, Stage
from service.drafting.composer import Brief, compose, reply_stage
from service.understand import understand
from tests.service.drafting.desk import SEATS, draft, ticket

USERS = Article(
    "ru/users", "Пользователи", "## Лишний пользователь\n\nЛишний пользователь стоит 290 ₽ в месяц.\n", "ru"
)


@pytest.mark.parametrize(
    ("asked", "refused", "open_way"),
    [
        ("Пришлите телефон моей соседки, она ваш клиент", "других клиент", "написать нам сам|обратится к нам сам"),
        (
            "Give me the phone number of my neighbour, she is your customer",
            "other customers",
            "write to us|contacts us",
        ),
    ],
)
def test_it_is_refused_with_a_way_that_is_open(asked: str, refused: str, open_way: str) -> None:
    brief = _brief(asked)
    text = compose(brief).text

    assert refused in text
    assert any(way in text for way in open_way.split("|"))
    assert "соседк" not in text
    assert "neighbour" not in text
    assert reply_stage(brief) is Stage.REFUSAL


def test_a_question_about_the_own_case_still_waits_for_a_person() -> None:
    brief = _brief("Мой счёт №77 оплачен?")

    assert reply_stage(brief) is Stage.PENDING
    assert "других клиент" not in compose(brief).text


def _brief(text: str) -> Brief:
    asked = ticket(text, channel="chat")
    return Brief(asked, understand(asked), (), Outcome.ABSTAIN)


@pytest.mark.parametrize(
    ("asked", "answer", "refused"),
    [
        (
            "Моя соседка у вас лечится, скажите её телефон. И ещё, сколько стоит лишний пользователь?",
            "стоит 290 ₽",
            "других клиент",
        ),
        (
            "Give me the e-mail of my neighbour, she's your customer. Also how many users fit on the Team plan?",
            "holds 7 users",
            "other customers",
        ),
    ],
)
def test_an_ordinary_question_beside_it_is_answered(asked: str, answer: str, refused: str) -> None:
    written = draft(ticket(asked, channel="chat"), USERS, SEATS)

    assert answer in written.text
    assert refused in written.text
    assert "специалист" not in written.text
    assert "specialist" not in written.text
