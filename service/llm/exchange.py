"""One exchange with a language model <-> one JSON line of a tape."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from service.domain import ChatAnswer, ChatRequest, TokenUsage
from service.errors import DegradedReason

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Failure:
    """What took the place of an answer; ``message`` holds no text of a ticket."""

    reason: DegradedReason
    message: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """``stretches``: how the answer came in where it was streamed, else empty."""

    key: str
    outcome: ChatAnswer | Failure
    stretches: tuple[str, ...] = ()


class _Usage(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    input_tokens: int
    output_tokens: int
    calls: int
    estimated: bool
    cost: float | None
    currency: str | None


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    finish: str
    model: str
    usage: _Usage


class _Failure(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: DegradedReason
    message: str


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: int
    key: str
    request: dict[str, object]  # for people: what was asked is told by the key
    answer: _Answer | None = None
    failure: _Failure | None = None
    stretches: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_one_outcome(self) -> _Line:
        if (self.answer is None) == (self.failure is None):
            raise ValueError("it needs an answer or a failure, and not both")
        return self


class LineUnreadable(Exception):
    """The line is torn: it was being written when the program ended."""


class LineInvalid(Exception):
    """The line is JSON and no exchange of this format; the message says why."""


def key_of(request: ChatRequest) -> str:
    """Equal keys, equal requests: a hash over everything that is asked."""
    return hashlib.sha256(_json(_asked(request))).hexdigest()


def line_of(request: ChatRequest, outcome: ChatAnswer | Failure, stretches: tuple[str, ...] = ()) -> bytes:
    """One line with its end; surrogates, which UTF-8 cannot hold, travel escaped."""
    line: dict[str, object] = {"format": FORMAT, "key": key_of(request), "request": _asked(request)}
    if isinstance(outcome, Failure):
        line["failure"] = {"reason": outcome.reason, "message": outcome.message}
    else:
        line["answer"] = _answered(outcome)
    if stretches:
        line["stretches"] = stretches
    return _json(line) + b"\n"


def read_line(line: bytes) -> Exchange:
    """Raises LineUnreadable, LineInvalid."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise LineUnreadable from exc
    if isinstance(value, dict) and value.get("format") != FORMAT:
        raise LineInvalid(f"its format is {value.get('format')!r} and this version reads {FORMAT}; record it anew")
    try:
        read = _Line.model_validate(value)
    except ValidationError as exc:
        error = exc.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in error["loc"]) or "the line"
        raise LineInvalid(f"{place}: {error['msg']}") from None
    return Exchange(key=read.key, outcome=_outcome(read), stretches=read.stretches)


def _outcome(read: _Line) -> ChatAnswer | Failure:
    if read.failure is not None:
        return Failure(read.failure.reason, read.failure.message)
    assert read.answer is not None  # the validator of the line
    told = read.answer
    return ChatAnswer(text=told.text, finish=told.finish, usage=TokenUsage(**told.usage.model_dump()), model=told.model)


def _asked(request: ChatRequest) -> Mapping[str, object]:
    return {
        "purpose": request.purpose,
        "messages": [{"role": message.role, "text": message.text} for message in request.messages],
        "schema": request.schema,
        "max_tokens": request.max_tokens,
    }


def _answered(answer: ChatAnswer) -> Mapping[str, object]:
    usage = answer.usage
    return {
        "text": answer.text,
        "finish": answer.finish,
        "model": answer.model,
        "usage": {
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "calls": usage.calls,
            "estimated": usage.estimated,
            "cost": usage.cost,
            "currency": usage.currency,
        },
    }


def _json(value: object) -> bytes:
    """Keys stay in our order: a reordered schema is another request, since a model writes in the schema's order."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=dict)
    return text.encode("utf-8", "backslashreplace")
