"""The route class and the answer class that hold the contract's rules on JSON, and the problems every path declares."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar

from fastapi import HTTPException, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from service.api.gate import ClientGone
from service.api.needs import house_of
from service.api.problems import MEDIA_TYPE
from service.api.repeats import HEADER, REPLAYED, Kept, claimed
from service.api.schemas.problem import ProblemBody
from service.api.wellformed import BodyUnreadable, mend, read_json
from service.errors import NotSupported

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
EVENT_STREAM = "text/event-stream"


class JsonRequest(Request):
    """A request whose body is strict JSON; what had to be mended stands in ``state.warnings``."""

    async def json(self) -> Any:
        try:
            value, warnings = read_json(await self.body())
        except BodyUnreadable as exc:
            raise HTTPException(400, f"{str(exc)[0].upper()}{str(exc)[1:]}.") from None
        self.state.warnings = warnings
        return value


class ContractRoute(APIRoute):
    """Refuses bodies that are not JSON and streams where there are none; answers a repeated key as before."""

    streams: ClassVar[bool] = False

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def handle_json(request: Request) -> Response:
            if not self.streams and wants_stream(request):
                raise NotSupported("Accept", "Only POST /v1/suggestions streams; ask for application/json.")
            if takes_body:
                _require_json(request)
            json_request = JsonRequest(request.scope, request.receive)
            if HEADER in request.headers and request.method != "GET":
                return await self._once(json_request, handle)
            return await handle(json_request)

        return handle_json

    async def _once(self, request: JsonRequest, handle: Handler) -> Response:
        """The answer is made for the first request with its key and repeated for the others."""
        try:
            claim = await claimed(request, house_of(request).repeats)
        except ClientDisconnect:
            raise ClientGone from None
        if isinstance(claim, Kept):
            return self.repeated(request, claim)
        try:
            response = await handle(request)
        except BaseException:
            claim.settle(None)
            raise
        self.keep(response, claim.settle)
        return response

    def keep(self, response: Response, settle: Callable[[Kept | None], None]) -> None:
        done = Kept(response.status_code, bytes(response.body), response.media_type)
        settle(done if response.status_code < 300 else None)

    def repeated(self, request: Request, kept: Kept) -> Response:
        return Response(kept.body, kept.status, headers={REPLAYED: "true"}, media_type=kept.media_type)


def wants_stream(request: Request) -> bool:
    """A client that takes JSON besides a stream gets JSON."""
    accepted = request.headers.get("accept", "").lower()
    return EVENT_STREAM in accepted and "application/json" not in accepted


def warnings_of(request: Request) -> tuple[str, ...]:
    found = getattr(request.state, "warnings", ())
    return tuple(found)


def answer(body: BaseModel, *, status: int = 200) -> Response:
    """JSON in UTF-8 that is always well-formed, whatever an article in the index holds."""
    return Response(encoded(body), status, media_type="application/json")


def encoded(body: BaseModel) -> bytes:
    payload = mend(body.model_dump(), [])
    return json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of an operation: its own problems and those that every operation can meet."""
    return {
        status: {"model": ProblemBody, "description": DESCRIPTIONS[status], "content": {MEDIA_TYPE: {}}}
        for status in sorted({*statuses, 401, 422, 500, 501, 503, 504})
    }


def example(value: Mapping[str, Any]) -> dict[str, Any]:
    """The 200 of an operation, with its example."""
    return {"content": {"application/json": {"example": value}}}


DESCRIPTIONS: Mapping[int, str] = {
    400: "The body is not JSON.",
    401: "The token is missing or wrong.",
    403: "Without a token, changes are for the service's own machine.",
    404: "There is no such thing.",
    409: "What is there stands in the way.",
    413: "The body is larger than 1 MiB.",
    415: "The body is not declared as JSON, or it is compressed.",
    422: "A field cannot be used; `errors` names it.",
    500: "The service failed.",
    501: "A known field that this service does not serve, as it stands or as it is set up; `errors` names it.",
    503: "Not ready, or too busy; see `Retry-After`.",
    504: "The deadline has passed.",
}


def _require_json(request: Request) -> None:
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    json_declared = declared == "application/json" or (
        declared.startswith("application/") and declared.endswith("+json")
    )
    if not json_declared:
        raise HTTPException(415, "Send the body as JSON, with `Content-Type: application/json`.")
    if request.headers.get("content-encoding", "").strip().lower() not in {"", "identity"}:
        detail = "Send the body uncompressed, without a `Content-Encoding`."
        raise HTTPException(415, detail, {"accept-encoding": "identity"})
