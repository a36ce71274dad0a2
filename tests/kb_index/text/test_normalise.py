"""Composition, folding, and the way back to the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.records import Span
from kb_index.text.normalise import clean_input, compose, normalise

LETTERS = list("абвйёЙЁиеaeo №…«“”’–—\r\n")
UNSEEN = list("\u00a0\u202f\u00ad\u200b\u200d\ufe0f\ufeff\u202e\u0301\u0306\u0308\u0323\u0327")
CLUSTERS = ["\r\n", "и\u0306", "е\u0308", "за\u0301мок", "❤\ufe0f", "👨\u200d👩", "e\u0301", "\u05b0\u0483"]
MESSY = st.lists(
    st.one_of(st.sampled_from([*LETTERS, *UNSEEN, *CLUSTERS]), st.characters(exclude_categories=["Cs"])), max_size=40
).map("".join)


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("и\u0306ога", "йога"),
        ("е\u0308ж", "ёж"),
        ("за\u0301мок", "замок"),
        ("и\u0301\u0306", "й"),
        ("cafe\u0301", "café"),
        ("про\u00adблема\u200b", "проблема"),
        ("\ufeffда\u202e", "да"),
        ("1\u00a0290\u202f₽", "1 290 ₽"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("“да” ‘нет’ don’t", "\"да\" 'нет' don't"),
        ("2–3 — 4‑5 −1", "2-3 - 4-5 -1"),
        ("№ … « » ½ ＡＢ", "№ … « » ½ ＡＢ"),
    ],
)
def test_text_is_folded_without_a_change_of_meaning(original, expected):
    assert normalise(original).text == expected


@pytest.mark.parametrize(
    ("original", "found", "stretch"),
    [
        ("мои\u0306 дом", "мой", "мои\u0306"),
        ("x про\u00adблема\u200b y", "проблема", "про\u00adблема"),
        ("a\r\nb", "\n", "\r\n"),
        ("за\u0301мок 😀 ок", "замок", "за\u0301мок"),
        ("я ❤️ вас", "❤", "❤️"),
        ("😀 да", "да", "да"),
    ],
)
def test_a_match_leads_back_to_the_original(original, found, stretch):
    result = normalise(original)
    start = result.text.index(found)
    assert result.span(start, start + len(found)).of(original) == stretch


def test_an_empty_match_has_an_empty_stretch():
    assert normalise("а\u00adб").span(1, 1) == Span(2, 2)


@given(MESSY)
def test_normalising_twice_changes_nothing(text):
    once = normalise(text).text
    assert normalise(once).text == once


@given(MESSY)
def test_offsets_rise_and_cover_only_the_original(text):
    result = normalise(text)
    assert len(result.offsets) == len(result.text) + 1
    assert result.offsets[-1] == len(text)
    assert all(start < end for start, end in zip(result.offsets, result.ends, strict=False))
    assert list(result.offsets) == sorted(result.offsets)


@given(MESSY)
def test_each_character_comes_from_its_own_stretch(text):
    result = compose(text)
    for index, sign in enumerate(result.text):
        alone = compose(result.span(index, index + 1).of(text)).text
        assert sign in alone


@given(st.text(alphabet=st.characters(categories=["L", "N", "Zs"], max_codepoint=0x4FF), max_size=60))
def test_a_composed_form_reads_as_its_decomposed_form(text):
    composed = unicodedata.normalize("NFC", text)
    assert normalise(unicodedata.normalize("NFD", composed)).text == normalise(composed).text


def test_surrogates_and_nuls_are_replaced_one_for_one():
    assert clean_input("a\x00б\ud83dв") == ("a\ufffdб\ufffdв", True)
    assert clean_input("чистый 😀 текст") == ("чистый 😀 текст", False)
