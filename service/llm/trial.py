"""A language model -> what of it works: whether it answers, takes a structure, streams, counts its tokens."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from service.call import Call
from service.domain import ChatAnswer, ChatMessage, ChatRequest
from service.errors import ChatFailed
from service.ports import ChatModel, Heard

CITY = "Paris"
QUESTION = ChatRequest(
    purpose="check",
    messages=(
        ChatMessage(
            role="system",
            text='Answer with one JSON object and nothing else. Its only field is "city", one English word.',
        ),
        ChatMessage(role="user", text="What is the capital of France? Answer as JSON."),
    ),
    schema={
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
    max_tokens=300,
)


@dataclass(frozen=True, slots=True)
class Trial:
    """``first_s``: seconds to the first stretch of the stream; None where nothing came before the end."""

    model: str  # as the server names it
    follows_structure: bool  # every answer was the JSON that was asked for
    knows_answer: bool
    streams: bool  # the answer came in more than one stretch
    counts_tokens: bool  # usage came from the server, every time
    input_tokens: int  # of the first question
    output_tokens: int
    whole_s: float
    first_s: float | None
    streamed_s: float
    stream_failure: str | None  # the whole answer came, the streamed one did not

    @property
    def usable(self) -> bool:
        """Whether replies can be expected of it: counts and early words are a convenience, the rest is not."""
        return self.follows_structure and self.knows_answer and self.stream_failure is None


def tried(chat: ChatModel, clock: Callable[[], float] = time.monotonic) -> Trial:
    """One tiny question, asked whole and then as a stream. Raises ChatFailed where the whole answer does not come."""
    started = clock()
    whole = chat.complete(QUESTION, call=Call())
    halfway = clock()
    heard: list[float] = []
    streamed, failure = _streamed(chat, lambda _: heard.append(clock()))
    ended = clock()
    answers = [whole, *streamed]
    cities = [_city(answer) for answer in answers]
    return Trial(
        model=whole.model,
        follows_structure=None not in cities,
        knows_answer=all(city is not None and CITY.casefold() in city.casefold() for city in cities),
        streams=len(heard) > 1,
        counts_tokens=not any(answer.usage.estimated for answer in answers),
        input_tokens=whole.usage.input_tokens,
        output_tokens=whole.usage.output_tokens,
        whole_s=halfway - started,
        first_s=heard[0] - halfway if len(heard) > 1 else None,
        streamed_s=ended - halfway,
        stream_failure=failure,
    )


def _streamed(chat: ChatModel, heard: Heard) -> tuple[tuple[ChatAnswer, ...], str | None]:
    """The answer, or why there is none."""
    try:
        return (chat.complete(QUESTION, call=Call(), heard=heard),), None
    except ChatFailed as failed:
        return (), str(failed)


def _city(answer: ChatAnswer) -> str | None:
    """The field that was asked for; a fence around the JSON is what prompts without a schema get, and is allowed."""
    text = answer.text.strip()
    if text.startswith("```"):
        text = text.strip("`").removeprefix("json")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    city = value.get("city") if isinstance(value, dict) else None
    return city if isinstance(city, str) else None
