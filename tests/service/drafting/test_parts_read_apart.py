"""A long page is read part by part, and says the same as read whole."""

from itertools import pairwise

import pytest

from kb_index.records import Span
from kb_index.text.markdown import render
from service.drafting.page import bold_names, page_blocks, several_labels
from service.drafting.parting import page_parts
from service.drafting.passages import sections_at, sections_of

PAGES = (
    "Начало.\n\n# Возврат\n\nДеньги вернутся за 10 дней.\n\n## Шаги\n\n1. Откройте счёт.\n2. Нажмите **Вернуть**.\n",
    "# Код\n\n```sh\n# это не заголовок\n```\n\n# Дальше\n\nТекст.\n",
    "# Список\n\n1. Выполните:\n\n   ```sh\n   # не заголовок\n   ```\n\n2. Готово.\n\n# Дальше\n\nТекст.\n",
    "Начало.\n\n**Важно.** Одно.\n\n# Ещё\n\n**Совет.** Другое.\n\nКонец.\n",
    "# Таблица\n\n| a | b |\n|---|---|\n| 1 | 2 |\n# Сразу\n\n> цитата\n# И ещё\nТекст.\n",
    "-\n\n# После пустого пункта\n\nТекст.\n",
)


def _blocks(markdown, parts):
    found = []
    for part in parts:
        text = part.of(markdown)
        named = bold_names(text) and several_labels(markdown, parts)
        found += [(one.kind, one.span.shifted(part.start), one.level) for one in page_blocks(text, named=named)]
    return found


@pytest.mark.parametrize("markdown", PAGES)
def test_parts_read_apart_hold_the_blocks_of_the_whole_page(markdown):
    whole = [(one.kind, one.span, one.level) for one in page_blocks(markdown)]
    assert _blocks(markdown, page_parts(markdown)) == whole


@pytest.mark.parametrize("markdown", PAGES)
def test_parts_are_neighbours_and_make_up_the_page(markdown):
    parts = page_parts(markdown)
    assert "".join(part.of(markdown) for part in parts) == markdown
    assert all(one.end == two.start for one, two in pairwise(parts))


def test_a_heading_at_the_rim_begins_a_part_and_one_inside_code_does_not():
    assert [part.of(PAGES[1]).split("\n")[0] for part in page_parts(PAGES[1])] == ["# Код", "# Дальше"]


@pytest.mark.parametrize(
    "markdown",
    [
        "# A\n\n[ref]: https://a.example\n\n# B\n\n[text][ref]\n",  # an address for all of the page
        "# A\n\n<pre>\n# no heading\n</pre>\n\n# B\n",
        "# A\n\n  ```\ncode\n# heading or code?\n  ```\n\n# B\n",
        "# A\n\n```\n# code without an end\n",
    ],
)
def test_where_it_cannot_be_told_what_is_code_the_page_is_read_whole(markdown):
    assert len(page_parts(markdown)) == 1


@pytest.mark.parametrize("markdown", PAGES)
def test_a_unit_reads_as_its_stretch_of_the_article_does(markdown):
    units = [unit for section in sections_of(markdown) for unit in section.units]
    assert units
    for unit in units:
        rendered = render(markdown, unit.span) if unit.rows else render(unit.span.of(markdown))
        assert unit.text == rendered.text


def test_the_sections_of_a_stretch_are_those_of_the_whole_article():
    markdown = PAGES[0]
    start = markdown.index("Деньги")
    (found,) = sections_at(markdown, Span(start, start + 28))
    assert found in sections_of(markdown)
    assert found.heading == "Возврат"


def test_a_list_that_goes_on_from_a_number_is_read_by_itself():
    markdown = "1. Один.\n\n   # Внутри\n1. Два.\n1. Три.\n"
    units = [unit for section in sections_of(markdown) for unit in section.units]
    assert all(unit.text == render(unit.span.of(markdown)).text for unit in units)


@pytest.mark.parametrize(
    ("markdown", "several"),
    [
        ("# Как вернуть?\n\nОткройте заказ.\n\n# Как отменить?\n\n**Важно.** Отмена необратима.\n", False),
        ("<p>\n# Как вернуть?\n</p>\n\n<p>\n# Как отменить?\n</p>\n", True),
        ("Как вернуть деньги?\nОткройте заказ.\n\nКак отменить?\nНажмите.\n", True),
    ],
)
def test_questions_that_are_headings_are_no_labels_but_inside_html_they_are_text(markdown, several):
    assert several_labels(markdown, page_parts(markdown)) is several
