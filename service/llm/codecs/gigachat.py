"""GigaChat's chat completions <-> ChatRequest and WirePart.

Facts: developers.sber.ru/docs/ru/gigachat (reference of ``POST /chat/completions``, guide to structured output). It
looks like OpenAI's and differs: no seed, no usage to ask for, a schema without a wrapping name, the system message only
at the head, and "blacklist" where a filter stopped it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.domain import ChatMessage, ChatRequest
from service.llm.codecs import reading
from service.llm.codecs.openai import DONE, chat_part
from service.llm.wire import Asked, Structure, WirePart, WireRequest

FINISHES: Mapping[str, str] = {"stop": "stop", "length": "length", "blacklist": "filter"}
REFUSED = frozenset({400, 422})
STRUCTURE_WORDS = re.compile(r"response_format|json_schema|schema|structured")
# The reference: up to a thousandth, sampling is set to what gives the most stable answer; zero itself is no value.
STABLE = 0.0001


class GigaChatCodec:
    """Answers, errors inside a 200 and the end of a stream look like OpenAI's."""

    @property
    def line_stream(self) -> bool:
        return False

    def encode(self, request: ChatRequest, asked: Asked) -> WireRequest:
        body: dict[str, object] = {
            "model": asked.model,
            "messages": [{"role": each.role, "content": each.text} for each in _head_first(request.messages)],
            "max_tokens": request.max_tokens,
            "stream": asked.streamed,
        }
        if "temperature" not in asked.without:
            body["temperature"] = max(asked.temperature, STABLE)
        # There is no json_object: what does not take the schema is asked in words.
        if request.schema is not None and asked.structure is Structure.JSON_SCHEMA:
            body["response_format"] = {"type": "json_schema", "schema": request.schema, "strict": True}
        return WireRequest(path="chat/completions", body=body)

    def decode(self, body: bytes) -> WirePart:
        return chat_part(reading.an_object(body), "message", FINISHES)

    def decode_event(self, data: str) -> WirePart | None:
        return None if data.strip() == DONE else chat_part(reading.an_object(data), "delta", FINISHES)

    def refuses_structure(self, status: int, body: bytes) -> bool:
        return status in REFUSED and STRUCTURE_WORDS.search(reading.error_words(body)) is not None

    def refused_fields(self, status: int, body: bytes) -> frozenset[str]:
        if status not in REFUSED or self.refuses_structure(status, body):
            return frozenset()
        return reading.refused_names(body, ("temperature",))


def _head_first(messages: tuple[ChatMessage, ...]) -> tuple[ChatMessage, ...]:
    """A system message stands only at the head, and only one of them."""
    system = "\n\n".join(each.text for each in messages if each.role == "system")
    rest = tuple(each for each in messages if each.role != "system")
    return (ChatMessage(role="system", text=system), *rest) if system else rest
