"""Texts written otherwise, and the way back from their places."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest

from eval.bars.forms import inflected
from eval.bars.spellings import SPELLINGS, Variant
from kb_index.records import Span
from service.standards.load import load_standard

TEXT = "Ещё раз: проблема решена,\nответ придёт сегодня."


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_place_of_a_variant_leads_back(name):
    variant = SPELLINGS[name](TEXT, Random(3))
    assert variant.text != TEXT
    start = len("".join(variant.pieces[:9]))
    end = len("".join(variant.pieces[:17]))
    assert variant.back(Span(start, end)).of(TEXT) == "проблема"
    assert variant.back(Span(start, start)) == Span(9, 9)


def test_what_is_put_inside_a_word_belongs_to_the_letter_behind_it():
    variant = Variant(["а", "\u200bб", "в"])
    assert variant.back(Span(0, 4)) == Span(0, 3)
    assert variant.back(Span(2, 3)) == Span(1, 2)


def test_look_alikes_stay_fewer_than_half_of_a_word():
    changed = SPELLINGS["look-alike letters"]("оператор", Random(1)).text
    latin = [sign for sign in changed if sign.isascii()]
    assert 0 < len(latin) < 4


def test_decomposed_letters_compose_to_the_same_text():
    assert unicodedata.normalize("NFC", SPELLINGS["decomposed letters"](TEXT, Random(1)).text) == TEXT


def test_forms_are_of_the_phrases_of_the_standard():
    found = inflected(load_standard("default"), Random(1))
    assert len(found) >= 100
    assert all(one.form != one.phrase and len(one.form.split()) == len(one.phrase.split()) for one in found)
