"""OpenAI's chat completions <-> ChatRequest and WirePart: the format that most servers speak.

Facts: the API reference of OpenAI (platform.openai.com/docs/api-reference/chat) and of the servers that follow it:
vLLM, Ollama, llama.cpp, LiteLLM, transformers serve, the compatible endpoints of Yandex and GigaChat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.domain import ChatRequest
from service.llm.codecs import reading
from service.llm.codecs.reading import Object
from service.llm.wire import Asked, Structure, WirePart, WireRequest

DONE = "[DONE]"
USAGE = ("prompt_tokens", "completion_tokens")
REFUSED = frozenset({400, 422})
# The fields that a request can do without, or that have another name on newer servers.
OPTIONAL = ("max_tokens", "temperature", "seed", "stream_options")
FINISHES: Mapping[str, str] = {
    "stop": "stop",
    "eos": "stop",  # text-generation-inference before 3.0
    "length": "length",
    "max_tokens": "length",
    "content_filter": "filter",
}
STRUCTURE_WORDS = re.compile(r"response_format|json_schema|json_object|json schema|guided|grammar|structured output")


class OpenAiCodec:
    """``max_tokens`` goes first, though OpenAI deprecates it: servers that do not know its successor ignore that
    silently (Ollama), and an answer without a limit costs more than one refused request, which is remembered.
    """

    @property
    def line_stream(self) -> bool:
        return False

    def encode(self, request: ChatRequest, asked: Asked) -> WireRequest:
        body: dict[str, object] = {
            "model": asked.model,
            "messages": [{"role": message.role, "content": message.text} for message in request.messages],
            "stream": asked.streamed,
        }
        body["max_completion_tokens" if "max_tokens" in asked.without else "max_tokens"] = request.max_tokens
        if "temperature" not in asked.without:
            body["temperature"] = asked.temperature
        if asked.seed is not None and "seed" not in asked.without:
            body["seed"] = asked.seed
        if asked.streamed and "stream_options" not in asked.without:
            body["stream_options"] = {"include_usage": True}
        if request.schema is not None and asked.structure is not Structure.NONE:
            body["response_format"] = _format(request, asked.structure)
        return WireRequest(path="chat/completions", body=body)

    def decode(self, body: bytes) -> WirePart:
        return chat_part(reading.an_object(body), "message", FINISHES)

    def decode_event(self, data: str) -> WirePart | None:
        return None if data.strip() == DONE else chat_part(reading.an_object(data), "delta", FINISHES)

    def refuses_structure(self, status: int, body: bytes) -> bool:
        return status in REFUSED and STRUCTURE_WORDS.search(reading.error_words(body)) is not None

    def refused_fields(self, status: int, body: bytes) -> frozenset[str]:
        """The fields that the message of a 400 or 422 names; a refused structure is not theirs."""
        if status not in REFUSED or self.refuses_structure(status, body):
            return frozenset()
        return reading.refused_names(body, OPTIONAL)


def _format(request: ChatRequest, structure: Structure) -> Object:
    if structure is Structure.JSON_OBJECT:
        return {"type": "json_object"}
    # OpenAI: a name of letters, digits, "_" and "-"; strict needs every property required and no others allowed.
    return {
        "type": "json_schema",
        "json_schema": {"name": request.purpose, "strict": True, "schema": request.schema},
    }


def chat_part(answer: Object, place: str, finishes: Mapping[str, str]) -> WirePart:
    """What a completion says. ``place``: ``message`` in a whole one, ``delta`` in an event. Raises WireError.

    Reasoning (``reasoning_content``, ``reasoning``) and tool calls are no answer. A usage event has no choices.
    """
    reading.refuse_error(answer)
    choice = reading.first(answer.get("choices"), "choices") or {}
    # A server that was asked for a stream may answer with the whole message in one event.
    held = choice.get(place) or choice.get("message") or {}
    said = reading.inner(held, "the message")
    finish = finished(choice.get("finish_reason"), finishes)
    return WirePart(
        text=reading.text(said.get("content")),
        finish="filter" if said.get("refusal") else finish,
        usage=reading.usage(answer.get("usage"), USAGE),
        model=reading.named(answer.get("model")),
    )


def finished(reason: object, names: Mapping[str, str]) -> str | None:
    """Our word for why an answer ended; ``other`` for tool calls and the unknown, None where it goes on."""
    told = reading.named(reason)
    return None if told is None else names.get(told, "other")
