"""pydantic's errors -> the fields that cannot be used, each with a message, without the input they carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FieldError = tuple[str, str]  # field, message

# What is wrong, for callers of any language: pydantic speaks of dictionaries and tuples, and quotes expressions.
_WORDS: Mapping[str, str] = {
    "extra_forbidden": "unknown field",
    "missing": "this field is required",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
    "dict_type": "must be a JSON object",
    "tuple_type": "must be a JSON array",
    "list_type": "must be a JSON array",
    "string_type": "must be a string",
    "int_type": "must be an integer",
    "int_from_float": "must be an integer",
    "int_parsing": "must be an integer",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "string_too_long": "must be {max_length} characters long at most",
    "string_too_short": "must be {min_length} characters long at least",
    "too_long": "must hold {max_length} items at most",
    "too_short": "must hold {min_length} items at least",
}
_PATTERNS: Mapping[str, str] = {
    r"\S": "must hold something besides white space",
    r"^[^\x00-\x1f\x7f]+$": "must hold no control characters",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "must be the name of a standard: small letters, digits, hyphens",
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$": "must be a language tag such as `en` or `ru-RU`",
    r"^[a-z]{2,3}$": "must be a language code such as `en` or `ru`",
    r"^[^\s\x00-\x1f\x7f]+( [^\s\x00-\x1f\x7f]+)*$": "must be words with a single space between them",
}


# A value of a filter is the one union of the contract: pydantic tells an error for each member, named behind the key.
_FILTER_VALUE = 2  # parts of a place from `filter` on: the field, the key
_SCALAR = "must be a string of 1000 characters at most, a number, true, false, null, or an array of these"


def invalid_fields(errors: Sequence[Any]) -> list[FieldError]:
    """pydantic's errors -> (field, message), without the input that they carry; each once."""
    return list(dict.fromkeys(map(_told, errors[:50])))


def _told(error: Mapping[str, Any]) -> FieldError:
    location = error["loc"]
    behind = location.index("filter") + _FILTER_VALUE if "filter" in location else len(location)
    if len(location) <= behind or location[behind] == "[key]":
        return field_path(location), _message(error)
    return field_path(location[:behind]), _SCALAR


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
    given = error.get("ctx", {})
    if given.get("min_length") == 1:
        return "must not be empty"
    worded = _PATTERNS.get(given.get("pattern", "")) or _WORDS.get(error["type"], "")
    if worded:
        return worded.format_map(given)
    return str(error["msg"]).removeprefix("Value error, ")
