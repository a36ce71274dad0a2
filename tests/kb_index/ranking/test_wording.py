"""What the wording of a question tells."""

from __future__ import annotations

import pytest

from kb_index.ranking.wording import answers_yes_or_no, likeness, wording


@pytest.mark.parametrize("text", ["Как создать кластер", "резервное копирование вручную", "How to add a domain"])
def test_a_topic_is_named_without_a_person_or_a_question_mark(text: str) -> None:
    assert wording(text, 3).topic


@pytest.mark.parametrize(
    "text", ["Как создать кластер?", "не могу войти в мой кабинет", "I cannot sign in", "у нас не открывается отчёт"]
)
def test_a_question_or_a_complaint_names_no_topic(text: str) -> None:
    assert not wording(text, 3).topic


def test_a_long_story_names_no_topic() -> None:
    assert not wording("резервное копирование", 20).topic


@pytest.mark.parametrize("text", ["Можно ли вернуть деньги?", "Can I get a refund?", "Hello! Is there a trial?"])
def test_a_question_for_yes_or_no_is_polar(text: str) -> None:
    assert wording(text, 3).polar


@pytest.mark.parametrize("text", ["Сколько стоит тариф?", "What is a domain?", "Где скачать акт?"])
def test_other_questions_are_not_polar(text: str) -> None:
    assert not wording(text, 3).polar


@pytest.mark.parametrize(
    ("passage", "expected"),
    [("Да, такая возможность есть.", True), ("**No.** Refunds take 5 days.", True), ("Данные хранятся год.", False)],
)
def test_a_passage_that_begins_with_yes_or_no_is_known(passage: str, *, expected: bool) -> None:
    assert answers_yes_or_no(passage) is expected


def test_likeness_survives_endings_and_is_nothing_for_other_words() -> None:
    assert likeness("создание кластера", "Создание кластеров") > 0.7
    assert likeness("создание кластера", "Возврат денег") == 0.0
    assert likeness("", "Возврат денег") == 0.0
