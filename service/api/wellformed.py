"""The bytes of a JSON body -> a value that holds only well-formed text, and warnings on what was replaced."""

from __future__ import annotations

import json
import math
import re
from typing import Any

BROKEN = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of a surrogate pair: no text holds them
MAX_DEPTH = 40
MAX_DIGITS = 40  # of an integer: more is no number that any field means


class BodyUnreadable(Exception):
    """The body is no JSON; the message says where, never what stands there."""


def read_json(raw: bytes) -> tuple[Any, tuple[str, ...]]:
    """The value and the warnings. Raises BodyUnreadable."""
    try:
        value = json.loads(
            raw.decode("utf-8-sig"),
            parse_constant=_refuse_constant,
            parse_int=_integer,
            object_pairs_hook=_each_key_once,
        )
        found: list[str] = []
        return mend(value, found), tuple(found)
    except UnicodeDecodeError as exc:
        raise BodyUnreadable(f"the body is not UTF-8: byte {exc.start} does not fit") from None
    except json.JSONDecodeError as exc:
        raise BodyUnreadable(f"the body is not JSON: line {exc.lineno}, column {exc.colno}") from None
    except RecursionError:
        raise BodyUnreadable(f"the body is nested deeper than {MAX_DEPTH} levels") from None


def mend(value: Any, warnings: list[str], *, path: str = "", depth: int = 0) -> Any:
    """The value with every NUL and lone surrogate replaced, one for one, by U+FFFD."""
    if depth > MAX_DEPTH:
        raise BodyUnreadable(f"the body is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, str):
        return _mend_text(value, warnings, path)
    if isinstance(value, dict):
        return {
            _mend_text(key, warnings, path): mend(item, warnings, path=_below(path, key), depth=depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [mend(item, warnings, path=f"{path}[{i}]", depth=depth + 1) for i, item in enumerate(value)]
    if isinstance(value, float) and not math.isfinite(value):
        raise BodyUnreadable("the body holds a number that is too large")
    return value


def _mend_text(text: str, warnings: list[str], path: str) -> str:
    mended, count = BROKEN.subn("\ufffd", text)
    if count:
        warnings.append(f"{path or 'body'}: invalid characters replaced by U+FFFD: {count}")
    return mended


def _below(path: str, key: str) -> str:
    name = BROKEN.sub("\ufffd", key)[:100]
    return f"{path}.{name}" if path else name


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise BodyUnreadable(f"the body holds an integer of more than {MAX_DIGITS} digits")
    return int(digits)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """RFC 8259, § 4: which of two values counts, is anybody's guess; here none is dropped unseen."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BodyUnreadable(f"the body holds the key `{_below('', key)}` twice in one object")
        found[key] = value
    return found


def _refuse_constant(_: str) -> Any:
    raise BodyUnreadable("the body is not JSON: NaN and Infinity are no JSON numbers")
