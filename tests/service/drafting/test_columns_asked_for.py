"""Of a table's row only the columns that the question names are quoted, where the others say the same kind of thing."""

import pytest

from kb_index.records import Article, Span
from service.drafting.cells import cells
from tests.service.drafting.desk import draft, ticket

LIMITS = Article(
    "ru/limits",
    "Лимиты тарифов",
    "# Лимиты тарифов\n\n"
    "| Лимит | Старт | Команда | Бизнес |\n|---|---|---|---|\n"
    "| Размер одного вложения | 10 МБ | 25 МБ | 50 МБ |\n"
    "| Число складов | 1 | 3 | 10 |\n",
    "ru",
)
EXTRAS = Article(
    "ru/extras",
    "Дополнения",
    "# Дополнения\n\n"
    "| Дополнение | Цена в месяц | На каких тарифах |\n|---|---|---|\n"
    "| Ещё один пользователь | 290 ₽ | Команда, Бизнес |\n"
    "| Ещё один склад | 490 ₽ | Бизнес |\n",
    "ru",
)


def test_a_figure_for_one_plan_comes_without_those_for_the_others() -> None:
    written = draft(ticket("Какой размер одного вложения на тарифе Бизнес?", channel="chat"), LIMITS)

    assert "Лимит · Бизнес\nРазмер одного вложения · 50 МБ" in written.text
    assert "25 МБ" not in written.text


def test_each_cell_is_a_citation_of_its_own_place() -> None:
    written = draft(ticket("Какой размер одного вложения на тарифе Бизнес?", channel="chat"), LIMITS)

    quoted = [(one.span.of(written.text), one.source.quote) for one in written.citations]
    assert quoted[:2] == [("Лимит", "Лимит"), ("Бизнес", "Бизнес")]
    assert ("50 МБ", "50 МБ") in quoted
    assert all(one.source.quote_span.of(LIMITS.body_markdown) == one.source.quote for one in written.citations)


def test_without_a_plan_in_the_question_the_row_is_quoted_whole() -> None:
    written = draft(ticket("Какой размер одного вложения?", channel="chat"), LIMITS)

    assert "Размер одного вложения · 10 МБ · 25 МБ · 50 МБ" in written.text


def test_columns_that_say_different_things_stay_together() -> None:
    written = draft(ticket("На каких тарифах можно взять: ещё один склад?", channel="chat"), EXTRAS)

    assert "Ещё один склад · 490 ₽ · Бизнес" in written.text


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| a | b c | d |", ["a", "b c", "d"]),
        ("a | b", ["a", "b"]),
        (r"| a \| b | c |", [r"a \| b", "c"]),
        ("| a |  | c |", ["a", "", "c"]),
    ],
)
def test_cells_stand_between_the_bars(row: str, expected: list[str]) -> None:
    assert [span.of(row) for span in cells(row, Span(0, len(row)))] == expected
