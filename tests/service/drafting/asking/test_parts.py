"""parse: what models write instead of the JSON that was asked for."""

import json

import pytest

from service.domain import ChatAnswer, TokenUsage
from service.drafting.asking.parts import MAX_ANSWER, WrittenPart, parse, parse_rewrite
from service.errors import ChatFailed, DegradedReason


def answer(text: str, finish: str = "stop") -> ChatAnswer:
    return ChatAnswer(text, finish, TokenUsage(), "m")


PLAIN = '{"parts": [{"passages": [1, 2], "text": "Откройте **Настройки**."}], "unanswered": ["А цена?"]}'


def test_an_answer_as_asked_for_is_read_as_it_is() -> None:
    written = parse(answer(PLAIN))
    assert written.parts == (WrittenPart("Откройте **Настройки**.", (1, 2)),)
    assert written.unanswered == ("А цена?",)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + PLAIN,
        "```json\n" + PLAIN + "\n```",
        "Вот ответ {как просили}:\n\n```\n" + PLAIN + "\n```\nНадеюсь, это поможет!",
        "Sure! Here it is: " + PLAIN + "\nLet me know.",
        "<think>The customer wants {something}.</think>\n" + PLAIN,
        PLAIN.replace("}]", "},]").replace("]}", "],}"),
        PLAIN.replace('"', "'"),
        PLAIN.replace('"', "“", 1).replace('"', "”", 1),
        PLAIN.replace('"parts"', "parts").replace('"unanswered"', "unanswered"),
        json.dumps({"reply": json.loads(PLAIN)}),
        json.dumps({"result": {"answer": json.loads(PLAIN)}}),
        PLAIN.replace('"parts"', '"paragraphs"').replace('"passages"', '"sources"').replace('"text"', '"content"'),
        PLAIN.replace("[1, 2]", '["1", "[2]"]'),
        PLAIN.replace("[1, 2]", '"1, 2"'),
        PLAIN.replace("[1, 2]", '[{"number": 1}, "фрагмент 2"]'),
        PLAIN.replace("[1, 2]", "[1.0, 2, 2, null, true]"),
        PLAIN.replace('"text":', '"text": "Откройте **Настройки**.", "text":'),
        PLAIN[:-1] + ', "unanswered": ["другой"]}',
    ],
)
def test_other_spellings_of_the_same_answer_read_the_same(text: str) -> None:
    assert parse(answer(text)) == parse(answer(PLAIN))


def test_line_breaks_and_quotation_marks_inside_a_text_need_no_escapes() -> None:
    text = '{"parts": [{"passages": [1], "text": "Нажмите "Сохранить", затем "Готово".\n\nВсё."}], "unanswered": []}'
    assert parse(answer(text)).parts[0].text == 'Нажмите "Сохранить", затем "Готово".\n\nВсё.'


def test_a_backslash_that_escapes_nothing_stays() -> None:
    assert parse(answer(r'{"parts": [{"passages": [], "text": "C:\data\new \u00zz"}]}')).parts[0].text == (
        "C:\\data\new \\u00zz"
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('["Первое.", {"text": "Второе.", "passages": [1]}]', (WrittenPart("Первое."), WrittenPart("Второе.", (1,)))),
        ('{"parts": ["Первое."]}', (WrittenPart("Первое."),)),
        ('{"reply": "Первое."}', (WrittenPart("Первое."),)),
        ('{"text": "Первое.", "passages": [3]}', (WrittenPart("Первое.", (3,)),)),
        ('{"parts": [{"text": "  "}, {"text": "Первое."}]}', (WrittenPart("Первое."),)),
        ('{"parts": [], "unanswered": ["Цена?"]}', ()),
        ('{"parts": [{"text": "a\\u0000b\\ud83dc"}]}', (WrittenPart("ab\ufffdc"),)),
    ],
)
def test_other_shapes_are_taken_for_what_they_mean(text: str, parts: tuple[WrittenPart, ...]) -> None:
    assert parse(answer(text)).parts == parts


@pytest.mark.parametrize(
    ("text", "finish", "says"),
    [
        ("", "stop", "empty"),
        ("\ufeff \n", "stop", "empty"),
        (PLAIN, "length", "cut off at the limit of tokens"),
        (PLAIN, "filter", "filter"),
        (PLAIN[:-1], "stop", "not the JSON"),
        (PLAIN[:40], "stop", "not the JSON"),
        ("Откройте настройки.", "stop", "not the JSON"),
        ("[1] Откройте настройки.", "stop", "not the JSON"),
        ('{"parts": []}', "stop", "no part of a reply"),
        ('{"parts": [], "unanswered": []}', "stop", "no part of a reply"),
        ('{"parts": [42]}', "stop", "neither an object nor a text"),
        ('{"verdict": "ok"}', "stop", "no “parts”"),
        ("42", "stop", "not the JSON"),
        ("[" * 5000, "stop", "not the JSON"),
        ('{"a":' * 900 + "1" + "}" * 900, "stop", "cannot be used"),
        ('{"parts": ["' + "а" * 9000 + '"]}', "stop", "more text"),
        ('{"parts": [' + '"а",' * 99 + '"а"]}', "stop", "more text"),
        ("{" + " " * MAX_ANSWER + "}", "stop", "characters"),
    ],
)
def test_what_cannot_be_trusted_to_be_whole_is_refused(text: str, finish: str, says: str) -> None:
    with pytest.raises(ChatFailed, match=says) as refused:
        parse(answer(text, finish))
    assert refused.value.reason is DegradedReason.BAD_ANSWER


@pytest.mark.parametrize("end", range(1, len(PLAIN)))
def test_no_beginning_of_an_answer_passes_for_the_whole(end: int) -> None:
    with pytest.raises(ChatFailed):
        parse(answer(PLAIN[:end]))


def test_passages_that_were_not_shown_are_left_out_and_reported() -> None:
    written = parse(answer('{"parts": [{"passages": [7, 1, -1], "text": "Да."}], "unanswered": []}'), numbers={1, 2})
    assert written.parts[0].passages == (1,)
    assert written.strange == (7, -1)


@pytest.mark.parametrize(
    ("text", "left", "passages"),
    [
        ("Письмо придёт за 10 минут [2].", "Письмо придёт за 10 минут.", (1, 2)),
        ("Готово.[1] Далее.", "Готово. Далее.", (1,)),
        ("Готово. [1, 2]", "Готово.", (1, 2)),
        ("См. [2](https://a.example).", "См. [2](https://a.example).", (1,)),
        ("Возьмите a[1] и [9].", "Возьмите a[1] и [9].", (1,)),
    ],
)
def test_notes_in_the_text_that_name_shown_passages_become_passages(
    text: str, left: str, passages: tuple[int, ...]
) -> None:
    written = parse(answer(json.dumps({"parts": [{"passages": [1], "text": text}]})), numbers={1, 2})
    assert written.parts == (WrittenPart(left, passages),)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"text": "Готово."}', "Готово."),
        ('```json\n{"text": "Готово."}\n```', "Готово."),
        ("Готово.", "Готово."),
        ("```\nГотово.\n```", "Готово."),
        ('{"result": "x", "reply": "Готово."}', "Готово."),
    ],
)
def test_a_rewritten_text_is_found_in_json_or_without_it(text: str, read: str) -> None:
    assert parse_rewrite(answer(text)) == read


@pytest.mark.parametrize(("text", "finish"), [("", "stop"), ('{"text": ""}', "stop"), ("Гото", "length")])
def test_an_empty_or_cut_off_rewriting_is_refused(text: str, finish: str) -> None:
    with pytest.raises(ChatFailed):
        parse_rewrite(answer(text, finish))
