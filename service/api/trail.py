"""A request -> its id on the answer, one log event, and a problem where the code beneath crashed."""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import of_crash

HEADER = "x-request-id"
SANE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_log = structlog.get_logger("otvet.api")


@dataclass(slots=True)
class _Answering:
    """The answer on its way out: carries the id, remembers the status."""

    scope: Scope
    send: Send
    status: int = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[HEADER] = self.scope["state"]["request_id"]
        await self.send(message)


class RequestTrail:
    """The outermost layer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Request(scope).headers.get(HEADER, "")
        request_id = given if SANE_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {}).update(request_id=request_id, id_given=given == request_id)
        started = time.perf_counter()
        answering = _Answering(scope, send)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._answer(scope, receive, answering)
            _log.info(
                "request",
                method=scope["method"],
                route=getattr(scope.get("route"), "path", "unmatched"),  # a path may hold anything, a route does not
                status=answering.status,
                duration_ms=round((time.perf_counter() - started) * 1000, 1),
            )

    async def _answer(self, scope: Scope, receive: Receive, answering: _Answering) -> None:
        try:
            await self._app(scope, receive, answering)
        except Exception as exc:  # noqa: BLE001 - the one place that turns a crash into a recorded failure
            # Raised further, the server would print the message, which may quote a ticket.
            response = of_crash(Request(scope), exc)
            if not answering.status:
                await response(scope, receive, answering)


def adopt_id(request: Request, request_id: str | None) -> None:
    """Takes the body's ``request_id`` where the header gave none, so that one id names the request everywhere."""
    if request_id and not request.state.id_given and SANE_ID.fullmatch(request_id):
        request.state.request_id = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
