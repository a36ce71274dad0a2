"""Whatever a server does, a call ends in time, with the right reason, and leaves nothing behind."""

from __future__ import annotations

import time

import pytest

from service.call import Call
from service.errors import ChatFailed
from service.errors import DegradedReason as R
from tests import hostile_llm as server
from tests.service.llm.asking import QUESTION, ask, chat_with, eventually, failure

CASES = {
    "refuses connections": (server.refuses, R.UNREACHABLE, R.UNREACHABLE),
    "hangs before the headers": (server.hangs, R.TIMEOUT, R.TIMEOUT),
    "hangs after the headers": (server.hangs_after_headers, R.TIMEOUT, R.TIMEOUT),
    "hangs in the middle": (server.hangs_midway("a long answer that stops"), R.TIMEOUT, R.TIMEOUT),
    "drips one byte now and then": (server.drips(every=0.05), R.TIMEOUT, R.TIMEOUT),
    "drips its headers": (server.drips(every=0.05, of_head=True), R.TIMEOUT, R.TIMEOUT),
    "resets at once": (server.resets, R.UNREACHABLE, R.UNREACHABLE),
    "resets in the middle": (server.resets_midway(), R.UNREACHABLE, R.UNREACHABLE),
    "closes in the middle": (server.closes_midway(), R.UNREACHABLE, R.UNREACHABLE),
    "429": (server.fails(429), R.RATE_LIMITED, R.RATE_LIMITED),
    "429 with a long Retry-After": (server.fails(429, retry_after="3600"), R.RATE_LIMITED, R.RATE_LIMITED),
    "500 for ever": (server.fails(500), R.SERVER_ERROR, R.SERVER_ERROR),
    "501": (server.fails(501), R.SERVER_ERROR, R.SERVER_ERROR),
    "408": (server.fails(408), R.TIMEOUT, R.TIMEOUT),
    "401": (server.fails(401), R.REFUSED, R.REFUSED),
    "404": (server.fails(404, "<html>no such page</html>"), R.REFUSED, R.REFUSED),
    "204": (server.fails(204, ""), R.BAD_ANSWER, R.BAD_ANSWER),
    "a redirect": (server.redirects("http://127.0.0.1:9/v1"), R.REFUSED, R.REFUSED),
    "truncated JSON": (server.truncated_json, R.BAD_ANSWER, R.BAD_ANSWER),
    "wrong JSON": (server.wrong_json, R.BAD_ANSWER, R.BAD_ANSWER),
    "an empty answer": (server.says(""), R.BAD_ANSWER, R.BAD_ANSWER),
    "an answer of blanks": (server.says(" \n "), R.BAD_ANSWER, R.BAD_ANSWER),
    "an answer that its filter held back": (server.says("", finish="content_filter"), R.BAD_ANSWER, R.BAD_ANSWER),
    "an empty body": (server.empty_body, R.BAD_ANSWER, R.BAD_ANSWER),
    "HTML with 200": (server.html, R.BAD_ANSWER, R.BAD_ANSWER),
    "an answer of a million characters": (server.huge(), R.BAD_ANSWER, R.BAD_ANSWER),
    "a decompression bomb": (server.gzip_bomb(), R.BAD_ANSWER, R.BAD_ANSWER),
    "nested beyond any depth": (server.raw(server.whole(b"[" * 500_000)), R.BAD_ANSWER, R.BAD_ANSWER),
    "a Content-Length too long": (server.wrong_length(+50), R.UNREACHABLE, R.UNREACHABLE),
    "a Content-Length too short": (server.wrong_length(-50), R.BAD_ANSWER, R.BAD_ANSWER),
    "an error object with 200": (server.error_midway(status=503), R.SERVER_ERROR, R.SERVER_ERROR),
    "an error object of a rate limit": (server.error_midway(status=429), R.RATE_LIMITED, R.RATE_LIMITED),
    "no HTTP at all": (server.raw(b"220 mail ESMTP ready\r\n"), R.UNREACHABLE, R.UNREACHABLE),
    "a head without end": (server.raw(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 400_000), R.UNREACHABLE, R.UNREACHABLE),
}


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("name", CASES)
def test_a_call_to_a_server_that_misbehaves_fails_in_time_and_leaks_nothing(name, streamed) -> None:
    behaviour, *reasons = CASES[name]
    limit, idle = (0.3, 0.2) if R.TIMEOUT in reasons else (20.0, 20.0)
    with server.hostile(behaviour) as hostile, chat_with(hostile.url, timeout_s=limit, idle_timeout_s=idle) as chat:
        began = time.monotonic()
        failed = failure(chat, streamed=streamed)
        assert time.monotonic() - began < limit + 5.0  # on a machine that is busy
        assert failed.reason is reasons[streamed]
        assert "Старт" not in str(failed)
        assert hostile.quiet()
    assert hostile.deserted()


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])
def test_a_server_that_is_slow_but_fine_is_waited_for(streamed) -> None:
    slow = server.says("готово", after=0.3)
    with server.hostile(slow) as hostile, chat_with(hostile.url) as chat:
        assert ask(chat, streamed=streamed).text == "готово"


def test_a_whole_answer_may_take_longer_than_the_silence_allowed_in_a_stream() -> None:
    with (
        server.hostile(server.says("готово", after=0.5)) as hostile,
        chat_with(hostile.url, idle_timeout_s=0.3) as chat,
    ):
        assert ask(chat).text == "готово"


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    with server.hostile(server.huge(100_000_000)) as hostile, chat_with(hostile.url, timeout_s=10.0) as chat:
        assert failure(chat, streamed=True).reason is R.BAD_ANSWER
        assert hostile.deserted()  # the connection was closed in the middle


def test_a_stretch_that_came_before_the_failure_was_heard() -> None:
    heard: list[str] = []
    behaviour = server.error_midway("The price is 100 rubles")
    with server.hostile(behaviour) as hostile, chat_with(hostile.url) as chat, pytest.raises(ChatFailed):
        chat.complete(QUESTION, call=Call(), heard=heard.append)
    assert "".join(heard) == "The price is"


def test_after_every_kind_of_failure_the_next_call_succeeds() -> None:
    bad = [server.closes_midway(), server.huge(), server.truncated_json, server.hangs, server.html]
    short = {"connect_timeout_s": 0.5, "idle_timeout_s": 0.5}
    with server.hostile(server.in_turn(*bad, server.says("ready"))) as hostile, chat_with(hostile.url, **short) as chat:
        for _ in bad:
            failure(chat, streamed=True)
        assert ask(chat, streamed=True).text == "ready"
        assert eventually(lambda: hostile.open <= 1)
