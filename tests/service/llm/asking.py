"""What the tests of the transport share: a client of a hostile server, and a question."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from service.call import Call
from service.domain import ChatAnswer, ChatMessage, ChatRequest
from service.errors import ChatFailed
from service.llm.client import HttpChat
from service.llm.codecs.openai import OpenAiCodec
from service.settings import LlmSettings

SCHEMA = {"type": "object", "properties": {"parts": {"type": "array"}}, "required": ["parts"]}
QUESTION = ChatRequest("reply", (ChatMessage("system", "Be kind."), ChatMessage("user", "Сколько стоит «Старт»?")))
STRUCTURED = ChatRequest("reply", QUESTION.messages, schema=SCHEMA)


class Hasty(Random):
    """No jitter: a further try follows at once."""

    def uniform(self, a: float, b: float) -> float:
        return a


@contextmanager
def chat_with(url: str | None, **given: Any) -> Iterator[HttpChat]:
    """A client with patience enough for a busy machine; afterwards nothing of it is left running."""
    patience = {"timeout_s": 20.0, "connect_timeout_s": 5.0, "idle_timeout_s": 10.0, "retries": 1}
    chat = HttpChat(
        codec=OpenAiCodec(), settings=LlmSettings(base_url=url, model="m", **(patience | given)), rng=Hasty()
    )
    try:
        yield chat
        assert eventually(lambda: not tasks_of(chat)), "a task is left behind"
    finally:
        chat.close()
    assert thread_of(chat) is None or not thread_of(chat).is_alive()


def ask(chat: HttpChat, request: ChatRequest = QUESTION, *, streamed: bool = False, **call: Any) -> ChatAnswer:
    heard: list[str] = []
    answer = chat.complete(request, call=Call(**call), heard=heard.append if streamed else None)
    assert "".join(heard) == (answer.text if streamed else "")
    return answer


def failure(chat: HttpChat, request: ChatRequest = QUESTION, *, streamed: bool = False, **call: Any) -> ChatFailed:
    """What the call raises."""
    try:
        answer = chat.complete(request, call=Call(**call), heard=(lambda _: None) if streamed else None)
    except ChatFailed as failed:
        return failed
    raise AssertionError(f"the call succeeded: {answer.text[:80]!r}")


def tasks_of(chat: HttpChat) -> set[Any]:
    loop = chat._loop._loop
    return set() if loop is None or loop.is_closed() else asyncio.all_tasks(loop)


def thread_of(chat: HttpChat) -> threading.Thread | None:
    return chat._loop._thread


def eventually(happened: Any, seconds: float = 5.0) -> bool:
    until = time.monotonic() + seconds
    while not happened() and time.monotonic() < until:
        time.sleep(0.005)
    return bool(happened())
