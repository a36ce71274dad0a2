"""What means nothing without its heading is quoted with it; the name of steps that are not quoted is left out."""

from __future__ import annotations

import pytest

from kb_index.records import Article, Span
from service.drafting.fragments import is_fragment, is_label
from service.drafting.passages import Unit, UnitKind
from tests.service.drafting.desk import draft, ticket

FORM = Article(
    "en/form",
    "The order form",
    '## Columns\n\n"Colour" and "Size". Each colour stands once.\n\n## Paper\n\nPrint the form on thick paper.\n',
    "en",
)
FORM_RU = Article(
    "ru/form", "Бланк заказа", "## Обязательные графы\n\n«Цвет» и «Размер».\n\n## Бумага\n\nБланк печатают.\n", "ru"
)
LONG = "\n".join(
    f"{n}. Open page {n} of the archive and copy every line of the record that stands on it." for n in range(1, 40)
)
ARCHIVE = Article(
    "en/archive",
    "The archive",
    f"## Copying records\n\nReading room\n\n{LONG}\n",
    "en",
    uri="https://help.example/en/archive",
)


@pytest.mark.parametrize(
    "text", ["«Артикул» и «Название».", '"SKU" and "Name".', "Две недели.", "Two weeks.", "ИНН и адрес"]
)
def test_a_sentence_without_a_verb_is_a_fragment(text: str) -> None:
    assert is_fragment(_unit(text))


@pytest.mark.parametrize(
    "text",
    ["Срок — 30 дней.", "Откройте настройки.", "The plan holds 7 users.", "It is free.", "Columns:", "Хранится месяц."],
)
def test_what_states_something_or_leads_to_more_is_none(text: str) -> None:
    assert not is_fragment(_unit(text))


def test_only_what_ends_like_a_heading_is_a_label() -> None:
    assert is_label(_unit("Management console"))
    assert not is_label(_unit("Two weeks."))


def test_a_fragment_is_quoted_with_its_heading_and_both_are_cited() -> None:
    written = draft(ticket("Which columns does the order form need?", channel="chat"), FORM)

    assert 'Columns: "Colour" and "Size". Each colour stands once.' in written.text
    assert "Columns" in [one.span.of(written.text) for one in written.citations]


def test_so_it_is_in_russian() -> None:
    written = draft(ticket("Какие графы обязательные в бланке?", channel="chat"), FORM_RU)

    assert "Обязательные графы: «Цвет» и «Размер»." in written.text


def test_the_name_of_steps_that_are_too_long_is_not_quoted_alone() -> None:
    written = draft(ticket("How do I copy records in the reading room of the archive?", channel="chat"), ARCHIVE)

    assert "Reading room" not in written.text
    assert "https://help.example/en/archive" in written.text


def _unit(text: str) -> Unit:
    return Unit(UnitKind.SENTENCE, Span(0, len(text)), text, frozenset(), 0)
