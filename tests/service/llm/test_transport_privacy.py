"""What leaves goes to the one server that was named, and nothing of an exchange gets into a log or an error."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from service.errors import ConfigInvalid
from service.errors import DegradedReason as R
from service.llm.client import HttpChat
from service.llm.codecs.openai import OpenAiCodec
from service.settings import LlmSettings
from tests import hostile_llm as server
from tests.service.llm.asking import Hasty, ask, chat_with, failure

CERTIFICATE = Path(__file__).with_name("loopback.pem")
KEY = "sk-very-secret"
SAID = "an answer nobody else may read"
SECRETS = (KEY, SAID, "Старт", "Be kind")


def everything_logged(caplog: pytest.LogCaptureFixture, logged: list) -> str:
    shown = [record.getMessage() + (record.exc_text or "") for record in caplog.records]
    return "\n".join([*shown, *map(str, logged)])


BEHAVIOURS = {
    "a good answer": server.says(SAID),
    "an error that quotes": server.fails(400, f'{{"error": {{"message": "bad: {SAID} {KEY}"}}}}'),
    "a document that quotes": server.raw(server.whole(f"{SAID} Старт {KEY}".encode())),
    "a head that quotes": server.raw(f"HTTP/1.1 200 OK\r\n{SAID} {KEY}\r\n\r\n".encode()),
    "a status line that quotes": server.raw(f"HTTP/1.1 500 {SAID} {KEY}\r\ncontent-length: 0\r\n\r\n".encode()),
    "a stream that breaks off": server.closes_midway(SAID),
}


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("name", BEHAVIOURS)
def test_neither_key_nor_text_gets_into_a_log_or_an_error(name, streamed, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    for library in ("httpx", "httpcore"):
        caplog.set_level(logging.WARNING, logger=library)  # as service.logs.configure sets them
    told = ""
    with server.hostile(BEHAVIOURS[name]) as hostile, capture_logs() as logged:
        with chat_with(hostile.url, api_key=KEY) as chat:
            if name == "a good answer":
                ask(chat, streamed=streamed)
            else:
                told = "".join(traceback.format_exception(failure(chat, streamed=streamed)))
        assert hostile.requests[0].headers["authorization"] == f"Bearer {KEY}"
    told += everything_logged(caplog, logged)
    assert [one["event"] for one in logged] == ["llm_call" if name == "a good answer" else "llm_call_failed"]
    assert not [secret for secret in SECRETS if secret in told]


def test_a_key_that_cannot_be_sent_is_refused_without_showing_it(caplog) -> None:
    for key in ("ключ", "two\nlines"):
        with server.hostile(server.says(SAID)) as hostile, chat_with(hostile.url, api_key=key) as chat:
            failed = failure(chat)
            assert failed.reason is R.REFUSED
            assert key not in "".join(traceback.format_exception(failed))
            assert "OTVET_LLM__API_KEY" in str(failed)


def test_a_call_is_logged_with_what_an_operator_needs() -> None:
    behaviour = server.in_turn(server.fails(500), server.says(SAID))
    with server.hostile(behaviour) as hostile, chat_with(hostile.url) as chat, capture_logs() as logged:
        ask(chat)
    (entry,) = logged
    assert entry.pop("duration_ms") > 0
    assert entry == {
        "event": "llm_call",
        "log_level": "info",
        "purpose": "reply",
        "model": "m",
        "streamed": False,
        "tries": 2,
        "finish": "stop",
        "input_tokens": 100,
        "output_tokens": len(SAID),
        "estimated": False,
    }


def test_proxies_and_credentials_of_the_environment_are_not_used(monkeypatch, tmp_path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password wrong\n")
    with server.hostile(server.says(SAID)) as hostile, server.hostile(server.says("stolen")) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        monkeypatch.setenv("NETRC", str(netrc))
        with chat_with(hostile.url) as chat:
            assert ask(chat).text == SAID
        assert not proxy.received
        assert "authorization" not in hostile.requests[0].headers


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status) -> None:
    with server.hostile(server.says("stolen")) as elsewhere:
        sending_away = server.fails(status, "", location=elsewhere.url)
        with server.hostile(sending_away) as hostile, chat_with(hostile.url, api_key=KEY) as chat:
            assert failure(chat).reason is R.REFUSED
        assert not elsewhere.received


def test_an_answer_is_asked_for_uncompressed() -> None:
    with server.hostile(server.says(SAID)) as hostile, chat_with(hostile.url) as chat:
        ask(chat)
        assert hostile.requests[0].headers["accept-encoding"] == "identity"


def test_a_certificate_nobody_vouches_for_is_refused_and_the_message_says_what_to_do() -> None:
    with server.hostile(server.says(SAID), certificate=CERTIFICATE) as hostile, chat_with(hostile.url) as chat:
        failed = failure(chat)
        assert failed.reason is R.UNREACHABLE
        assert "OTVET_LLM__CA_FILE" in str(failed)
        assert not hostile.received


def test_a_certificate_of_the_settings_is_trusted() -> None:
    guarded = server.hostile(server.says(SAID), certificate=CERTIFICATE)
    with guarded as hostile, chat_with(hostile.url, ca_file=CERTIFICATE) as chat:
        assert ask(chat).text == SAID
        assert ask(chat, streamed=True).text == SAID


def test_a_file_without_certificates_is_refused_at_the_start(tmp_path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("no certificate\n")
    for path in (empty, tmp_path / "missing.pem"):
        settings = LlmSettings(base_url="https://127.0.0.1:9/v1", model="m", ca_file=path)
        with pytest.raises(ConfigInvalid, match="OTVET_LLM__CA_FILE"):
            HttpChat(codec=OpenAiCodec(), settings=settings)


class IssuedTokens:
    """Tokens that end: the first one is refused by the server."""

    scheme = "Bearer"

    def __init__(self) -> None:
        self.issued = 0
        self.kept: str | None = None

    async def token(self, http: httpx.AsyncClient) -> str | None:
        if self.kept is None:
            self.issued += 1
            self.kept = f"token-{self.issued}"
        return self.kept

    def forget(self) -> None:
        self.kept = None


def with_tokens(url: str, tokens: IssuedTokens) -> HttpChat:
    return HttpChat(codec=OpenAiCodec(), settings=LlmSettings(base_url=url, model="m"), tokens=tokens, rng=Hasty())


def test_a_token_that_is_refused_is_renewed_once() -> None:
    tokens = IssuedTokens()
    with server.hostile(server.in_turn(server.fails(401), server.says(SAID))) as hostile:
        chat = with_tokens(hostile.url, tokens)
        assert ask(chat).text == SAID
        chat.close()
        assert [seen.headers["authorization"] for seen in hostile.requests] == ["Bearer token-1", "Bearer token-2"]


def test_a_server_that_refuses_every_token_is_asked_twice() -> None:
    with server.hostile(server.fails(401)) as hostile:
        chat = with_tokens(hostile.url, IssuedTokens())
        assert failure(chat).reason is R.REFUSED
        chat.close()
        assert len(hostile.requests) == 2
