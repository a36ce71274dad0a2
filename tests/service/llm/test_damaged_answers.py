"""Bytes that a line damaged end in an answer or in a ChatFailed, never in anything else."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from service.call import Call
from service.errors import ChatFailed
from service.llm.client import HttpChat
from service.llm.codecs.gigachat import GigaChatCodec
from service.llm.codecs.openai import OpenAiCodec
from service.llm.codecs.yandex import YandexCodec
from service.settings import LlmSettings
from tests import hostile_llm as server
from tests.service.llm.asking import QUESTION, Hasty, eventually, tasks_of

TEXT = "Тариф «Старт» стоит 990 ₽ в месяц 🙂"
WHOLE = server.whole(server.completion(TEXT))
STREAM = server.stream_head() + server.chunked(*server.events(TEXT)) + server.LAST_CHUNK
CODECS = {"openai": OpenAiCodec(), "yandex": YandexCodec(), "gigachat": GigaChatCodec()}
ROUNDS = 30


def damaged(good: bytes, rng: Random) -> bytes:
    """One to three stretches cut out, doubled, or replaced by noise; or the end cut off."""
    data = bytearray(good)
    for _ in range(rng.randint(1, 3)):
        start = rng.randrange(max(len(data), 1))
        end = min(start + rng.choice((1, 1, 2, 8, 60)), len(data))
        data[start:end] = rng.choice((b"", bytes(data[start:end]) * 2, rng.randbytes(end - start), b"\r\n", b'"', b"}"))
    return bytes(data[: rng.randrange(len(data) + 1)] if rng.random() < 0.2 else data)


@pytest.fixture(params=CODECS)
def chat(request) -> Iterator[tuple[server.Hostile, HttpChat]]:
    with server.hostile(server.hangs) as hostile:
        settings = LlmSettings(base_url=hostile.url, model="m", retries=0)
        chat = HttpChat(codec=CODECS[request.param], settings=settings, rng=Hasty())
        yield hostile, chat
        assert eventually(lambda: not tasks_of(chat))
        chat.close()
        assert hostile.deserted()


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])
def test_damaged_bytes_never_raise_anything_but_chat_failed(chat, streamed) -> None:
    hostile, model = chat
    rng = Random(11)
    ends: list[str] = []
    for _ in range(ROUNDS):
        ends.append(end_of(hostile, model, server.raw(damaged(STREAM if streamed else WHOLE, rng)), streamed=streamed))
        assert end_of(hostile, model, server.fails(401), streamed=streamed) == "llm_refused"  # and no row of failures
    assert "empty" not in ends
    assert len(set(ends)) > 1


def end_of(hostile: server.Hostile, model: HttpChat, behaviour: server.Behaviour, *, streamed: bool) -> str:
    hostile.behaviour = behaviour
    try:
        answer = model.complete(QUESTION, call=Call(), heard=(lambda _: None) if streamed else None)
    except ChatFailed as failed:
        return str(failed.reason)
    return "answered" if answer.text else "empty"
