"""The bodies of health and of errors."""

from __future__ import annotations

from typing import Literal

from service.api.schemas.answer import Answer, Maybe


class HealthAnswer(Answer):
    status: Literal["ok", "ready"]


class FieldErrorBody(Answer):
    field: str
    message: str


class ProblemBody(Answer):
    """An error after RFC 9457; it never repeats the caller's texts."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: Maybe[list[FieldErrorBody]]
    not_ready: Maybe[list[str]]
