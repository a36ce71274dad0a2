"""A piece of blocking work -> its result, on a worker thread: bounded in number, bounded in waiting."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.requests import Request

from service.errors import Overloaded

T = TypeVar("T")
RETRY_AFTER_S = 1


class ClientGone(Exception):
    """The client closed its connection before the answer was there."""


class Gate:
    """Lets ``workers`` pieces of work run and ``queue`` more wait; the next is refused with Overloaded.

    Work that is abandoned (deadline, client gone) never starts if it was waiting. If it was running, its
    thread cannot be stopped: it keeps its place until it ends, so that the number of threads stays true.
    """

    def __init__(self, *, workers: int, queue: int) -> None:
        self._room = workers + queue
        self._inside = 0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="otvet-work")

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """Raises Overloaded, ClientGone, and whatever the work raises."""
        running = asyncio.wrap_future(self._submit(work))
        watching = asyncio.ensure_future(_disconnect(request))
        try:
            either: set[asyncio.Future[Any]] = {running, watching}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                return running.result()
            watching.result()  # a body that nobody asked for may have been too large
            raise ClientGone
        finally:
            running.cancel()
            watching.cancel()

    def close(self) -> None:
        """Waits for the work that runs, drops the work that waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        with self._lock:
            if self._inside >= self._room:
                raise Overloaded(RETRY_AFTER_S)
            self._inside += 1
        future = self._pool.submit(contextvars.copy_context().run, work)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: Future[T]) -> None:
        with self._lock:
            self._inside -= 1


async def _disconnect(request: Request) -> None:
    """Returns when the client has gone. The body was read before, so nothing else can arrive."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
