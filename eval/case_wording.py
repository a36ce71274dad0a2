"""What pydantic found wrong with a case -> where, and what to do, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from eval.case_files import Place

_WORDS: Mapping[str, str] = {
    "missing": "is missing; add it",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "string_too_short": "is empty; write it, or leave the key out",
    "tuple_type": 'must be a list, even of one: ["…"]',
    "dict_type": "must be an object: {…}",
    "model_type": "must be an object: {…}",
    "model_attributes_type": "must be an object: {…}",
}
_KINDS: Mapping[type, str] = {
    int: "a number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    type(None): "nothing",
}


def worded(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Place, str]]:
    """A place and a message for everything that is wrong."""
    for one in error.errors(include_url=False):
        place: Place = tuple(one["loc"])
        yield place, _message(one, place, model)


def first_worded(error: ValidationError, model: type[BaseModel], *, whole: str) -> str:
    """Where and what of the first fault, for files that a person mends one by one; ``whole``: what is no field's."""
    place, message = next(worded(error, model))
    return f"{'.'.join(map(str, place)) or whole}: {message}"


def _message(one: Mapping[str, Any], place: Place, model: type[BaseModel]) -> str:
    kind, given = one["type"], one["input"]
    if kind == "extra_forbidden":
        return f"no such key{_near(str(place[-1]), _keys(model, place))}"
    if kind == "literal_error":
        expected = str(one["ctx"]["expected"])
        return f"Input should be {expected}, not {_shown(given)}{_near(str(given), _quoted(expected), else_all=False)}"
    if kind == "string_pattern_mismatch":
        return f"{_shown(given)} is no id: small Latin letters, digits, - and _, beginning with a letter or a digit"
    if kind == "string_type":
        quotes = "; put it in quotes" if isinstance(given, int | float) else ""
        return f"must be text, not {_KINDS.get(type(given), type(given).__name__)}{quotes}"
    if kind in _WORDS:
        return _WORDS[kind]
    return str(one["msg"]).removeprefix("Value error, ")


def _shown(given: object) -> str:
    return f"`{str(given)[:60]}`" if isinstance(given, str) else _KINDS.get(type(given), type(given).__name__)


def _quoted(expected: str) -> list[str]:
    return expected.split("'")[1::2]


def _near(given: str, known: list[str], *, else_all: bool = True) -> str:
    near = get_close_matches(given.casefold(), known, n=1)
    if near:
        return f"; did you mean `{near[0]}`?"
    return f"; there are {', '.join(known)}" if known and else_all else ""


def _keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys of the object that the field stands in."""
    for part in place[:-1]:
        annotation = model.model_fields[str(part)].annotation if str(part) in model.model_fields else None
        inner = [one for one in (annotation, *getattr(annotation, "__args__", ())) if _is_model(one)]
        if inner:
            model = inner[0]
    return list(model.model_fields)


def _is_model(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, BaseModel)
