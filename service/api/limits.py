"""A request that is too large or takes too long -> a problem, before it costs more."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from fastapi import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.auth import HEALTH
from service.api.problems import of_error, problem
from service.errors import DeadlineExceeded

BODY_LIMIT = 1024 * 1024
_DRAINED = 16 * BODY_LIMIT  # read and thrown away, so that a client still sending gets to read the answer
TOO_LARGE = f"The body is larger than {BODY_LIMIT} bytes."


@dataclass(slots=True)
class _Counted:
    """Receives a body and stops it at the limit, also where no length was declared."""

    receive: Receive
    seen: int = 0

    async def __call__(self) -> Message:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        if self.seen > BODY_LIMIT:
            await drain(self.receive, message)
            raise HTTPException(413, TOO_LARGE)  # the one kind that FastAPI lets through while it reads a body
        return message


class BodyLimit:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Request(scope).headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > BODY_LIMIT:
            await drain(receive, {"more_body": True})
            await problem(Request(scope), 413, TOO_LARGE)(scope, receive, send)
            return
        await self._app(scope, _Counted(receive), send)


async def drain(receive: Receive, message: Message) -> None:
    """Reads the rest of a body, up to a bound, without keeping it."""
    thrown = 0
    while message.get("more_body") and thrown < _DRAINED:
        message = await receive()
        thrown += len(message.get("body", b""))


@dataclass(slots=True)
class _Watched:
    send: Send
    timeout: asyncio.Timeout
    started: bool = False

    async def __call__(self, message: Message) -> None:
        if not self.started:
            self.started = True
            if _is_stream(message):
                self.timeout.reschedule(None)  # what is under way can only be told: the stream ends itself in time
        await self.send(message)


def _is_stream(message: Message) -> bool:
    kinds = (value for name, value in message.get("headers", ()) if name.lower() == b"content-type")
    return any(value.startswith(b"text/event-stream") for value in kinds)


class Deadline:
    """Covers the reading of the body, the wait for a worker and the work.

    ``state["until"]`` tells when it ends, on the clock of ``time.monotonic``, ``state["deadline_s"]`` how long it is.
    """

    def __init__(self, app: ASGIApp, *, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in HEALTH:
            await self._app(scope, receive, send)
            return
        timeout = asyncio.timeout(self._seconds)
        watched = _Watched(send, timeout)
        scope.setdefault("state", {}).update(until=time.monotonic() + self._seconds, deadline_s=self._seconds)
        try:
            async with timeout:
                await self._app(scope, receive, watched)
        except TimeoutError:
            if not timeout.expired() or watched.started:
                raise
            await of_error(Request(scope), too_late(self._seconds))(scope, receive, send)


def too_late(seconds: float) -> DeadlineExceeded:
    return DeadlineExceeded(f"The request took longer than {seconds:g} s and was given up.")
