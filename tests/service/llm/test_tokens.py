"""Which Authorization goes out, and how GigaChat's tokens are bought, kept and renewed."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from service.call import Call
from service.domain import ChatMessage, ChatRequest
from service.errors import ChatFailed, DegradedReason
from service.llm.client import HttpChat
from service.llm.codecs.gigachat import GigaChatCodec
from service.llm.codecs.openai import OpenAiCodec
from service.llm.tokens import GigaChatToken, KeyToken, TokenSource
from service.settings import LlmSettings
from tests import hostile_llm as server

REQUEST = ChatRequest(purpose="reply", messages=(ChatMessage("user", "Привет"),))
NOW = 1_700_000_000.0
TOKENS = "/v1/oauth"


class Clock:
    """Seconds since the epoch, as the test says."""

    now = NOW

    def __call__(self) -> float:
        return self.now


def gigachat(*, lives_s: float = 1800, refuses: tuple[str, ...] = (), issues: bytes | None = None) -> server.Behaviour:
    """Issues token-1, token-2…; answers “готово”, and 401 to the tokens that it ``refuses``."""
    issued: list[str] = []

    async def behave(exchange: server.Exchange) -> None:
        if exchange.seen.path != TOKENS:
            token = exchange.seen.headers["authorization"].removeprefix("Bearer ")
            answer = server.fails(401) if token in refuses else server.says("готово")
            await answer(exchange)
            return
        issued.append(f"token-{len(issued) + 1}")
        told = {"access_token": issued[-1], "expires_at": int((NOW + lives_s) * 1000)}
        await exchange.send(server.whole(issues if issues is not None else json.dumps(told).encode()))

    return behave


@contextmanager
def asking(url: str, tokens: TokenSource) -> Iterator[HttpChat]:
    codec = OpenAiCodec() if isinstance(tokens, KeyToken) else GigaChatCodec()
    chat = HttpChat(codec=codec, settings=LlmSettings(base_url=url, model="m", retries=0), tokens=tokens)
    try:
        yield chat
    finally:
        chat.close()


def bought(url: str, clock: Clock | None = None, key: str = "a2V5") -> GigaChatToken:
    return GigaChatToken(SecretStr(key), url=f"{url}/oauth", scope="GIGACHAT_API_CORP", clock=clock or Clock())


def authorizations(hostile: server.Hostile, path: str) -> list[str]:
    return [seen.headers["authorization"] for seen in hostile.requests if seen.path == path]


def test_a_key_goes_out_as_it_is_behind_its_scheme() -> None:
    with server.hostile(server.says("готово")) as hostile:
        with asking(hostile.url, KeyToken(SecretStr("s3cret"), scheme="Api-Key")) as chat:
            chat.complete(REQUEST, call=Call())
        with asking(hostile.url, KeyToken(None)) as chat:
            chat.complete(REQUEST, call=Call())
    assert [seen.headers.get("authorization") for seen in hostile.requests] == ["Api-Key s3cret", None]


def test_a_token_is_bought_as_gigachat_documents_it() -> None:
    with server.hostile(gigachat()) as hostile, asking(hostile.url, bought(hostile.url)) as chat:
        assert chat.complete(REQUEST, call=Call()).text == "готово"
    bought_by, asked = hostile.requests
    assert bought_by.headers["authorization"] == "Basic a2V5"
    assert uuid.UUID(bought_by.headers["rquid"]).version == 4
    assert parse_qs(bought_by.body.decode()) == {"scope": ["GIGACHAT_API_CORP"]}
    assert asked.headers["authorization"] == "Bearer token-1"


def test_an_id_and_a_secret_are_encoded_as_the_account_page_does_it() -> None:
    with server.hostile(gigachat()) as hostile, asking(hostile.url, bought(hostile.url, key="id:secret")) as chat:
        chat.complete(REQUEST, call=Call())
    assert hostile.requests[0].headers["authorization"] == f"Basic {base64.b64encode(b'id:secret').decode()}"


def test_a_token_is_kept_until_shortly_before_it_ends() -> None:
    clock = Clock()
    with server.hostile(gigachat()) as hostile, asking(hostile.url, bought(hostile.url, clock)) as chat:
        for now in (NOW, NOW + 1739, NOW + 1741):
            clock.now = now
            chat.complete(REQUEST, call=Call())
    assert authorizations(hostile, "/v1/chat/completions") == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


def test_a_token_that_is_refused_is_bought_anew_once() -> None:
    with server.hostile(gigachat(refuses=("token-1",))) as hostile, asking(hostile.url, bought(hostile.url)) as chat:
        assert chat.complete(REQUEST, call=Call()).text == "готово"
    assert authorizations(hostile, "/v1/chat/completions") == ["Bearer token-1", "Bearer token-2"]


def test_a_key_that_is_refused_with_every_token_fails_as_refused() -> None:
    with (
        server.hostile(gigachat(refuses=("token-1", "token-2"))) as hostile,
        asking(hostile.url, bought(hostile.url)) as chat,
        pytest.raises(ChatFailed) as failed,
    ):
        chat.complete(REQUEST, call=Call())
    assert failed.value.reason is DegradedReason.REFUSED
    assert len(authorizations(hostile, TOKENS)) == 2


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, DegradedReason.REFUSED), (429, DegradedReason.RATE_LIMITED), (503, DegradedReason.SERVER_ERROR)],
)
def test_a_token_that_is_not_issued_tells_why_and_never_the_key(status: int, reason: DegradedReason) -> None:
    with (
        server.hostile(server.fails(status)) as hostile,
        asking(hostile.url, bought(hostile.url)) as chat,
        pytest.raises(ChatFailed) as failed,
    ):
        chat.complete(REQUEST, call=Call())
    assert failed.value.reason is reason
    assert "a2V5" not in str(failed.value)
    assert [seen.path for seen in hostile.requests] == [TOKENS]


@pytest.mark.parametrize("issued", [b"", b"<html>", b"{}", b'{"access_token": "t"}', b'{"expires_at": 1}'])
def test_an_answer_without_a_token_is_a_bad_answer(issued: bytes) -> None:
    with (
        server.hostile(gigachat(issues=issued)) as hostile,
        asking(hostile.url, bought(hostile.url)) as chat,
        pytest.raises(ChatFailed) as failed,
    ):
        chat.complete(REQUEST, call=Call())
    assert failed.value.reason is DegradedReason.BAD_ANSWER


@pytest.mark.parametrize("floods", [server.raw(server.whole(b" " * 4_000_000)), server.gzip_bomb(20)])
def test_an_answer_that_floods_instead_of_holding_a_token_is_not_read_to_its_end(floods: server.Behaviour) -> None:
    with (
        server.hostile(floods) as hostile,
        asking(hostile.url, bought(hostile.url)) as chat,
        pytest.raises(ChatFailed) as failed,
    ):
        chat.complete(REQUEST, call=Call())
    assert failed.value.reason is DegradedReason.BAD_ANSWER
    assert ("bytes" in str(failed.value)) or ("compressed" in str(failed.value))
