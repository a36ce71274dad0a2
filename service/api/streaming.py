"""Work that is listened to -> server-sent events: provisional ones, then the one that counts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kb_index.errors import KbError
from kb_index.records import Span
from service.api import show, show_judged
from service.api.contract import EVENT_STREAM, encoded
from service.api.feed import Feed
from service.api.limits import too_late
from service.api.problems import of_crash, of_error
from service.api.schemas.told import DeltaEvent, RetrievedEvent, WithdrawnEvent
from service.call import Drafted, Event, Found, Retrieved
from service.errors import OtvetError

KEEP_ALIVE_S = 10.0
_LAST_WORDS_S = 1.0  # for the error after the deadline: a client that does not read shall not hold a task
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}  # proxies shall pass each event on at once


@dataclass(slots=True)
class Telling:
    """Events -> their names and bodies, with spans in the text told so far, in the unit asked for."""

    unit: str
    text: str = ""

    def body(self, event: Event) -> tuple[str, BaseModel]:
        if isinstance(event, Retrieved):
            return "retrieved", RetrievedEvent(retrieved=[show.retrieved(one) for one in event.articles])
        if isinstance(event, Drafted):
            start, self.text = len(self.text), self.text + event.text
            place = show_judged.places(self.text, self.unit)
            return "draft.delta", DeltaEvent(text=event.text, span=place(Span(start, len(self.text))))
        if isinstance(event, Found):
            return "finding", show_judged.finding(event.finding, show_judged.places(self.text, self.unit))
        self.text = ""
        return "draft.withdrawn", WithdrawnEvent(reason=event.reason)


@dataclass(slots=True)
class _Numbered:
    """Events on the wire carry numbers, so that a client's log can name them."""

    number: int = 0

    def __call__(self, name: str, body: bytes) -> bytes:
        self.number += 1
        return format_sse_event(event=name, data_str=body.decode(), id=str(self.number))


class EventStream(Response):
    """Sends what a feed tells until its work ends, the client leaves, or the deadline passes: it never outlives it.

    ``ended`` is called once with the body of the final answer; None: there was none.
    """

    media_type = EVENT_STREAM

    def __init__(
        self,
        request: Request,
        feed: Feed[Any],
        first: Event | Future[Any],
        *,
        unit: str,
        keep_alive_s: float = KEEP_ALIVE_S,
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._request, self._feed, self._first = request, feed, first
        self._telling, self._numbered = Telling(unit), _Numbered()
        self._keep_alive_s = keep_alive_s
        self._final: bytes | None = None
        self.ended: Callable[[bytes | None], None] = lambda _: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = asyncio.ensure_future(self._send(send))
        watching = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait((sending, watching), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            self._feed.abandon()
            sending.cancel()
            watching.cancel()
            self.ended(self._final)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        timeout = asyncio.timeout(self._request.state.until - time.monotonic())
        try:
            async with timeout:
                await self._send_events(send)
                await _more(send, b"", last=True)
        except TimeoutError:
            if not timeout.expired():
                raise
            self._feed.abandon()
            async with asyncio.timeout(_LAST_WORDS_S):
                error = of_error(self._request, too_late(self._request.state.deadline_s))
                await _more(send, self._numbered("error", bytes(error.body)), last=True)

    async def _send_events(self, send: Send) -> None:
        item: Event | Future[Any] | None = self._first
        while not isinstance(item, Future):
            await _more(send, KEEPALIVE_COMMENT if item is None else self._event(item))
            item = await self._next()
        await _more(send, self._numbered(*self._end(item)))

    def _event(self, event: Event) -> bytes:
        name, body = self._telling.body(event)
        return self._numbered(name, encoded(body))

    async def _next(self) -> Event | Future[Any] | None:
        """None: nothing happened for a while."""
        try:
            return await asyncio.wait_for(self._feed.next(), self._keep_alive_s)
        except TimeoutError:
            return None

    def _end(self, work: Future[Any]) -> tuple[str, bytes]:
        error = work.exception()
        if error is None:
            self._final = encoded(work.result())
            return "suggestion", self._final
        if isinstance(error, OtvetError | KbError):
            return "error", bytes(of_error(self._request, error).body)
        if not isinstance(error, Exception):
            raise error
        return "error", bytes(of_crash(self._request, error).body)


def replayed(body: bytes, headers: dict[str, str]) -> Response:
    """The final answer of a stream, given once more: nothing provisional goes before it."""
    return Response(_Numbered()("suggestion", body), headers={**_HEADERS, **headers}, media_type=EVENT_STREAM)


async def _more(send: Send, chunk: bytes, *, last: bool = False) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": not last})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
