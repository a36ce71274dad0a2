"""Ways to cut words are compared on the same passages and questions."""

import math

import pytest

from eval.questions import Question
from eval.term_variants import CUTS, REFERENCE, FlatIndex, measured
from kb_index.records import Article


def test_a_score_is_bm25_written_out():
    texts = ["a a b", "b", "c c c c"]
    mean = (3 + 1 + 4) / 3
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / mean))
    assert FlatIndex(texts, str.split).scores("a a x").tolist() == pytest.approx([expected, 0, 0])


def test_each_way_is_measured_on_each_slice_and_lemmas_join_the_forms_of_a_word():
    articles = [
        Article("refund", "Возвраты", "Возврат приходит на карту.", "ru"),
        Article("card", "Карты", "Новая карта приходит по почте.", "ru"),
        Article("export", "Отчёты", "Отчёт выгружается в таблицу.", "ru"),
    ]
    questions = [
        Question("q1", "о возвратах", "ru", "ru/shop/faq", "p1", ("refund",), None),
        Question("q2", "отчётами", "ru", "ru/shop/faq", "p2", ("export",), None),
    ]
    found = {way: (name, value, difference) for way, name, value, difference, _ in measured(articles, questions)}
    assert set(found) == set(CUTS)
    assert found[REFERENCE] == ("ru/shop/faq", 1.0, (0.0, 0.0, 0.0))
    assert found["words as they are"][1] == 0.0
