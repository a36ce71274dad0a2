"""A coroutine -> its result, on the thread of a caller that waits: an event loop on a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

import anyio

from service.call import Call
from service.errors import ChatFailed, DegradedReason
from service.ports import Heard

T = TypeVar("T")

GRACE_S = 0.5  # a coroutine ends itself at its deadline; so much later its caller no longer waits for that
SHUTDOWN_S = 5.0


class _Task(Generic[T]):
    """A coroutine that can be stopped without leaving a connection behind.

    By a scope of anyio and not by ``asyncio.Task.cancel``: httpcore guards the closing of a connection against the
    former only, and a connection that is cancelled while it closes stays in the pool for good, taking a place.
    """

    def __init__(self, start: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._start = start
        self._scope: anyio.CancelScope | None = None
        self._stopped = False

    async def go(self) -> T:
        with anyio.CancelScope() as self._scope:
            if self._stopped:
                self._scope.cancel()
            return await self._start()
        raise asyncio.CancelledError

    def stop(self) -> None:
        """On the loop, at any time."""
        self._stopped = True
        if self._scope is not None:
            self._scope.cancel()


class LoopThread:
    """Starts with its first use. Safe to use from several threads; ``close`` ends what runs."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def run(self, work: Callable[[Heard], Coroutine[Any, Any, T]], call: Call, *, heard: Heard | None = None) -> T:
        """What ``work`` returns or raises. What ``work`` says goes to ``heard``, on the calling thread, until the time
        is over: what a slow listener did not get to by then is not told any more.

        Cancelled at once when ``call`` is, when ``heard`` raises, and at the latest soon after ``call.until``.
        Raises RequestCancelled; ChatFailed where the time is over or the loop is closed.
        """
        call.cancellation.check()
        said: SimpleQueue[str | None] = SimpleQueue()
        task = _Task(lambda: work(said.put))
        future = self._submitted(task)
        future.add_done_callback(lambda _: said.put(None))
        forget = call.cancellation.when_cancelled(lambda: said.put(None))
        try:
            while (stretch := said.get(timeout=_patience(call))) is not None:
                call.cancellation.check()
                if heard is not None and time.monotonic() < call.until:
                    heard(stretch)
            call.cancellation.check()
            return future.result()
        except Empty:
            raise ChatFailed(DegradedReason.TIMEOUT, "the language model's client did not end in time") from None
        except CancelledError:
            raise _closed() from None
        finally:
            forget()
            self._stop(task)

    def _submitted(self, task: _Task[T]) -> Future[T]:
        with self._lock:
            if self._closed:
                raise _closed()
            return asyncio.run_coroutine_threadsafe(task.go(), self._started())

    def _stop(self, task: _Task[Any]) -> None:
        with self._lock:
            if self._loop is not None and not self._closed:
                self._loop.call_soon_threadsafe(task.stop)

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, name=self._name, daemon=True)
            self._thread.start()
        return self._loop

    def close(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Cancels what runs, then awaits ``last`` on the loop where it ever ran. A second call does nothing."""
        with self._lock:
            loop, thread, first = self._loop, self._thread, not self._closed
            self._closed = True
        if loop is None or thread is None or not first:
            return
        ended = asyncio.run_coroutine_threadsafe(_ended(last), loop)
        try:
            ended.result(SHUTDOWN_S)
        except TimeoutError:
            ended.cancel()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SHUTDOWN_S)
        if not thread.is_alive():
            loop.close()


async def _ended(last: Callable[[], Coroutine[Any, Any, None]]) -> None:
    running = asyncio.all_tasks() - {asyncio.current_task()}
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await last()
    loop = asyncio.get_running_loop()
    await loop.shutdown_asyncgens()
    await loop.shutdown_default_executor()  # threads that look up names


def _patience(call: Call) -> float:
    """Seconds to wait for the next word."""
    return min(max(call.until + GRACE_S - time.monotonic(), 0.0), threading.TIMEOUT_MAX)


def _closed() -> ChatFailed:
    return ChatFailed(DegradedReason.UNREACHABLE, "the language model's client is closed")
