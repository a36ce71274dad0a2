"""Passages follow an article's structure, stay within the limit, and keep their offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.chunking import LIMIT, indexed_text, split, terms
from kb_index.records import Article


def article(body: str, title: str = "Возврат денег") -> Article:
    return Article("a", title, body, "ru", product="Касса")


def texts(body: str) -> list[str]:
    return [passage.text for passage in split(article(body))]


def test_entries_between_separators_are_passages_of_their_own() -> None:
    body = "---\n\nДа, можно.\n\n---\n\nНет, нельзя.\n\nСовсем.\n\n***\n\nСпросите нас."
    assert texts(body) == ["Да, можно.", "Нет, нельзя.\n\nСовсем.", "Спросите нас."]


def test_a_heading_stays_with_the_text_below_it() -> None:
    body = "Вступление.\n\n## Оплата\n\nКартой.\n\n## Возврат\n\nНа карту."
    assert texts(body) == ["Вступление.", "## Оплата\n\nКартой.", "## Возврат\n\nНа карту."]


def test_a_heading_without_text_joins_the_one_below_it() -> None:
    assert texts("## Тарифы\n\n### Старт\n\nДо 3 человек.") == ["## Тарифы\n\n### Старт\n\nДо 3 человек."]


def test_a_passage_knows_the_path_of_headings_above_it() -> None:
    passages = split(article("# А\n\n## Б ##\n\nраз\n\n### В\n\nдва\n\n## Г\n\nтри"))
    assert [passage.headings for passage in passages] == [("А", "Б"), ("А", "Б", "В"), ("А", "Г")]
    assert [passage.ordinal for passage in passages] == [0, 1, 2]


def test_a_heading_or_separator_inside_a_code_fence_is_code() -> None:
    body = "Команда:\n\n```bash\n# установить\n\n---\napt install otvet\n```\n\nГотово."
    assert texts(body) == [body]


def test_a_list_goes_with_the_sentence_that_opens_it() -> None:
    steps = "\n".join(f"{number}. Откройте раздел номер {number} и нажмите кнопку." for number in range(1, 20))
    body = f"{'Длинное вступление о том, как всё устроено. ' * 15}\n\nЧтобы вернуть деньги:\n\n{steps}\n\nВот и всё."
    assert any(text.startswith("Чтобы вернуть деньги:") and "19. Откройте" in text for text in texts(body))


def test_an_overlong_list_is_cut_between_items() -> None:
    items = [f"- пункт {number}: " + "важная подробность " * 6 for number in range(40)]
    parts = texts("\n".join(items))
    assert len(parts) > 2
    assert all(part.startswith("- пункт") for part in parts)


def test_an_overlong_table_is_cut_between_rows() -> None:
    rows = [f"| строка {number} | {'значение ' * 8}|" for number in range(60)]
    assert all(part.startswith("| строка") and part.endswith("|") for part in texts("\n".join(rows)))


def test_an_overlong_paragraph_is_cut_between_sentences() -> None:
    parts = texts("Это предложение чуть длиннее прочих. " * 120)
    assert len(parts) > 2
    assert all(part.endswith(".") for part in parts)


def test_a_text_without_any_break_is_cut_all_the_same() -> None:
    assert "".join(texts("я" * 5000)) == "я" * 5000


@pytest.mark.parametrize("body", ["", " \n\n \t", "---\n\n---\n"])
def test_a_body_without_text_has_no_passages(body: str) -> None:
    assert split(article(body)) == ()


BODIES = st.lists(
    st.one_of(
        st.sampled_from(
            ["\n\n", "\n", "---\n", "## Ё\n", "```\n", "~~~\n", "1. ", "| а |", "* * *\n", "\r\n", "\u2028"]
        ),
        st.text(max_size=40),
        st.integers(1, 3000).map(lambda count: "слово " * (count // 6) + "\n"),
        st.sampled_from(["👍🏽 и\u0301", "🇷🇺" * 300, "x" * 2000]),
    ),
    max_size=25,
).map("".join)


@given(BODIES)
def test_passages_are_exact_disjoint_stretches_within_the_limit_and_lose_no_word(body: str) -> None:
    passages = split(article(body))
    kept, end = "", 0
    for passage in passages:
        assert body[passage.span.start : passage.span.end] == passage.text
        assert 0 < len(passage.text) <= LIMIT
        assert passage.text == passage.text.strip()
        assert passage.span.start >= end
        end = passage.span.end
        kept += passage.text
    letters = [sign for sign in body if sign.isalnum()]
    assert [sign for sign in kept if sign.isalnum()] == letters


def test_what_is_embedded_begins_with_title_and_headings() -> None:
    source = article("## Сроки\n\nДо 10 дней.")
    (passage,) = split(source)
    assert indexed_text(source, passage) == "Возврат денег · Сроки\n## Сроки\n\nДо 10 дней."


def test_terms_stand_under_their_fields() -> None:
    source = article("## Сроки\n\nДеньги вернутся до 10 дней.")
    (passage,) = split(source)
    found = terms(source, passage)
    assert set(found) == {"title", "headings", "body", "product"}
    assert found["title"] == ["возврат", "деньга"] or "возврат" in found["title"]
    assert "срок" in found["headings"]
    assert "касса" in found["product"]
    assert "10" in found["body"]
