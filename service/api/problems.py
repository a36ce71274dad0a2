"""An error -> an RFC 9457 problem: one table from class to status, for every path of the service."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kb_index.errors import (
    ArticleInvalid,
    BatchInvalid,
    EmbedderUnavailable,
    FilterInvalid,
    IndexBusy,
    IndexChanged,
    IndexCorrupt,
    IndexMismatch,
    IndexMissing,
    IndexUnwritable,
    KbError,
    RerankerUnavailable,
    SourceUnreadable,
)
from service.api.fields import FieldError, invalid_fields
from service.api.gate import ClientGone
from service.api.wellformed import BROKEN
from service.errors import (
    ChatFailed,
    ConfigInvalid,
    DeadlineExceeded,
    NoCustomerMessage,
    NotReady,
    NotSupported,
    OtvetError,
    Overloaded,
    RequestCancelled,
    RequestRefused,
    StandardInvalid,
    UnknownStandard,
)

MEDIA_TYPE = "application/problem+json"
STATUSES: Mapping[type[Exception], int] = {
    OtvetError: 500,
    RequestRefused: 422,
    NoCustomerMessage: 422,
    UnknownStandard: 422,
    NotSupported: 501,
    NotReady: 503,
    Overloaded: 503,
    DeadlineExceeded: 504,
    RequestCancelled: 503,
    ChatFailed: 503,
    StandardInvalid: 500,
    ConfigInvalid: 500,
    KbError: 500,
    IndexMissing: 503,
    IndexCorrupt: 503,
    IndexMismatch: 503,
    IndexBusy: 503,
    IndexChanged: 503,
    IndexUnwritable: 503,
    EmbedderUnavailable: 503,
    RerankerUnavailable: 503,
    ArticleInvalid: 422,
    BatchInvalid: 422,
    SourceUnreadable: 500,
    FilterInvalid: 422,
}
FIELDS: Mapping[type[Exception], str] = {
    NoCustomerMessage: "conversation.messages",
    UnknownStandard: "standard",
    ArticleInvalid: "body_markdown",
    FilterInvalid: "filter",
}
RETRY_AFTER_S = 1
FAILED = "The service failed; its log holds the details under this request id."
_log = structlog.get_logger("otvet.api")


def problem(
    request: Request,
    status: int,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Response:
    """A problem+json answer. ``detail`` and ``errors`` are written here, never taken from the caller's texts."""
    request_id = getattr(request.state, "request_id", "unknown")
    phrase = HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": f"urn:otvet:problem:{phrase.lower().replace(' ', '-')}",
        "title": phrase,
        "status": status,
        "detail": detail,
        "instance": f"urn:otvet:request:{request_id}",
        "request_id": request_id,
    }
    if errors:
        body["errors"] = [{"field": field, "message": message} for field, message in errors]
    text = BROKEN.sub("\ufffd", json.dumps({**body, **(extra or {})}, ensure_ascii=False))
    return Response(text.encode(), status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def of_error(request: Request, error: OtvetError | KbError) -> Response:
    """The problem of a known error; what has no status of its own is a 500 without its message."""
    status = STATUSES.get(type(error), 500)
    if status == 500:
        return of_crash(request, error)
    if isinstance(error, NotSupported):
        return problem(request, status, str(error), errors=[(error.field, str(error))])
    if isinstance(error, BatchInvalid):
        bad = [(f"articles[{position}]", why) for position, why in error.problems.items()]
        return problem(request, status, f"{bad[0][0]}: {bad[0][1]}", errors=bad)
    if status == 503:
        wait = error.retry_after if isinstance(error, Overloaded) else RETRY_AFTER_S
        return problem(request, status, str(error), headers={"retry-after": str(wait)})
    field = FIELDS.get(type(error))
    return problem(request, status, str(error), errors=[(field, str(error))] if field else ())


def of_crash(request: Request, error: Exception) -> Response:
    """A 500. Its log line names the kind of error and the place, not the message: that may quote a ticket."""
    _log.error("request_failed", error=type(error).__name__, at=place(error))
    return problem(request, 500, FAILED)


def place(error: BaseException) -> list[str]:
    """The innermost frames of an error, as ``file:line function``."""
    frames = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        frames.append(f"{'/'.join(code.co_filename.split('/')[-2:])}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return frames[-6:]


def add_handlers(app: FastAPI) -> None:
    """Makes every error of the app a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OtvetError, _known)
    app.add_exception_handler(KbError, _known)
    app.add_exception_handler(ClientGone, _gone)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, OtvetError | KbError)
    return of_error(request, error)


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=499)  # nobody reads it; the log shows it


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    details = {
        404: "There is nothing at this path; /docs lists what there is.",
        405: "This path does not take this method; see the Allow header.",
    }
    detail = details.get(error.status_code) if error.detail == HTTPStatus(error.status_code).phrase else None
    return problem(request, error.status_code, detail or str(error.detail), headers=error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = invalid_fields(error.errors())
    field, message = errors[0]
    return problem(request, 422, f"{field}: {message}", errors=errors)
