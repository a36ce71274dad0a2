"""A piece of blocking work -> its result, on a worker thread: bounded in number, bounded in waiting."""

from __future__ import annotations

import asyncio
import contextvars
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.requests import Request

from service.call import Cancellation
from service.errors import Overloaded

T = TypeVar("T")
LONGEST_RETRY_S = 60
_NEWEST = 0.2  # weight of the latest piece of work in the mean of their durations


class ClientGone(Exception):
    """The client closed its connection before the answer was there."""


class Gate:
    """Lets ``workers`` pieces of work run and ``queue`` more wait; the next is refused with Overloaded.

    Work that is abandoned (deadline, client gone) never starts if it was waiting. If it was running, its
    thread cannot be stopped, only told: it keeps its place until it ends, so that the number of threads stays true.
    """

    def __init__(self, *, workers: int, queue: int) -> None:
        self._workers = workers
        self._room = workers + queue
        self._inside = 0
        self._mean_s = 0.0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="otvet-work")

    async def run(self, request: Request, work: Callable[[], T], cancellation: Cancellation | None = None) -> T:
        """Raises Overloaded, ClientGone, and whatever the work raises.

        ``cancellation`` is set where nobody waits for the work any more.
        """
        running = asyncio.wrap_future(self.submit(work))
        watching = asyncio.ensure_future(disconnected(request))
        try:
            either: set[asyncio.Future[Any]] = {running, watching}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                return running.result()
            watching.result()  # a body that nobody asked for may have been too large
            raise ClientGone
        finally:
            if cancellation is not None and not running.done():
                cancellation.cancel()
            running.cancel()
            watching.cancel()

    def close(self) -> None:
        """Waits for the work that runs, drops the work that waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Raises Overloaded."""
        with self._lock:
            if self._inside >= self._room:
                raise Overloaded(self._retry_after())
            self._inside += 1
        future = self._pool.submit(contextvars.copy_context().run, self._timed, work)
        future.add_done_callback(self._leave)
        return future

    def _timed(self, work: Callable[[], T]) -> T:
        started = time.monotonic()
        try:
            return work()
        finally:
            with self._lock:
                self._mean_s += _NEWEST * (time.monotonic() - started - self._mean_s)

    def _retry_after(self) -> int:
        """Seconds until the work that is inside will be done, as fast as work was done lately."""
        return min(LONGEST_RETRY_S, max(1, math.ceil(self._mean_s * self._inside / self._workers)))

    def _leave(self, _: Future[T]) -> None:
        with self._lock:
            self._inside -= 1


async def disconnected(request: Request) -> None:
    """Returns when the client has gone. The body was read before, so nothing else can arrive."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
