"""What was not asked is left out: other rows and columns, steps, paragraphs about something else."""

from __future__ import annotations

import pytest

from kb_index.records import Article
from service.drafting.cells import named_rows
from service.drafting.passages import sections_of
from tests.service.drafting.desk import draft, ticket

PRICES = Article(
    "ru/prices",
    "Цены",
    "## Мойка\n\n| Услуга | Легковая | Джип |\n|---|---|---|\n"
    "| Мойка кузова | 500 ₽ | 700 ₽ |\n| Мойка кузова с воском | 900 ₽ | 1 200 ₽ |\n"
    "| Химчистка | 6 000 ₽ | 7 500 ₽ |\n",
    "ru",
)
PACKAGES = Article(
    "ru/packages",
    "Пакеты",
    "## Пакеты\n\n| Пакет | Цена | Машин |\n|---|---|---|\n"
    "| Искра | 1 000 ₽ | 1 |\n| Луч | 2 000 ₽ | 3 |\n| Заря | 3 000 ₽ | 7 |\n\n"
    "## Места\n\nВторое место есть в пакетах «Искра» и «Луч».\n",
    "ru",
)
COURSES = Article(
    "en/courses",
    "Courses",
    "## Courses\n\n| | Solo | Group | Pro |\n|---|---|---|---|\n"
    "| Price | €19 | €34 | €59 |\n| Homework is checked | no | yes | yes |\n",
    "en",
)
REFUNDS = Article(
    "ru/refunds",
    "Возврат",
    "Деньги за отменённую мойку возвращаем за 10 дней.\n\n"
    "Подарочные абонементы возврату не подлежат, но их можно передать другому.\n",
    "ru",
)
MOVE = Article(
    "ru/move",
    "Другая смена",
    "Смену меняют раз в месяц.\n\n1. Откройте **Смены**.\n2. Нажмите **Перейти**.\n\n"
    "Или позвоните старшему. Накопленные отгулы при смене графика сгорают.\n",
    "ru",
)
LIST = Article(
    "en/skills",
    "Skills",
    "Your staff need these skills for the move of the database:\n\n- SQL.\n- Networks.\n\nThe move takes a day.\n",
    "en",
)
CODES = Article(
    "en/codes",
    "Certificates",
    "- Reissue the certificate.\n- Turn the site on.\n\nError SSL-7 means that a record forbids it.\n",
    "en",
)
MATTRESSES = Article(
    "ru/returns",
    "Возврат",
    "Мебель возвращаем только в упаковке, если прошло меньше 14 дней.\n\n"
    "## Матрасы\n\nМатрас можно вернуть в течение 30 дней.\n",
    "ru",
)


def test_a_longer_name_of_a_row_leaves_out_the_row_of_the_shorter() -> None:
    text = draft(ticket("Сколько стоит мойка кузова с воском?", channel="chat"), PRICES).text

    assert "900 ₽" in text
    assert "500 ₽" not in text


def test_the_shorter_name_alone_still_means_its_row() -> None:
    table = sections_of(PRICES.body_markdown)[0].units[0]

    named = named_rows(table, {"химчистка"})

    assert [row.text for row in named] == ["Химчистка · 6 000 ₽ · 7 500 ₽"]


@pytest.mark.parametrize("asked", ["Чем отличаются Искра и Луч?", "Какая разница между пакетами Искра и Луч?"])
def test_of_two_that_are_compared_only_their_rows_are_quoted(asked: str) -> None:
    text = draft(ticket(asked, channel="chat"), PACKAGES).text

    assert "Искра · 1 000 ₽ · 1" in text
    assert "Луч · 2 000 ₽ · 3" in text
    assert "Заря" not in text


def test_of_two_that_are_compared_only_their_columns_are_quoted() -> None:
    text = draft(ticket("What is the difference between Group and Pro?", channel="chat"), COURSES).text

    assert "Price · €34 · €59" in text
    assert "€19" not in text


def test_a_paragraph_before_the_sentence_that_answers_is_left_out() -> None:
    text = draft(
        ticket("Подлежит ли возврату подарочный абонемент, деньги за который уплачены?", channel="chat"), REFUNDS
    ).text

    assert "Подарочные абонементы возврату не подлежат" in text
    assert "отменённую мойку" not in text


def test_steps_nobody_asked_for_go_with_the_sentence_that_leans_on_them() -> None:
    text = draft(ticket("Если сменить график, что станет с накопленными отгулами?", channel="chat"), MOVE).text

    assert "отгулы при смене графика сгорают" in text
    assert "Откройте" not in text
    assert "Или позвоните" not in text


def test_a_list_stays_with_the_sentence_that_introduces_it() -> None:
    text = draft(ticket("Which skills do our staff need for the move of the database?", channel="chat"), LIST).text

    assert "- SQL." in text


def test_beside_what_a_code_means_a_list_for_other_cases_is_left_out() -> None:
    text = draft(ticket("error SSL-7", channel="chat"), CODES).text

    assert "a record forbids it" in text
    assert "Reissue" not in text


def test_terms_of_what_the_customer_names_win_over_terms_of_everything() -> None:
    asked = "Купила матрас 20 дней назад. Могу ли я его вернуть?"

    text = draft(ticket(asked, channel="chat"), MATTRESSES).text

    assert "Матрас можно вернуть в течение 30 дней" in text
