"""Growing: what can be read of an answer before it is whole."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.domain import ChatAnswer, TokenUsage
from service.drafting.asking.growing import Growing
from service.drafting.asking.parts import parse

texts = st.text(alphabet=st.one_of(st.sampled_from('аЯ"\\/\n\t \u2028{}[],:😀́'), st.characters()), max_size=12)
passages = st.lists(st.integers(0, 99), max_size=3)
parts = st.one_of(
    texts,
    st.fixed_dictionaries({"passages": passages, "text": texts}),
    st.fixed_dictionaries({"text": texts, "passages": passages, "note": st.one_of(texts, passages)}),
)
answers = st.fixed_dictionaries({"parts": st.lists(parts, max_size=4), "unanswered": st.lists(texts, max_size=2)})


def fed(*stretches: str) -> str:
    reader = Growing()
    return "".join([reader.feed(stretch) for stretch in stretches])


def whole(text: str) -> str:
    return parse(ChatAnswer(text, "stop", TokenUsage(), "m")).text


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # texts of any signs take a while
@given(answers, st.lists(st.integers(0, 400), max_size=8), st.booleans(), st.sampled_from([None, 1]))
def test_any_split_of_a_valid_answer_gives_the_text_of_the_whole(
    value: dict[str, object],
    cuts: list[int],
    ascii_only: bool,
    indent: int | None,
) -> None:
    value["unanswered"] = ["?"]
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    at = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    assert fed(*(text[start:end] for start, end in itertools.pairwise(at))) == whole(text)


def test_text_is_given_as_soon_as_it_is_there() -> None:
    reader = Growing()
    assert reader.feed('{"parts": [{"passages": [1], "te') == ""
    assert reader.feed('xt": "Отк') == "Отк"
    assert reader.feed("рой\\") == "рой"
    assert reader.feed("n\\ud83d") == ""
    assert reader.feed("\\ude00 ") == "\n😀"
    assert reader.feed('"}, {"text": "Да') == "\n\nДа"


@pytest.mark.parametrize("around", ["```json\n{}\n```", "Here: {} and so on {{}}", "{}"])
def test_what_stands_around_the_json_is_not_told(around: str) -> None:
    answer = '{"unanswered": ["нет"], "parts": [{"text": "Да.", "passages": []}]}'
    assert fed(*around.replace("{}", answer, 1)) == "Да."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"text": "наружу"}', ""),
        ('{"parts": {"text": "наружу"}}', ""),
        ('{"other": [{"text": "наружу"}]}', ""),
        ('{"parts": [{"note": {"text": "наружу"}, "text": "Да."}]}', "Да."),
        ('{"parts": [{"text": "Да.", "text": "наружу"}]}', "Да."),
        ('{"parts": [{"text": "Да."}], "parts": [{"text": "наружу"}]}', "Да."),
        ('{"parts": [{"text": "a\\ud83db\\u0000c"}]}', "a\ufffdbc"),
        ('просто текст с "кавычками"', ""),
    ],
)
def test_only_texts_of_parts_are_told(text: str, told: str) -> None:
    assert fed(*text) == fed(text) == told
