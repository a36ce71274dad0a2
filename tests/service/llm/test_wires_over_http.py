"""Every wire format over a real connection: one answer, whole and streamed, gives one value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from service.call import Call
from service.domain import ChatAnswer, ChatMessage, ChatRequest, TokenUsage
from service.errors import ChatFailed, DegradedReason
from service.llm.open import OpenedChat, open_chat
from service.settings import LlmSettings
from tests import hostile_llm as server

TEXT = '{"city": "Москва 🙂"}'
REQUEST = ChatRequest(
    purpose="reply", messages=(ChatMessage("user", "Столица?"),), schema={"type": "object"}, max_tokens=99
)
WIRES = ("openai", "yandex", "gigachat")
TOKEN = json.dumps({"access_token": "t", "expires_at": 4_102_444_800_000}).encode()


def stretches(text: str) -> list[str]:
    return [text[start : start + 4] for start in range(0, len(text), 4)]


def yandex(text: str, status: str) -> bytes:
    alternative = {"message": {"role": "assistant", "text": text}, "status": f"ALTERNATIVE_STATUS_{status}"}
    usage = {"inputTextTokens": "12", "completionTokens": "34", "totalTokens": "46"}
    told = {"result": {"alternatives": [alternative], "usage": usage, "modelVersion": "m-1.2"}}
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def chat(text: str, *, place: str, finish: str | None) -> bytes:
    choice = {"index": 0, place: {"role": "assistant", "content": text}, "finish_reason": finish}
    usage = {"prompt_tokens": 12, "completion_tokens": 34, "total_tokens": 46}
    return json.dumps({"model": "m-1.2", "choices": [choice], "usage": usage}, ensure_ascii=False).encode()


def streamed(wire: str, text: str) -> bytes:
    if wire == "yandex":
        so_far = [text[: end + 4] for end in range(0, len(text), 4)]
        return b"".join(yandex(each, "PARTIAL") for each in so_far) + yandex(text, "FINAL")
    events = [chat(each, place="delta", finish=None) for each in stretches(text)]
    return b"".join(b"data: " + event + b"\n\n" for event in [*events, chat("", place="delta", finish="stop")])


def speaks(wire: str, text: str = TEXT) -> server.Behaviour:
    """A good server of this wire; it ends a stream by closing it, as Yandex and transformers serve do."""

    async def behave(exchange: server.Exchange) -> None:
        if exchange.seen.path.endswith("/oauth"):
            await exchange.send(server.whole(TOKEN))
        elif b'"stream": true' in exchange.seen.body or b'"stream":true' in exchange.seen.body:
            await server.stream_of(streamed(wire, text), cut_at=(7, 90))(exchange)
        else:
            body = yandex(text, "FINAL") if wire == "yandex" else chat(text, place="message", finish="stop")
            await exchange.send(server.whole(body))

    return behave


@contextmanager
def asking(wire: str, behaviour: server.Behaviour) -> Iterator[tuple[OpenedChat, server.Hostile]]:
    with server.hostile(behaviour) as hostile:
        given = {"base_url": hostile.url, "auth_url": f"{hostile.url}/oauth", "model": "b1g/m", "retries": 0}
        opened = open_chat(LlmSettings(wire=wire, api_key=SecretStr("k"), **given))  # type: ignore[arg-type]
        assert opened is not None
        try:
            yield opened, hostile
        finally:
            opened.close()


@pytest.mark.parametrize("wire", WIRES)
def test_a_whole_and_a_streamed_answer_are_one_value(wire: str) -> None:
    told: list[str] = []
    with asking(wire, speaks(wire)) as (opened, _):
        whole = opened.complete(REQUEST, call=Call())
        stream = opened.complete(REQUEST, call=Call(), heard=told.append)
    usage = TokenUsage(input_tokens=12, output_tokens=34, calls=1)
    assert whole == stream == ChatAnswer(text=TEXT, finish="stop", usage=usage, model="m-1.2")
    assert told == stretches(TEXT)


@pytest.mark.parametrize("wire", WIRES)
def test_an_empty_answer_is_a_bad_one(wire: str) -> None:
    with asking(wire, speaks(wire, "")) as (opened, _):
        for heard in (None, lambda _: None):
            with pytest.raises(ChatFailed) as failed:
                opened.complete(REQUEST, call=Call(), heard=heard)
            assert failed.value.reason is DegradedReason.BAD_ANSWER


@pytest.mark.parametrize("wire", WIRES)
def test_a_structure_that_is_refused_is_asked_for_in_words_from_then_on(wire: str) -> None:
    good = speaks(wire)

    async def behave(exchange: server.Exchange) -> None:
        held = any(name in exchange.seen.body for name in (b"response_format", b"jsonSchema", b"jsonObject"))
        refusal = '{"error": {"message": "unknown field: json_schema"}}'
        await (server.fails(400, refusal) if held else good)(exchange)

    with asking(wire, behave) as (opened, hostile):
        assert opened.complete(REQUEST, call=Call()).text == TEXT
        tries = len(hostile.requests)
        assert opened.complete(REQUEST, call=Call()).text == TEXT
        assert len(hostile.requests) == tries + 1


def test_a_long_stream_that_repeats_itself_is_read_to_its_end() -> None:
    long = "Очень длинный ответ. " * 150
    with asking("yandex", speaks("yandex", long)) as (opened, _):
        assert opened.complete(REQUEST, call=Call(), heard=lambda _: None).text == long
