"""Every wire format against one table of cases: the same meaning gives the same values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from service.domain import ChatMessage, ChatRequest
from service.llm.codecs.gigachat import GigaChatCodec
from service.llm.codecs.openai import OpenAiCodec
from service.llm.codecs.yandex import YandexCodec
from service.llm.wire import Asked, Codec, Structure, WireError, WirePart, WireRefusal, WireUsage

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
REQUEST = ChatRequest(
    purpose="reply",
    messages=(ChatMessage("system", "Отвечай по делу."), ChatMessage("user", "Сколько «стоит» 1 ГБ? 🙂")),
    schema=SCHEMA,
    max_tokens=321,
)
CODECS: Mapping[str, Codec] = {"openai": OpenAiCodec(), "yandex": YandexCodec(), "gigachat": GigaChatCodec()}
MODELS = {"openai": "m-1", "yandex": "gpt://folder-1/m-1", "gigachat": "m-1"}
ENDS = {
    "openai": {"stop": "stop", "length": "length", "filter": "content_filter", "other": "tool_calls"},
    "gigachat": {"stop": "stop", "length": "length", "filter": "blacklist", "other": "function_call"},
    "yandex": {
        "stop": "ALTERNATIVE_STATUS_FINAL",
        "length": "ALTERNATIVE_STATUS_TRUNCATED_FINAL",
        "filter": "ALTERNATIVE_STATUS_CONTENT_FILTER",
        "other": "ALTERNATIVE_STATUS_TOOL_CALLS",
    },
}
every_wire = pytest.mark.parametrize("wire", list(CODECS))


def asked(wire: str, **changed: Any) -> Asked:
    given = {"structure": Structure.JSON_SCHEMA, "streamed": False, "temperature": 0.5, "seed": 7}
    return Asked(model=MODELS[wire], **{**given, **changed})


def answer(wire: str, text: object, finish: str | None = "stop", *, delta: bool = False) -> dict[str, Any]:
    """What a server of this wire sends, with 11 tokens in and 5 out."""
    end = ENDS[wire][finish] if finish else None
    if wire == "yandex":
        status = end or "ALTERNATIVE_STATUS_PARTIAL"
        alternative = {"message": {"role": "assistant", "text": text}, "status": status}
        usage = {"inputTextTokens": "11", "completionTokens": "5", "totalTokens": "16"}
        return {"result": {"alternatives": [alternative], "usage": usage, "modelVersion": "m-1.2"}}
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "delta" if delta else "message": message, "finish_reason": end}
    usage = {"prompt_tokens": 11, "completion_tokens": 5, "total_tokens": 16}
    return {"choices": [choice], "usage": usage, "model": "m-1.2"}


def read(wire: str, value: object) -> WirePart:
    return CODECS[wire].decode(json.dumps(value).encode())


@every_wire
@pytest.mark.parametrize("finish", ["stop", "length", "filter", "other"])
def test_a_whole_answer_is_read_with_its_text_end_usage_and_model(wire: str, finish: str) -> None:
    part = read(wire, answer(wire, "Стоит 5 ₽ 🙂", finish))
    assert (part.text, part.finish, part.model) == ("Стоит 5 ₽ 🙂", finish, "m-1.2")
    assert part.usage == WireUsage(input_tokens=11, output_tokens=5)


@every_wire
def test_an_event_that_goes_on_has_text_and_no_end(wire: str) -> None:
    part = CODECS[wire].decode_event(json.dumps(answer(wire, "Сто", None, delta=True)))
    assert part is not None
    assert (part.text, part.finish) == ("Сто", None)


@every_wire
def test_an_answer_without_content_is_empty_and_no_error(wire: str) -> None:
    assert read(wire, answer(wire, None)).text == ""
    assert read(wire, answer(wire, "")).text == ""


@every_wire
def test_an_answer_without_usage_has_none(wire: str) -> None:
    told = answer(wire, "да")
    (told.get("result") or told).pop("usage")
    assert read(wire, told).usage is None


@every_wire
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>busy</html>", b'{"choices": [', b"[1, 2]", b'"text"', b"null", b'{"choices": 7}', b"\xff\xfe"],
    ids=repr,
)
def test_what_is_not_the_wire_format_is_an_error_that_quotes_nothing(wire: str, body: bytes) -> None:
    if wire == "yandex" and b"choices" in body and body.endswith(b"}"):
        body = b'{"result": {"alternatives": 7}}'
    with pytest.raises(WireError) as failed:
        CODECS[wire].decode(body)
    assert "busy" not in str(failed.value)


@every_wire
@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"error": {"code": 429, "message": "секрет"}}, 429),
        ({"error": {"code": "rate_limit_exceeded", "message": "секрет"}}, 500),
        ({"error": {"httpCode": 401, "message": "секрет"}}, 401),
        ({"error": "секрет"}, 500),
    ],
)
def test_an_error_inside_a_200_keeps_its_status_and_loses_its_words(wire: str, error: object, status: int) -> None:
    with pytest.raises(WireRefusal) as refused:
        read(wire, error)
    assert refused.value.status == status
    assert "секрет" not in str(refused.value)


@every_wire
@pytest.mark.parametrize("usage", [{}, {"prompt_tokens": -1, "completion_tokens": 2}, "many", {"inputTextTokens": "x"}])
def test_a_usage_that_cannot_be_read_is_no_usage(wire: str, usage: object) -> None:
    told = answer(wire, "да")
    (told.get("result") or told)["usage"] = usage
    assert read(wire, told).usage is None


@every_wire
def test_every_message_is_sent_whole_and_in_order(wire: str) -> None:
    sent = CODECS[wire].encode(REQUEST, asked(wire)).body
    field = "text" if wire == "yandex" else "content"
    assert sent["messages"] == [
        {"role": "system", field: "Отвечай по делу."},
        {"role": "user", field: "Сколько «стоит» 1 ГБ? 🙂"},
    ]


@every_wire
def test_a_request_survives_the_journey_as_json(wire: str) -> None:
    wired = CODECS[wire].encode(REQUEST, asked(wire, streamed=True))
    assert json.loads(json.dumps(dict(wired.body))) == wired.body
    assert "authorization" not in {name.lower() for name in wired.headers}


SAMPLING = {
    "openai": {"model": "m-1", "max_tokens": 321, "temperature": 0.5, "seed": 7, "stream": False},
    "gigachat": {"model": "m-1", "max_tokens": 321, "temperature": 0.5, "stream": False},
    "yandex": {
        "modelUri": "gpt://folder-1/m-1",
        "completionOptions": {"stream": False, "maxTokens": "321", "temperature": 0.5},
    },
}
STRUCTURES: Mapping[tuple[str, Structure], Mapping[str, Any]] = {
    ("openai", Structure.JSON_SCHEMA): {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA},
        }
    },
    ("openai", Structure.JSON_OBJECT): {"response_format": {"type": "json_object"}},
    ("openai", Structure.NONE): {},
    ("gigachat", Structure.JSON_SCHEMA): {"response_format": {"type": "json_schema", "schema": SCHEMA, "strict": True}},
    ("gigachat", Structure.JSON_OBJECT): {},
    ("gigachat", Structure.NONE): {},
    ("yandex", Structure.JSON_SCHEMA): {"jsonSchema": {"schema": SCHEMA}},
    ("yandex", Structure.JSON_OBJECT): {"jsonObject": True},
    ("yandex", Structure.NONE): {},
}


@pytest.mark.parametrize(("wire", "structure"), list(STRUCTURES))
def test_a_request_holds_exactly_what_the_wire_knows(wire: str, structure: Structure) -> None:
    sent = dict(CODECS[wire].encode(REQUEST, asked(wire, structure=structure)).body)
    sent.pop("messages")
    assert sent == {**SAMPLING[wire], **STRUCTURES[wire, structure]}


@every_wire
def test_free_text_is_asked_without_structure(wire: str) -> None:
    free = ChatRequest(purpose="rewrite", messages=REQUEST.messages)
    sent = CODECS[wire].encode(free, asked(wire)).body
    assert not {"response_format", "jsonSchema", "jsonObject"} & set(sent)


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        ("openai", b'{"error": {"message": "response_format.type json_schema is not available for this model"}}'),
        ("openai", b'{"detail": "Extra inputs are not permitted: response_format"}'),
        ("gigachat", '{"status": 400, "message": "неизвестное поле response_format"}'.encode()),
        ("yandex", b'{"error": {"message": "unknown field \\"jsonSchema\\" in CompletionRequest"}}'),
    ],
)
def test_a_refused_structure_is_told_from_other_errors(wire: str, body: bytes) -> None:
    codec = CODECS[wire]
    assert codec.refuses_structure(400, body)
    assert codec.refused_fields(400, body) == frozenset()
    assert not codec.refuses_structure(500, body)
    assert not codec.refuses_structure(400, b'{"error": {"message": "the prompt is too long"}}')


REFUSALS = [
    ("openai", "Unsupported parameter: 'max_tokens' is not supported; use 'max_completion_tokens'", {"max_tokens"}),
    ("openai", "Unsupported value: 'temperature' does not support 0 with this model.", {"temperature"}),
    ("openai", "Unrecognized request arguments supplied: seed, stream_options", {"seed", "stream_options"}),
    ("openai", "max_tokens is too large: 1200. The context holds 4096 tokens.", set()),
    ("openai", "Invalid API key", set()),
    ("gigachat", "temperature is not supported", {"temperature"}),
    ("yandex", "field temperature is not supported by this model", {"temperature"}),
]


@pytest.mark.parametrize(("wire", "message", "fields"), REFUSALS)
def test_the_fields_that_a_server_does_not_take_are_read_from_its_error(
    wire: str, message: str, fields: set[str]
) -> None:
    body = json.dumps({"error": {"message": message}}).encode()
    assert CODECS[wire].refused_fields(400, body) == fields
    assert CODECS[wire].refused_fields(401, body) == frozenset()


def test_a_refused_limit_of_tokens_is_sent_under_its_newer_name() -> None:
    without = frozenset({"max_tokens", "temperature", "seed", "stream_options"})
    sent = CODECS["openai"].encode(REQUEST, asked("openai", without=without, streamed=True)).body
    assert sent["max_completion_tokens"] == 321
    assert not {"max_tokens", "temperature", "seed", "stream_options"} & set(sent)


def test_openai_is_asked_for_the_usage_of_a_stream() -> None:
    sent = CODECS["openai"].encode(REQUEST, asked("openai", streamed=True)).body
    assert (sent["stream"], sent["stream_options"]) == (True, {"include_usage": True})


def test_the_last_event_of_openai_may_hold_usage_alone() -> None:
    part = CODECS["openai"].decode_event('{"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}}')
    assert part == WirePart(usage=WireUsage(input_tokens=3, output_tokens=4))
    assert CODECS["openai"].decode_event(" [DONE]") is None


def test_reasoning_and_tool_calls_are_no_answer() -> None:
    told = answer("openai", "Да.")
    told["choices"][0]["message"] |= {"reasoning_content": "Хм", "reasoning": "Хм", "tool_calls": [{"id": "1"}]}
    assert read("openai", told).text == "Да."


def test_a_content_in_parts_is_joined_from_its_texts() -> None:
    parts = [{"type": "thinking", "text": "Хм"}, {"type": "text", "text": "Да"}, {"type": "text", "text": "!"}]
    assert read("openai", answer("openai", parts)).text == "Да!"


def test_a_refusal_counts_as_filtered() -> None:
    told = answer("openai", None)
    told["choices"][0]["message"]["refusal"] = "I cannot help with that."
    part = read("openai", told)
    assert (part.text, part.finish) == ("", "filter")


def test_a_temperature_outside_the_range_of_a_wire_is_brought_into_it() -> None:
    cold = CODECS["gigachat"].encode(REQUEST, asked("gigachat", temperature=0.0)).body
    hot = CODECS["yandex"].encode(REQUEST, asked("yandex", temperature=1.7)).body
    assert cold["temperature"] == 0.0001
    assert hot["completionOptions"]["temperature"] == 1.0  # type: ignore[index]


def test_gigachat_gets_one_system_message_at_the_head() -> None:
    said = (
        ChatMessage("user", "а"),
        ChatMessage("system", "б"),
        ChatMessage("assistant", "в"),
        ChatMessage("system", "г"),
    )
    sent = CODECS["gigachat"].encode(ChatRequest("reply", said), asked("gigachat")).body
    assert sent["messages"] == [
        {"role": "system", "content": "б\n\nг"},
        {"role": "user", "content": "а"},
        {"role": "assistant", "content": "в"},
    ]


def test_a_bare_answer_of_yandex_is_read_as_the_wrapped_one() -> None:
    wrapped = answer("yandex", "Да.")
    assert read("yandex", wrapped["result"]) == read("yandex", wrapped)
    assert read("yandex", wrapped).whole


def test_a_model_of_yandex_without_a_folder_is_asked_by_its_own_address() -> None:
    wired = CODECS["yandex"].encode(
        REQUEST, Asked("ds://bt1", Structure.NONE, streamed=False, temperature=0, seed=None)
    )
    assert (wired.body["modelUri"], wired.headers) == ("ds://bt1", {})


def test_a_field_that_an_error_names_apart_is_the_only_one_refused() -> None:
    message = "Unrecognized argument. Known: model, messages, temperature, max_tokens, seed."
    body = json.dumps({"error": {"message": message, "param": "seed"}}).encode()
    assert CODECS["openai"].refused_fields(400, body) == {"seed"}


@pytest.mark.parametrize("model", ["gpt://b1g/yandexgpt/latest", "b1g/yandexgpt/latest"])
def test_the_folder_of_yandex_is_told_in_the_model_and_in_a_header(model: str) -> None:
    wired = CODECS["yandex"].encode(REQUEST, Asked(model, Structure.NONE, streamed=False, temperature=0, seed=None))
    assert wired.body["modelUri"] == "gpt://b1g/yandexgpt/latest"
    assert wired.headers == {"x-folder-id": "b1g"}
