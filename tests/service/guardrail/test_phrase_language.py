"""The phrase language: what each sign means, on small texts."""

from __future__ import annotations

import pytest

from service.domain import CheckContext
from service.guardrail.analysis import analyse
from service.guardrail.phrases.book import PhraseSet
from service.guardrail.phrases.program import compile_phrase
from service.guardrail.phrases.syntax import PhraseInvalid, Shelf, read_phrase
from service.guardrail.phrases.words import Reading
from service.guardrail.quotes import QuoteWords

LISTS = {"drink": ("чай", "кофе"), "hot": ("горячий <drink>",)}


def hits(
    phrase: str,
    text: str,
    *,
    unless: str = "",
    reading: Reading = Reading.ANY,
    bound: bool = True,
    language: str = "ru",
) -> list[str]:
    cancel = (compile_phrase(read_phrase(unless, Shelf(LISTS)), Reading.ANY),) if unless else ()
    found = PhraseSet((compile_phrase(read_phrase(phrase, Shelf(LISTS)), reading),), cancel, bound=bound)
    analysis = analyse(text, CheckContext(language_code=language), QuoteWords())
    return [text[span.start : span.end] for span in found.spans(analysis)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("чай", "Нет чаю и чая, только ЧАЁМ и чаем.", ["чаю", "чая", "ЧАЁМ", "чаем"]),
        ("=чая", "Нет чаю и чая.", ["чая"]),
        ("ёлка", "У елки и у ёлки.", ["елки", "ёлки"]),
        ("пить#1per", "Я пью, ты пьёшь, мы пьём.", ["пью", "пьём"]),
        ("#VERB,past", "Мы пили и пьём.", ["пили"]),
        ("стол#NOUN,-sing", "Стол и столы.", ["столы"]),
        ("горячий? чай", "Чай и горячий чай.", ["Чай", "горячий чай"]),
        ("пить ..2 чай", "Пить очень крепкий чай.", ["Пить очень крепкий чай"]),
        ("пить ..2 чай", "Пить очень очень крепкий чай.", []),
        ("(чай|кофе) с молоко", "Кофе с молоком, чай с лимоном.", ["Кофе с молоком"]),
        (
            "пить (чай с сахар)? утром",
            "Пить утром. Пить чай с сахаром утром.",
            ["Пить утром", "Пить чай с сахаром утром"],
        ),
        ("пить <drink>", "Пить кофе и пить сок.", ["пить кофе".capitalize()]),
        ("<hot>", "Горячий чай.", ["Горячий чай"]),
        ("^ чай", "Чай остыл. Пейте чай.", ["Чай"]),
        ("чай $", "Чай остыл. Пейте чай!", ["чай"]),
        ("чай , но", "Чай, но остыл. Чай но остыл.", ["Чай, но"]),
        ("чай !, но", "Чай, но остыл. Чай но остыл.", ["Чай но"]),
        ("чай ?", "Будете чай? Вот чай.", ["чай"]),
        ("пить !кофе *", "Пить кофе, пить сок.", ["пить сок"]),
        ("чай @time", "Чай 18:30 готов, чай остыл.", ["Чай 18:30"]),
        ("господин @cap", "Господин Чаев и господин там.", ["Господин Чаев"]),
    ],
)
def test_a_phrase_finds_what_its_signs_say(phrase: str, text: str, expected: list[str]) -> None:
    assert hits(phrase, text) == expected


def test_english_words_match_their_forms() -> None:
    text = "It fails, failed, is failing; the failure tries and tried."
    assert hits("fail", text, language="en") == ["fails", "failed", "failing"]
    assert hits("try", text, language="en") == ["tries", "tried"]


@pytest.mark.parametrize(
    "text", ["не знаю", "не\nзнаю", "не\u00a0знаю", "не, знаю", "не (знаю)", "не — знаю", "НЕ ЗНАЮ"]
)
def test_punctuation_and_line_ends_do_not_part_a_phrase(text: str) -> None:
    assert hits("не знать#1per", text) == [text.rstrip(")")]


def test_a_phrase_stays_within_its_sentence_unless_told() -> None:
    text = "Чай остыл. Кофе нет."
    assert hits("остыть ..1 кофе", text) == []
    assert hits("остыть ..1 кофе", text, bound=False) == ["остыл. Кофе"]


def test_an_unless_phrase_cancels_the_hit_that_it_overlaps_and_no_other() -> None:
    assert hits("чай", "Иван-чай и чай, чай в пакетиках.", unless="чай в пакетик") == ["чай"]


def test_readings_can_be_required_to_agree() -> None:
    assert hits("#VERB", "Три вещи.") == ["Три"]
    assert hits("#VERB", "Три вещи.", reading=Reading.BEST) == []
    assert hits("#VERB", "Три вещи. Пишу.", reading=Reading.ALL) == ["Пишу"]


def test_a_list_item_begins_a_sentence() -> None:
    assert hits("^ нет", "Ответы:\n- нет, позже\n1) нет\n2. Нет", language="ru") == ["нет", "нет", "Нет"]


@pytest.mark.parametrize(
    ("phrase", "advice"),
    [
        ("обязан", "its lemma is"),
        ("=a+b", "is not one word"),
        ("чай)", "has no opening one"),
        ("(чай", "never closed"),
        ("(чай|)", "an alternative in brackets is empty"),
        ("^ $", "holds no word"),
        ("чай ..2", "begins or ends with a gap"),
        ("чай? кофе?", "would match everywhere"),
        ("чай#NOPE", "is not a grammeme"),
        ("tea#NOUN", "only Russian words have grammemes"),
    ],
)
def test_a_phrase_that_cannot_work_is_refused_with_advice(phrase: str, advice: str) -> None:
    with pytest.raises(PhraseInvalid) as caught:
        compile_phrase(read_phrase(phrase, Shelf(LISTS)), Reading.ANY)
    assert advice in str(caught.value)
