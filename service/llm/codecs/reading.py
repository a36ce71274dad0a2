"""Bytes of a server -> values of the expected kind, or WireError that holds none of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from service.llm.wire import WireError, WireRefusal, WireUsage

Object = Mapping[str, object]
# "Unsupported parameter", "is not supported", "Unrecognized request argument", "Extra inputs are not permitted",
# "unknown field", "unexpected keyword", "does not support 0"
REFUSAL = re.compile(
    r"(?:un|not )(?:supported|recogni[sz]ed|known|expected|permitted|allowed)"
    r"|does(?:n't| not) support|extra (?:input|field)"
)


def an_object(data: str | bytes) -> Object:
    """Raises WireError where ``data`` is not a JSON object."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise WireError("the server's answer is not JSON") from None
    return inner(value, "the answer")


def inner(value: object, what: str) -> Object:
    """Raises WireError where ``value`` is not an object."""
    if not isinstance(value, Mapping):
        raise WireError(f"{what} is not a JSON object")
    return value


def first(value: object, what: str) -> Object | None:
    """The first object of a list; None where the list is empty or missing."""
    if value is None or value == []:
        return None
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise WireError(f"{what} is not a list")
    return inner(value[0], f"the first of {what}")


def refuse_error(answer: Object) -> None:
    """Raises WireRefusal for an error object inside a 200; its message may quote the prompt and is not read."""
    error = answer.get("error")
    if not error:
        return
    held = error if isinstance(error, Mapping) else {}
    raise WireRefusal(next((code for code in map(_status, map(held.get, _STATUS_KEYS)) if code), 500))


_STATUS_KEYS = ("code", "status", "status_code", "httpCode")


def _status(value: object) -> int | None:
    number = count(value)
    return number if number is not None and 400 <= number <= 599 else None


def count(value: object) -> int | None:
    """A number that may come as a string; None where it is none, or more digits than anything counted has.

    The longest that is told are milliseconds since the epoch: 13 digits until the year 2286.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**_DIGITS else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        return int(value)
    return None


_DIGITS = 15


def usage(value: object, names: tuple[str, str]) -> WireUsage | None:
    """The two counts of a usage object; None where there is none, or not both."""
    if not isinstance(value, Mapping):
        return None
    counted = [count(value.get(name)) for name in names]
    sent, received = counted
    if sent is None or received is None or sent < 0 or received < 0:
        return None
    return WireUsage(input_tokens=sent, output_tokens=received)


def text(value: object) -> str:
    """The text of a content: a string, null, or a list of parts of which those that hold text count.

    Raises WireError for anything else.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return "".join(_part(part) for part in value)
    raise WireError("the content of the answer is neither text nor a list of parts")


def _part(part: object) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping) or part.get("type") not in (None, "text", "output_text"):
        return ""  # images, thinking, tool calls
    held = part.get("text")
    return held if isinstance(held, str) else ""


def named(value: object) -> str | None:
    """A name that is told, not empty."""
    return value if isinstance(value, str) and value else None


def refused_names(body: bytes, names: Sequence[str]) -> frozenset[str]:
    """Those of ``names`` that the error says it does not take.

    "max_tokens is too large" and the like name a field whose value is at fault: leaving it out would mend nothing.
    """
    words = error_words(body)
    if not REFUSAL.search(words):
        return frozenset()
    told = _param(body)
    if told in names:  # the message may list all the fields that there are
        return frozenset({told})
    return frozenset(name for name in names if re.search(rf"\b{name}\b", words))


def _param(body: bytes) -> str:
    """The field that OpenAI's errors name apart from their message."""
    try:
        error = an_object(body).get("error")
    except WireError:
        return ""
    return str(error.get("param")) if isinstance(error, Mapping) else ""


def error_words(body: bytes) -> str:
    """What an error says, in lower case: only to look for the names of fields in it, never to show."""
    return body[:20_000].decode("utf-8", "replace").lower()
