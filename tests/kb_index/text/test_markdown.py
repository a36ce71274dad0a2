"""Markdown as help centres write it: blocks with exact offsets, plain text with the way back."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.records import Span
from kb_index.text.markdown import BlockKind, blocks, render

ARTICLE = """# Возврат *денег* #

Деньги **вернутся** за `3` дня [на карту](https://a.ru/card "подсказка") &mdash; см. \\*правила\\*.
Вторая строка ![схема](i.png) абзаца.

## Шаги

1. Откройте **Оплату**
   и выберите счёт
   - тариф
   - дата
1. Нажмите <br>«Вернуть»

   Пояснение к шагу.

> Только для владельца.

| Тариф | Срок |
|---|---|
| Старт | 3 \\| 5 дней |

```bash
refund --all
```

---

<div>Конец &lt;</div>
"""


def test_blocks_have_kind_level_marker_and_headings():
    assert [(block.kind.value, block.level, block.marker, block.headings) for block in blocks(ARTICLE)] == [
        ("heading", 1, None, ()),
        ("paragraph", 0, None, ("Возврат денег",)),
        ("heading", 2, None, ("Возврат денег",)),
        ("list_item", 1, "1.", ("Возврат денег", "Шаги")),
        ("list_item", 2, "-", ("Возврат денег", "Шаги")),
        ("list_item", 2, "-", ("Возврат денег", "Шаги")),
        ("list_item", 1, "2.", ("Возврат денег", "Шаги")),
        ("paragraph", 1, None, ("Возврат денег", "Шаги")),
        ("quote", 0, None, ("Возврат денег", "Шаги")),
        ("table_row", 0, None, ("Возврат денег", "Шаги")),
        ("table_row", 0, None, ("Возврат денег", "Шаги")),
        ("code", 0, None, ("Возврат денег", "Шаги")),
        ("rule", 0, None, ("Возврат денег", "Шаги")),
        ("html", 0, None, ("Возврат денег", "Шаги")),
    ]


def test_a_block_is_the_stretch_that_was_written():
    written = [block.span.of(ARTICLE) for block in blocks(ARTICLE)]
    assert written[0] == "# Возврат *денег* #"
    assert written[3] == "1. Откройте **Оплату**\n   и выберите счёт"
    assert written[4] == "- тариф"
    assert written[8] == "> Только для владельца."
    assert written[10] == "| Старт | 3 \\| 5 дней |"
    assert written[11] == "```bash\nrefund --all\n```"


def test_an_article_renders_to_text_for_a_letter():
    assert render(ARTICLE).text == (
        "Возврат денег\n\n"
        "Деньги вернутся за 3 дня на карту (https://a.ru/card) — см. *правила*. Вторая строка абзаца.\n\n"
        "Шаги\n\n"
        "1. Откройте Оплату и выберите счёт\n"
        "   - тариф\n"
        "   - дата\n"
        "2. Нажмите \n«Вернуть»\n"
        "   Пояснение к шагу.\n\n"
        "Только для владельца.\n\n"
        "Тариф · Срок\n"
        "Старт · 3 | 5 дней\n\n"
        "refund --all\n\n"
        "Конец <"
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[текст](https://a.ru)", "текст (https://a.ru)"),
        ("[https://a.ru](https://a.ru/)", "https://a.ru"),
        ("<https://a.ru/x>", "https://a.ru/x"),
        ("[пишите](mailto:a@b.ru)", "пишите (a@b.ru)"),
        ("[a@b.ru](mailto:a@b.ru)", "a@b.ru"),
        ("[раздел](../pay.md) и [ниже](#pay)", "раздел и ниже"),
        ("[a *b* `c`](https://a.ru/x_(y))", "a b c (https://a.ru/x_(y))"),
        ("[ссылка][1]\n\n[1]: https://a.ru", "ссылка"),
        ("snake_case_name и 2 * 3 * 4", "snake_case_name и 2 * 3 * 4"),
        ("`` a`b ``", "a`b"),
        ("строка  \nновая", "строка\nновая"),
        ("3. третий\n4. четвёртый", "3. третий\n4. четвёртый"),
        ("* звёздочка\n+ плюс", "- звёздочка\n- плюс"),
        ("Заголовок\n=========\n\nтекст", "Заголовок\n\nтекст"),
        ("~~~\nкод\n~~~", "код"),
        ("&copy; &#8470; \\_x\\_", "© № _x_"),
        ("**Внимание.**", "Внимание."),
        ("![](a.png)", ""),
        ("", ""),
    ],
)
def test_markup_becomes_plain_text(markdown, expected):
    assert render(markdown).text == expected


def test_the_cells_of_a_row_stay_in_their_columns_and_never_read_as_a_range():
    table = "| План | В месяц | **За год** |\n|---|---|---|\n| Старт | 11 € | 110 € |\n| Про | | 270 € |\n"
    start = table.index("| Старт")

    assert render(table, Span(start, table.index("\n| Про"))).text == "Старт · 11 € · 110 €"
    assert render(table).text.splitlines()[2] == "Про · – · 270 €"


def test_links_may_be_left_as_text():
    assert render("см. [оплату](https://a.ru)", links="text").text == "см. оплату"


def test_a_part_renders_alone_with_offsets_into_the_whole():
    start = ARTICLE.index("1. Нажмите")
    rendered = render(ARTICLE, Span(start, ARTICLE.index("> Только")))
    assert rendered.text == "2. Нажмите \n«Вернуть»\n   Пояснение к шагу."
    at = rendered.text.index("Пояснение")
    assert ARTICLE[rendered.offsets[at] :].startswith("Пояснение")


def test_a_stretch_inside_a_paragraph_is_cut_to_it():
    start = ARTICLE.index("**вернутся**")
    end = ARTICLE.index(" [на карту]")
    assert render(ARTICLE, Span(start, end)).text == "вернутся за 3 дня"


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_character_leads_back_to_itself(line_end):
    markdown = ARTICLE.replace("\n", line_end)
    rendered = render(markdown)
    entities = {"—": "&mdash;", "<": "&lt;"}
    for sign, offset in zip(rendered.text, rendered.offsets, strict=True):
        if offset >= 0 and not sign.isspace():
            assert markdown.startswith(entities.get(sign, sign), offset) or markdown[offset] == sign


def test_line_ends_do_not_change_the_text():
    assert render(ARTICLE.replace("\n", "\r\n")).text == render(ARTICLE).text


STARTS = [
    "# ",
    "- ",
    "1. ",
    "> ",
    "   ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "---\n",
    "```\n",
    "| a | b |\n|---|---|\n",
    "| ",
    " |",
]
INLINE = ["**", "*", "_", "`", "``", "[", "](", "![", "https://a.ru", ")", "\\|", "\\", "&amp;", "<br>", "<b>"]
PIECES = st.sampled_from([*STARTS, *INLINE, "слово", "😀", "и\u0306"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_markdown_keeps_the_invariants(markdown):
    found = blocks(markdown)
    assert all(left.span.end <= right.span.start for left, right in itertools.pairwise(found))
    assert all(block.span.of(markdown).strip() for block in found)
    rendered = render(markdown)
    assert len(rendered.text) == len(rendered.offsets)
    assert all(-1 <= offset < len(markdown) for offset in rendered.offsets)
    wrong = [
        (sign, offset)
        for sign, offset in zip(rendered.text, rendered.offsets, strict=True)
        if offset >= 0 and not sign.isspace() and markdown[offset] not in (sign, "&", "\\")
    ]
    assert not wrong


@given(st.lists(PIECES, max_size=20).map("".join))
def test_the_parts_hold_every_word_of_the_whole(markdown):
    parts = "".join(render(markdown, block.span).text for block in blocks(markdown) if block.kind is not BlockKind.RULE)
    assert "".join(parts.split()) == "".join(render(markdown).text.split())


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Нажмите **Вернуть** и [ждите](https://a.example/x).", "Нажмите Вернуть и ждите (https://a.example/x)."),
        ("**Вернуть** деньги", "Вернуть деньги"),
        ("`код` пишут так", "код пишут так"),
        ("[ссылка](https://a.example/x)", "ссылка (https://a.example/x)"),
        ("[ссылка]: https://a.example", ""),  # an address of links, no sentence
        ("12) это пункт", "12) это пункт"),
        ("12 пунктов", "12 пунктов"),
        ("*** ", ""),
    ],
)
def test_one_line_reads_alone_as_it_does_among_others(markdown, text):
    assert render(markdown).text == text
    assert render(markdown).text == render(markdown + "\n").text


def test_an_item_without_words_marks_nothing_that_follows_it():
    heading = blocks("-\n\n# Заголовок\n")[-1]
    assert (heading.marker, heading.span.of("-\n\n# Заголовок\n")) == (None, "# Заголовок")
