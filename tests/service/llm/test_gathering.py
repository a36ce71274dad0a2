"""How the parts of an answer become its text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.llm.gathering import Gathered
from service.llm.wire import WirePart, WireUsage


def gathered(*parts: WirePart) -> tuple[Gathered, list[str]]:
    answer = Gathered()
    stretches = [answer.add(part) for part in parts]
    return answer, [*stretches, answer.end()]


def test_the_stretches_are_the_parts_and_together_the_text() -> None:
    answer, told = gathered(WirePart("Доб"), WirePart("рый"), WirePart(" день", finish="stop"))
    assert told == ["Доб", "рый", " день", ""]
    assert (answer.text, answer.finish) == ("Добрый день", "stop")


def test_usage_and_model_are_the_last_that_were_told() -> None:
    usage = WireUsage(3, 4)
    answer, _ = gathered(WirePart("а", model="m-1"), WirePart("б", finish="stop"), WirePart(usage=usage))
    assert (answer.usage, answer.model, answer.finish) == (usage, "m-1", "stop")


def test_a_stream_that_repeats_itself_is_told_once() -> None:
    answer, told = gathered(*(WirePart(text, whole=True) for text in ("Доб", "Добрый", "Добрый день")))
    assert told == ["Доб", "рый", " день", ""]
    assert answer.text == "Добрый день"


def test_a_text_worded_anew_takes_the_place_of_the_former() -> None:
    answer, _ = gathered(WirePart("Бесплатно", whole=True), WirePart("Не знаю", finish="filter", whole=True))
    assert answer.text == "Не знаю"


@given(st.data())
def test_thoughts_at_the_head_are_left_out_however_they_are_cut(data: st.DataObject) -> None:
    said = '<think>Пять? {"city": "no"} Десять.</think>\n\n{"city": "Рим"}'
    cuts = sorted(data.draw(st.sets(st.integers(1, len(said) - 1), max_size=12)))
    bounds = [0, *cuts, len(said)]
    pieces = [said[start:end] for start, end in itertools.pairwise(bounds)]
    answer, told = gathered(*map(WirePart, pieces))
    assert answer.text == "".join(told) == '{"city": "Рим"}'


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("<think>never ended", ""),
        ("<think></think>", ""),
        ("<", "<"),
        ("<thin ice> is cold", "<thin ice> is cold"),
        ('\n {"a": 1}', '{"a": 1}'),
        ("let me see…</think> yes", "yes"),
        ('{"text": "the tag </think> ends a thought"}', '{"text": "the tag </think> ends a thought"}'),
        ("", ""),
    ],
)
def test_only_thoughts_are_left_out(said: str, text: str) -> None:
    answer, _ = gathered(*map(WirePart, said))
    assert answer.text == text


def test_a_long_thought_in_small_pieces_is_left_out() -> None:
    thinking = Gathered()
    assert {thinking.add(WirePart(piece)) for piece in ["<think>", *["hm… "] * 50_000]} == {""}
    assert thinking.add(WirePart("</think>да")) == "да"
