"""A file of a language model's answers to exported prompts -> a ChatModel that gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.errors import EvalError
from service.call import Call
from service.domain import ChatAnswer, ChatRequest, TokenUsage
from service.errors import ChatFailed, DegradedReason
from service.llm.exchange import key_of
from service.ports import Heard

_FINISHES = ("stop", "length", "filter", "other")


class AnswersInvalid(EvalError):
    """A file of recorded answers that cannot be used; the message names the line."""


class AnswersChat:
    """A ChatModel that answers prompts from a mapping of their keys; it repairs nothing."""

    name = "answers"

    def __init__(self, answers: Mapping[str, ChatAnswer]) -> None:
        self._answers = answers

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        answer = self._answers.get(key_of(request))
        if answer is None:
            raise ChatFailed(DegradedReason.UNREACHABLE, f"the file holds no answer to this {request.purpose} prompt")
        if heard is not None:
            heard(answer.text)
        return answer


def recorded_answers(path: Path) -> dict[str, ChatAnswer]:
    """Key of a prompt -> the answer to it. Raises AnswersInvalid."""
    found: dict[str, ChatAnswer] = {}
    for place, value in answer_lines(path):
        key = value.get("key")
        if not isinstance(key, str):
            raise AnswersInvalid(
                f"{place}: no `key`; each line takes that of its prompt, as `otvet prompts export` told it "
                "(lines that name the case alone, by `id`, are for `otvet prompts score`)"
            )
        found[key] = answer_of(value, place)
    if not found:
        raise AnswersInvalid(f"{path}: no answers; one JSON object with `key` and `text` per line is expected")
    return found


def answer_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Place and object of each line. Raises AnswersInvalid."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise AnswersInvalid(f"{path}: cannot be read as UTF-8 text: {exc}") from exc
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"{path}:{number}", _object(line, f"{path}:{number}")


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as exc:
        raise AnswersInvalid(f"{place}: not JSON ({exc}); each line is one object") from exc
    if not isinstance(value, dict):
        raise AnswersInvalid(f"{place}: an object is expected: the `key` of a prompt, and `text`")
    return value


def answer_of(value: Mapping[str, Any], place: str) -> ChatAnswer:
    """Raises AnswersInvalid."""
    text, finish = value.get("text"), value.get("finish", "stop")
    if not isinstance(text, str) or finish not in _FINISHES:
        raise AnswersInvalid(f"{place}: `text` must be the model's answer as it came, and `finish` stop or length")
    return ChatAnswer(text, finish, TokenUsage(calls=1, estimated=True), str(value.get("model", "answers")))
