"""Work on another thread -> what it tells and how it ended, in order, on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from starlette.requests import Request

from service.api.gate import ClientGone, Gate, disconnected
from service.call import Call, Cancellation, Event

T = TypeVar("T")


class Feed(Generic[T]):
    """One piece of work that is listened to. Made on the event loop; ``abandon`` it or read it to its end."""

    def __init__(self, gate: Gate, work: Callable[[Call], T], *, until: float) -> None:
        """Raises Overloaded."""
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Queue[Event | Future[T]] = asyncio.Queue()
        self._cancellation = Cancellation()
        call = Call(until, self._cancellation, self._tell, streamed=True)
        self._work = gate.submit(lambda: work(call))
        self._work.add_done_callback(self._tell)

    def _tell(self, item: Event | Future[T]) -> None:
        """Called on any thread."""
        self._loop.call_soon_threadsafe(self._told.put_nowait, item)

    async def next(self) -> Event | Future[T]:
        """The next event; at the end the work itself, done."""
        return await self._told.get()

    async def first(self, request: Request) -> Event | Future[T]:
        """As ``next``, while the client is watched. Raises ClientGone; gives the work up where it raises."""
        told, watching = asyncio.ensure_future(self.next()), asyncio.ensure_future(disconnected(request))
        try:
            await asyncio.wait((told, watching), return_when=asyncio.FIRST_COMPLETED)
            if not told.done():
                watching.result()  # a body that nobody asked for may have been too large
                raise ClientGone
            return told.result()
        except BaseException:
            self.abandon()
            raise
        finally:
            told.cancel()
            watching.cancel()

    def abandon(self) -> None:
        """Nobody listens any more: the work is cancelled, or never starts."""
        if not self._work.done():
            self._cancellation.cancel()
        self._work.cancel()
