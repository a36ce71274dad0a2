from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from random import Random

import pytest

from service.errors import ChatFailed, DegradedReason
from service.llm.failures import Passing
from service.llm.retrying import retry_after, tried
from tests import hostile_llm as server
from tests.service.llm.asking import Hasty, ask, chat_with, failure

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": " 0.5 "}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "Mon, 23 Nov 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Monday, 23-Nov-26 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 23 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "Mon, 23 Nov 2026 15:00:30 GMT", "date": "Mon, 23 Nov 2026 15:00:00 GMT"}, 30.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": ""}, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(headers, seconds) -> None:
    assert retry_after(headers, NOW) == seconds


def test_the_waits_double_and_never_exceed_their_cap() -> None:
    asked: list[float] = []

    class Widest(Random):
        def uniform(self, a: float, b: float) -> float:
            asked.append(b)
            return 0.0

    async def attempt() -> None:
        raise Passing(DegradedReason.SERVER_ERROR, "no")

    with pytest.raises(ChatFailed):
        asyncio.run(tried(attempt, retries=6, left=lambda: 60.0, rng=Widest()))
    assert asked == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0]


def test_a_wait_that_does_not_fit_the_deadline_is_not_waited() -> None:
    tries: list[int] = []

    async def attempt() -> None:
        tries.append(1)
        raise Passing(DegradedReason.RATE_LIMITED, "no", retry_after=10.0)

    with pytest.raises(ChatFailed):
        asyncio.run(tried(attempt, retries=3, left=lambda: 10.4, rng=Hasty()))
    assert len(tries) == 1


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_and_the_answer_arrives(status, streamed) -> None:
    behaviour = server.in_turn(server.fails(status), server.fails(status), server.says("готово"))
    with server.hostile(behaviour) as hostile, chat_with(hostile.url, retries=2) as chat:
        assert ask(chat, streamed=streamed).text == "готово"
        assert len(hostile.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422, 501, 505])
def test_what_will_not_pass_is_not_tried_again(status) -> None:
    with server.hostile(server.fails(status)) as hostile, chat_with(hostile.url, retries=3) as chat:
        failure(chat)
        assert len(hostile.requests) == 1


def test_there_are_as_many_further_tries_as_were_set() -> None:
    with server.hostile(server.fails(500)) as hostile, chat_with(hostile.url, retries=3) as chat:
        failure(chat)
        assert len(hostile.requests) == 4


def test_a_connection_that_was_broken_off_before_a_byte_came_is_tried_again() -> None:
    with (
        server.hostile(server.in_turn(server.resets, server.says("готово"))) as hostile,
        chat_with(hostile.url) as chat,
    ):
        assert ask(chat).text == "готово"


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])
@pytest.mark.parametrize("behaviour", [server.closes_midway(), server.hangs, server.html, server.error_midway()])
def test_after_a_byte_of_an_answer_or_a_long_silence_nothing_is_tried_again(behaviour, streamed) -> None:
    limit = 0.5 if behaviour is server.hangs else 20.0
    with server.hostile(behaviour) as hostile, chat_with(hostile.url, retries=3, timeout_s=limit) as chat:
        failure(chat, streamed=streamed)
        assert len(hostile.requests) <= 1


def test_the_server_is_asked_again_no_sooner_than_it_said() -> None:
    behaviour = server.in_turn(server.fails(429, retry_after="0.3"), server.says("готово"))
    with server.hostile(behaviour) as hostile, chat_with(hostile.url, timeout_s=10.0) as chat:
        assert ask(chat).text == "готово"
        first, second = hostile.times
        assert second - first >= 0.3


def test_a_date_in_retry_after_counts_from_the_servers_own_clock() -> None:
    limited = server.fails(429, date="Mon, 23 Nov 2026 15:00:00 GMT", retry_after="Mon, 23 Nov 2026 15:00:01 GMT")
    with server.hostile(server.in_turn(limited, server.says("готово"))) as hostile:
        with chat_with(hostile.url, timeout_s=10.0) as chat:
            assert ask(chat).text == "готово"
        assert hostile.times[1] - hostile.times[0] >= 1.0


@pytest.mark.parametrize("asked", ["30", "Mon, 23 Nov 2099 12:00:00 GMT"])
def test_a_retry_after_beyond_the_deadline_ends_the_call_at_once(asked) -> None:
    limited = server.fails(429, retry_after=asked)
    with server.hostile(limited) as hostile, chat_with(hostile.url, timeout_s=20.0, retries=3) as chat:
        assert failure(chat).reason is DegradedReason.RATE_LIMITED
        assert len(hostile.requests) == 1
