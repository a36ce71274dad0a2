"""Requests -> the prompts that the service would send: it runs as ever, with a model that only listens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from service.call import Call
from service.commands.console import validated
from service.domain import ChatAnswer, ChatRequest, Mode
from service.errors import ChatFailed, DegradedReason
from service.llm.exchange import key_of
from service.ports import Heard
from service.settings import Settings

if TYPE_CHECKING:
    from kb_index.ports import Embedder
    from service.domain import Suggestion
    from service.drafting.asking.templates import Templates
    from service.wiring import WiredServices


class ListeningChat:
    """A ChatModel that keeps what it is asked and answers nothing, so that the composer writes the reply."""

    name = "none"

    def __init__(self) -> None:
        self._heard: list[ChatRequest] = []

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        self._heard.append(request)
        raise ChatFailed(DegradedReason.UNREACHABLE, "the prompt is only looked at; no language model is asked")

    def taken(self) -> tuple[ChatRequest, ...]:
        """What was asked since the last time."""
        asked = tuple(self._heard)
        self._heard.clear()
        return asked


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request comes to. ``prompts``: none where the service asks no model, whatever ``suggestion`` then is."""

    prompts: tuple[ChatRequest, ...]
    suggestion: Suggestion


class Listener:
    """The service with a ListeningChat in the model's place. Not for several threads."""

    def __init__(self, services: WiredServices, chat: ListeningChat) -> None:
        self._services = services
        self._chat = chat

    def asked(self, body: object, name: str, *, standard: str | None = None) -> Asked:
        """``body``: of POST /v1/suggestions, or an evaluation case that holds one. Raises InputInvalid, OtvetError."""
        from service.api.read import ticket_of
        from service.api.schemas.asked import SuggestionRequest

        ticket = ticket_of(validated(SuggestionRequest, request_in(body), name))
        suggestion = self._services.suggester.suggest(
            replace(ticket, mode=Mode.LLM, standard=standard or ticket.standard), Call()
        )
        return Asked(self._chat.taken(), suggestion)


@contextmanager
def listening(
    settings: Settings, *, templates: Templates | None = None, embedder: Embedder | None = None
) -> Iterator[Listener]:
    """Raises what opening the services raises."""
    from service.wiring import open_services  # here: it loads the model libraries

    chat = ListeningChat()
    services = open_services(settings, embedder=embedder, model=chat, templates=templates)
    try:
        yield Listener(services, chat)
    finally:
        services.close()


def request_in(body: object) -> object:
    """The ``request`` of an evaluation case; anything else as it is."""
    if isinstance(body, dict) and "request" in body and "conversation" not in body:
        return body["request"]
    return body


def prompt_json(prompt: ChatRequest) -> Mapping[str, Any]:
    """``key`` is equal for equal prompts; ``messages`` as OpenAI-compatible servers take them."""
    return {
        "key": key_of(prompt),
        "purpose": prompt.purpose,
        "messages": [{"role": one.role, "content": one.text} for one in prompt.messages],
        "schema": prompt.schema,
        "max_tokens": prompt.max_tokens,
    }
