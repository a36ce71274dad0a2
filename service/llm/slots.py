"""Calls at once -> a place, or BUSY after a bounded wait. Lives on one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from service.errors import ChatFailed, DegradedReason


class Slots:
    """``limit`` places, given in the order of asking."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._free = asyncio.Semaphore(limit)

    @asynccontextmanager
    async def hold(self, *, wait_s: float) -> AsyncIterator[None]:
        """A place for the length of the block. Raises ChatFailed(BUSY) where none is free within ``wait_s``."""
        try:
            with anyio.fail_after(wait_s):
                await self._free.acquire()
        except TimeoutError:
            message = f"all {self._limit} calls to the language model are in use (OTVET_LLM__MAX_CONCURRENCY)"
            raise ChatFailed(DegradedReason.BUSY, message) from None
        try:
            yield
        finally:
            self._free.release()
