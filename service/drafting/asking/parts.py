"""A language model's answer -> the parts of the reply, the passages behind each, and what it leaves unanswered."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from service.domain import ChatAnswer
from service.drafting.asking.lenient_json import clean, find_json, unfenced
from service.errors import ChatFailed, DegradedReason

MAX_ANSWER = 60_000  # characters: no reply is that long, and reading more only costs time
MAX_PART = 8_000
MAX_PARTS = 60

# The passages come first: a model that has to name its sources before it writes keeps to them.
# https://json-schema.org/draft/2020-12; only what the strict modes of known servers take.
REPLY_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "parts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "passages": {"type": "array", "items": {"type": "integer"}},
                    "text": {"type": "string"},
                },
                "required": ["passages", "text"],
                "additionalProperties": False,
            },
        },
        "unanswered": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["parts", "unanswered"],
    "additionalProperties": False,
}
TEXT_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
_PARTS, _TEXT = ("parts",), ("text",)
_PARTS_ALIKE = (*_PARTS, "paragraphs", "reply", "answer", "response", "body")
_TEXT_ALIKE = (*_TEXT, "content", "paragraph", "reply", "answer", "response", "body")
_PASSAGES_ALIKE = ("passages", "passage", "sources", "citations")
_NUMBER = re.compile(r"\d{1,3}(?!\d)")
# «…за 10 минут [2].»: a note of the kind that models add in spite of the structure; never a link, an index or a code.
_NOTE = re.compile(
    r"(?:(?<=[\w.,;:!?»”)%*]) |(?<=[а-яё.,;:!?»”)%*]))\[(\d{1,2}(?:, ?\d{1,2})*)\](?![\w(\[])(?=[\s.,;:!?)»”]|$)"
)


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """``text``: markdown of one or several paragraphs. ``passages``: numbers as shown; none for courtesy."""

    text: str
    passages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """``unanswered``: what nothing shown answers. ``strange``: numbers that no shown passage has."""

    parts: tuple[WrittenPart, ...]
    unanswered: tuple[str, ...] = ()
    strange: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts)


def parse(answer: ChatAnswer, *, numbers: Collection[int] | None = None) -> Written:
    """What the model wrote. ``numbers``: the passages it was shown; others are taken out and told as ``strange``.

    Raises ChatFailed (BAD_ANSWER) for an answer that is cut off, empty, too long, or not the structure asked for.
    """
    try:
        written = _written(_value(answer))
    except RecursionError:
        raise _bad("it is nested too deeply") from None
    if len(written.parts) > MAX_PARTS or any(len(part.text) > MAX_PART for part in written.parts):
        raise _bad("it holds more text than a reply may have")
    if not written.parts and not written.unanswered:
        raise _bad("it holds no part of a reply and no unanswered question")
    return written if numbers is None else _known(written, frozenset(numbers))


def parse_rewrite(answer: ChatAnswer) -> str:
    """The text of an answer to TEXT_SCHEMA; a model that just writes the text is taken at its word.

    Raises ChatFailed (BAD_ANSWER).
    """
    try:
        value = _value(answer)
    except _NoStructure:
        value = unfenced(answer.text)
    text = value if isinstance(value, str) else _first_text(value, _TEXT_ALIKE) if isinstance(value, dict) else ""
    if not (text := clean(text).strip()):
        raise _bad("it holds no text")
    return text


def _bad(what: str) -> ChatFailed:
    return ChatFailed(DegradedReason.BAD_ANSWER, f"the model's answer cannot be used: {what}")


class _NoStructure(ChatFailed):
    """No JSON anywhere in the answer."""


def _value(answer: ChatAnswer) -> object:
    """The JSON value of the answer, wherever in it that stands."""
    if answer.finish == "length":
        raise _bad("it is cut off at the limit of tokens")
    if answer.finish == "filter":
        raise _bad("the server's filter cut it off")
    if len(answer.text) > MAX_ANSWER:
        raise _bad(f"it has more than {MAX_ANSWER} characters")
    if not answer.text.strip("\ufeff \t\r\n"):
        raise _bad("it is empty")
    value = find_json(answer.text)
    if value is not None:
        return value
    raise _NoStructure(DegradedReason.BAD_ANSWER, "the model's answer cannot be used: it is not the JSON asked for")


def _written(value: object) -> Written:
    body = _unwrapped(value)
    if isinstance(body, list):
        return Written(tuple(_parts(body)))
    holder = next((body[key] for key in _PARTS_ALIKE if isinstance(body.get(key), list)), None)
    asked = body.get("unanswered")
    unanswered = tuple(_texts(asked)) if isinstance(asked, list) else tuple(_texts([asked]))
    if isinstance(holder, list):
        return Written(tuple(_parts(holder)), unanswered)
    if not _first_text(body, _TEXT_ALIKE) and "unanswered" not in body:
        raise _bad("its JSON has no “parts”")
    return Written(tuple(_parts([body])), unanswered)


def _unwrapped(value: object) -> dict[str, object] | list[object]:
    """``{"reply": {"parts": …}}`` is what it holds."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise _bad("its JSON is no object")
    inner = [one for one in value.values() if isinstance(one, dict)]
    holds = any(isinstance(value.get(key), list | str) for key in (*_PARTS_ALIKE, *_TEXT))
    return _unwrapped(inner[0]) if inner and not holds else value


def _parts(items: Iterable[object]) -> Iterator[WrittenPart]:
    for item in items:
        if isinstance(item, str):
            part = WrittenPart(clean(item).strip())
        elif isinstance(item, dict):
            named = next((item[key] for key in _PASSAGES_ALIKE if key in item), ())
            part = WrittenPart(clean(_first_text(item, _TEXT_ALIKE)).strip(), tuple(dict.fromkeys(_numbers(named))))
        else:
            raise _bad("a part of it is neither an object nor a text")
        if part.text:
            yield part


def _first_text(item: Mapping[str, object], keys: Iterable[str]) -> str:
    return next((value for key in keys if isinstance(value := item.get(key), str)), "")


def _texts(items: Iterable[object]) -> Iterator[str]:
    for item in items:
        text = _first_text(item, ("question", *_TEXT_ALIKE)) if isinstance(item, dict) else item
        if isinstance(text, str) and (text := clean(text).strip()):
            yield text[:MAX_PART]


def _numbers(value: object) -> Iterator[int]:
    """3, "3", "[3]", "passage 3", "1, 3", {"number": 3}."""
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield int(value) if abs(value) < 1e6 else 0  # infinities and what is no number stand for no passage
    elif isinstance(value, str):
        yield from (int(number) for number in _NUMBER.findall(value))
    else:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, Iterable) else ()
        for one in inner:
            yield from _numbers(one)


def _known(written: Written, numbers: frozenset[int]) -> Written:
    parts = tuple(_without_notes(part, numbers) for part in written.parts)
    strange = dict.fromkeys(one for part in parts for one in part.passages if one not in numbers)
    kept = tuple(replace(part, passages=tuple(n for n in part.passages if n in numbers)) for part in parts)
    return replace(written, parts=kept, strange=tuple(strange))


def _without_notes(part: WrittenPart, numbers: frozenset[int]) -> WrittenPart:
    """Notes that name shown passages become the part's passages and leave its text."""
    named: list[int] = []

    def taken(note: re.Match[str]) -> str:
        told = [int(number) for number in _NUMBER.findall(note.group(1))]
        if not set(told) <= numbers:
            return note.group()
        named.extend(told)
        return ""

    text = _NOTE.sub(taken, part.text).strip()
    return WrittenPart(text, tuple(dict.fromkeys((*part.passages, *named)))) if text else part
