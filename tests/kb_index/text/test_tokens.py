"""Tokens: where they end, what they are, and how they compare."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.text.tokens import TokenKind, norm, tokenize


def shown(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Не могу войти, помогите!", ["Не", "могу", "войти", ",", "помогите", "!"]),
        ("интернет-магазин кое‑как", ["интернет-магазин", "кое‑как"]),
        ("don't we’ll", ["don't", "we’ll"]),
        ("1 290 руб., 1,5 и 2.10", ["1 290", "руб", ".", ",", "1,5", "и", "2.10"]),
        ("ошибка E-1043 в v4.2.1", ["ошибка", "E-1043", "в", "v4.2.1"]),
        ("см. https://a.ru/b?c=1).", ["см", ".", "https://a.ru/b?c=1", ")", "."]),
        ("пишите на a.b@c.ru.", ["пишите", "на", "a.b@c.ru", "."]),
        ("файл /etc/hosts и config.yaml", ["файл", "/etc/hosts", "и", "config.yaml"]),
        ("и/или", ["и", "/", "или"]),
        ("Готово.Спасибо", ["Готово", ".", "Спасибо"]),
        ("т.е. да", ["т", ".", "е", ".", "да"]),
        ("user_id и C++", ["user_id", "и", "C++"]),
        ("да\r\nнет", ["да", "\r\n", "нет"]),
        ("5%😀", ["5", "%", "😀"]),
        ("«Бизнес» — да…", ["«", "Бизнес", "»", "—", "да", "…"]),
        ("3-х дней, 24/7, 18:00", ["3-х", "дней", ",", "24/7", ",", "18:00"]),
    ],
)
def test_text_is_cut_into_tokens(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("слово", TokenKind.WORD),
        ("Wi-Fi", TokenKind.WORD),
        ("1 290", TokenKind.NUMBER),
        ("14.03.2025", TokenKind.NUMBER),
        ("E-1043", TokenKind.CODE),
        ("A4", TokenKind.CODE),
        ("a@b.ru", TokenKind.EMAIL),
        ("example.com", TokenKind.URL),
        ("https://a.ru", TokenKind.URL),
        ("!", TokenKind.PUNCT),
        ("₽", TokenKind.SYMBOL),
        ("\n", TokenKind.NEWLINE),
    ],
)
def test_each_token_has_its_kind(text, kind):
    assert [token.kind for token in tokenize(text)] == [kind]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Ещё", "еще"),
        ("ПРOБЛЕМА", "проблема"),  # a Latin O
        ("Hет", "нет"),  # a Latin H
        ("Раypal", "рaypal".replace("р", "p")),  # Cyrillic letters in a Latin name
        ("A4", "a4"),
        ("Wi-Fi", "wi-fi"),
        ("МойСклад", "мойсклад"),
        ("IT-отдел", "it-отдел"),
        ("YouТуб", "youтуб"),  # both scripts have letters of their own: meant so
        ("DON’T", "don't"),
        ("HTTP", "http"),
    ],
)
def test_words_compare_by_case_yo_and_look_alikes(word, expected):
    assert norm(word) == expected


def test_a_preposition_typed_in_latin_is_found_beside_cyrillic_words():
    assert [token.norm for token in tokenize("c уважением")] == ["с", "уважением"]
    assert [token.norm for token in tokenize("vitamin c is")] == ["vitamin", "c", "is"]


def test_a_broken_word_is_one_token_that_spans_its_original():
    (token,) = tokenize("про\u00adбле\u0301ма")
    assert (token.norm, token.text) == ("проблема", "про\u00adбле\u0301ма")


@given(st.text(max_size=120))
def test_spans_are_exact_ordered_and_leave_out_only_space(text):
    found = tokenize(text)
    assert all(token.span.of(text) == token.text and token.text for token in found)
    assert all(left.span.end <= right.span.start for left, right in itertools.pairwise(found))
    covered = {index for token in found for index in range(token.span.start, token.span.end)}
    assert not [sign for index, sign in enumerate(text) if index not in covered and sign.isalnum() and sign.isascii()]


@given(st.text(alphabet="ab1 .-_/@:,'\\\n(й)", max_size=80))
def test_dense_punctuation_loses_nothing(text):
    assert "".join(token.text for token in tokenize(text)) == text.replace(" ", "")


@given(st.text(max_size=60))
def test_the_norm_of_a_norm_is_itself(text):
    assert all(norm(token.norm) == token.norm for token in tokenize(text))
