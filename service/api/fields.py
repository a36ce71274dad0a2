"""pydantic's errors -> the fields that cannot be used, each with a message, without the input they carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FieldError = tuple[str, str]  # field, message


def invalid_fields(errors: Sequence[Any]) -> list[FieldError]:
    """pydantic's errors -> (field, message), without the input that they carry."""
    return [(field_path(error["loc"]), _message(error)) for error in errors[:50]]


def field_path(location: Sequence[str | int]) -> str:
    """``("body", "messages", 0, "text")`` -> ``messages[0].text``."""
    path = ""
    for part in location[1:] if location and location[0] in {"body", "query", "path", "header"} else location:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part[:100]}" if path else part[:100]
    return path or "body"


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown field"
    return str(error["msg"]).removeprefix("Value error, ")
