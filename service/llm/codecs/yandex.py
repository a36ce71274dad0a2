"""Yandex's text generation (foundationModels v1) <-> ChatRequest and WirePart.

Facts: yandex.cloud/docs, reference of ``TextGeneration.Completion``: numbers travel as strings, the model is a URI that
holds the folder, an answer is a list of alternatives with a status. The reference shows the bare answer; over REST it
comes inside ``result``, and a stream is one JSON object a line, each with the text from its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.domain import ChatRequest
from service.llm.codecs import reading
from service.llm.codecs.openai import finished
from service.llm.wire import Asked, Structure, WirePart, WireRequest

MODEL_URI = re.compile(r"(?:gpt://)?(?P<folder>[\w-]+)/(?P<name>[^/\s].*)")
USAGE = ("inputTextTokens", "completionTokens")
REFUSED = frozenset({400, 422})
STRUCTURE_WORDS = re.compile(r"json_?schema|json_?object|schema")
GOES_ON = frozenset({None, "", "ALTERNATIVE_STATUS_UNSPECIFIED", "ALTERNATIVE_STATUS_PARTIAL"})
FINISHES: Mapping[str, str] = {
    "ALTERNATIVE_STATUS_FINAL": "stop",
    "ALTERNATIVE_STATUS_TRUNCATED_FINAL": "length",
    "ALTERNATIVE_STATUS_CONTENT_FILTER": "filter",
}


class YandexCodec:
    """The model is given as ``gpt://folder/name`` or ``folder/name``."""

    @property
    def line_stream(self) -> bool:
        return True

    def encode(self, request: ChatRequest, asked: Asked) -> WireRequest:
        options: dict[str, object] = {"stream": asked.streamed, "maxTokens": str(request.max_tokens)}
        if "temperature" not in asked.without:
            options["temperature"] = min(asked.temperature, 1.0)  # the reference: 0 to 1
        body: dict[str, object] = {
            "modelUri": model_uri(asked.model),
            "completionOptions": options,
            "messages": [{"role": message.role, "text": message.text} for message in request.messages],
        }
        if request.schema is not None and asked.structure is Structure.JSON_SCHEMA:
            body["jsonSchema"] = {"schema": request.schema}
        if request.schema is not None and asked.structure is Structure.JSON_OBJECT:
            body["jsonObject"] = True
        folder = folder_of(asked.model)
        return WireRequest(path="completion", body=body, headers={"x-folder-id": folder} if folder else {})

    def decode(self, body: bytes) -> WirePart:
        return _part(reading.an_object(body))

    def decode_event(self, data: str) -> WirePart | None:
        return _part(reading.an_object(data))

    def refuses_structure(self, status: int, body: bytes) -> bool:
        return status in REFUSED and STRUCTURE_WORDS.search(reading.error_words(body)) is not None

    def refused_fields(self, status: int, body: bytes) -> frozenset[str]:
        if status not in REFUSED or self.refuses_structure(status, body):
            return frozenset()
        return reading.refused_names(body, ("temperature",))


def model_uri(model: str) -> str:
    """A model tuned in DataSphere (``ds://``) has an address of its own, without a folder."""
    return model if "://" in model else f"gpt://{model}"


def folder_of(model: str) -> str:
    """The folder in a model's name; "" where there is none."""
    found = MODEL_URI.fullmatch(model)
    return found["folder"] if found else ""


def _part(told: reading.Object) -> WirePart:
    reading.refuse_error(told)
    answer = reading.inner(told.get("result", told), "the result")
    alternative = reading.first(answer.get("alternatives"), "alternatives") or {}
    said = reading.inner(alternative.get("message") or {}, "the message")
    status = alternative.get("status")
    return WirePart(
        text=reading.text(said.get("text")),
        finish=None if status in GOES_ON else finished(status, FINISHES),
        usage=reading.usage(answer.get("usage"), USAGE),
        model=reading.named(answer.get("modelVersion")),
        whole=True,
    )
