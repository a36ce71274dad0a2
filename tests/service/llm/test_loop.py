from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import anyio
import pytest

from service.call import Call, Cancellation
from service.errors import ChatFailed, DegradedReason, RequestCancelled
from service.llm.loop import LoopThread
from service.ports import Heard
from tests.service.llm.asking import eventually


async def nothing() -> None:
    """Nothing is left to do at the end."""


@pytest.fixture
def loop() -> Iterator[LoopThread]:
    thread = LoopThread("under-test")
    yield thread
    thread.close(nothing)


def test_what_a_coroutine_returns_arrives_on_the_calling_thread(loop) -> None:
    async def work(_: Heard) -> int:
        await asyncio.sleep(0)
        return threading.get_ident()

    assert loop.run(work, Call()) != threading.get_ident()
    assert loop.run(work, Call()) == loop.run(work, Call())


def test_what_a_coroutine_raises_arrives_on_the_calling_thread(loop) -> None:
    async def work(_: Heard) -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError):
        loop.run(work, Call())


def test_what_a_coroutine_says_is_heard_in_order_before_it_returns(loop) -> None:
    async def work(say: Heard) -> str:
        for word in ("one", "two", "three"):
            say(word)
        return "end"

    heard: list[tuple[str, int]] = []
    assert loop.run(work, Call(), heard=lambda word: heard.append((word, threading.get_ident()))) == "end"
    assert heard == [(word, threading.get_ident()) for word in ("one", "two", "three")]


def test_a_cancelled_call_does_not_wait_for_what_is_being_closed_and_that_is_still_closed(loop) -> None:
    begun, closed = threading.Event(), threading.Event()

    async def work(_: Heard) -> None:
        try:
            begun.set()
            await asyncio.sleep(60)
        finally:
            with anyio.CancelScope(shield=True):  # as httpcore closes a connection
                await asyncio.sleep(0.1)
                closed.set()

    leaving = Cancellation()
    threading.Thread(target=lambda: begun.wait(5) and leaving.cancel()).start()
    with pytest.raises(RequestCancelled):
        loop.run(work, Call(cancellation=leaving))
    assert closed.wait(5)


def test_a_call_that_is_cancelled_while_something_closes_lets_it_close(loop) -> None:
    closing, ends = threading.Event(), []

    async def work(_: Heard) -> None:
        with anyio.CancelScope(shield=True):
            closing.set()
            await asyncio.sleep(0.1)
            ends.append("closed")
        await asyncio.sleep(60)
        ends.append("went on")

    leaving = Cancellation()
    threading.Thread(target=lambda: closing.wait(5) and leaving.cancel()).start()
    with pytest.raises(RequestCancelled):
        loop.run(work, Call(cancellation=leaving))
    assert eventually(lambda: ends)
    assert ends == ["closed"]


class CancelledMeanwhile(Cancellation):
    """Cancelled after the coroutine was handed to its loop, and before anybody could hear of it."""

    def when_cancelled(self, act: Callable[[], None]) -> Callable[[], None]:
        self.cancel()
        return super().when_cancelled(act)


def test_a_call_that_is_cancelled_while_its_coroutine_starts_stops_it_all_the_same(loop) -> None:
    went_on = threading.Event()

    async def work(_: Heard) -> None:
        await asyncio.sleep(0.1)
        went_on.set()

    for _ in range(50):
        with pytest.raises(RequestCancelled):
            loop.run(work, Call(cancellation=CancelledMeanwhile()))
    assert not went_on.wait(0.2)


def test_a_caller_does_not_wait_for_a_coroutine_that_ignores_its_deadline(loop) -> None:
    async def work(_: Heard) -> None:
        with anyio.CancelScope(shield=True):
            await asyncio.sleep(60)

    with pytest.raises(ChatFailed) as failed:
        loop.run(work, Call(until=time.monotonic() + 0.05))
    assert failed.value.reason is DegradedReason.TIMEOUT


def test_what_a_slow_listener_did_not_get_to_in_time_is_not_told_any_more(loop) -> None:
    async def work(say: Heard) -> str:
        for number in range(100):
            say(str(number))
        return "whole"

    heard: list[str] = []
    until = time.monotonic() + 0.3

    def listen(word: str) -> None:
        heard.append(word)
        time.sleep(max(0.0, until - time.monotonic()))

    assert loop.run(work, Call(until=until), heard=listen) == "whole"
    assert heard == ["0"]


def test_closing_awaits_the_last_act_once_and_only_where_something_ran() -> None:
    acts: list[str] = []

    async def last() -> None:
        acts.append("closed")

    async def work(_: Heard) -> None:
        await asyncio.sleep(0)

    unused, used = LoopThread("unused"), LoopThread("used")
    used.run(work, Call())
    for thread in (unused, used, used):
        thread.close(last)
    assert acts == ["closed"]
    assert not [one for one in threading.enumerate() if one.name in ("unused", "used")]


def test_a_thread_that_closes_while_calls_come_in_ends_each_of_them_cleanly() -> None:
    thread, ends = LoopThread("closing"), []

    async def work(_: Heard) -> None:
        await asyncio.sleep(60)

    def call() -> None:
        for _ in range(20):
            try:
                thread.run(work, Call())
            except ChatFailed as failed:
                ends.append(failed.reason)

    callers = [threading.Thread(target=call) for _ in range(8)]
    for caller in callers:
        caller.start()
    time.sleep(0.02)
    thread.close(nothing)
    for caller in callers:
        caller.join(5)
    assert ends == [DegradedReason.UNREACHABLE] * 160
