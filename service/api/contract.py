"""The route class and the answer class that hold the contract's rules on JSON, and the problems every path declares."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import HTTPException, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import Response

from service.api.problems import MEDIA_TYPE
from service.api.schemas.problem import ProblemBody
from service.api.wellformed import BodyUnreadable, mend, read_json
from service.errors import NotSupported

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


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
    """Refuses what the contract knows and this version does not serve, and bodies that are not JSON."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def handle_json(request: Request) -> Response:
            _refuse_unserved_headers(request)
            if takes_body:
                _require_json(request)
            return await handle(JsonRequest(request.scope, request.receive))

        return handle_json


def warnings_of(request: Request) -> tuple[str, ...]:
    found = getattr(request.state, "warnings", ())
    return tuple(found)


def answer(body: BaseModel, *, status: int = 200) -> Response:
    """JSON in UTF-8 that is always well-formed, whatever an article in the index holds."""
    payload = mend(body.model_dump(), [])
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text.encode(), status, media_type="application/json")


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
    415: "The body is not declared as JSON.",
    422: "A field cannot be used; `errors` names it.",
    500: "The service failed.",
    501: "A known field that is not supported yet; `errors` names it.",
    503: "Not ready, or too busy; see `Retry-After`.",
    504: "The deadline has passed.",
}


def _refuse_unserved_headers(request: Request) -> None:
    accepted = request.headers.get("accept", "").lower()
    if "text/event-stream" in accepted and "application/json" not in accepted:
        raise NotSupported("Accept", "Streaming (text/event-stream) is not supported yet; ask for application/json.")
    if "idempotency-key" in request.headers:
        raise NotSupported("Idempotency-Key", "Idempotency keys are not supported yet; leave the header out.")


def _require_json(request: Request) -> None:
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    json_declared = declared == "application/json" or (
        declared.startswith("application/") and declared.endswith("+json")
    )
    if not json_declared:
        raise HTTPException(415, "Send the body as JSON, with `Content-Type: application/json`.")
