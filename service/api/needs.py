"""What the routes need: the wired services (a Protocol) and the gates, found in the state of the app."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from fastapi import Request

from service.api.gate import Gate
from service.api.repeats import Repeats
from service.call import Call
from service.domain import Suggestion, Ticket
from service.errors import NotReady, NotSupported
from service.llm.resting import Turns
from service.ports import ArticleShelf, ChatModel, Checker, Retriever
from service.settings import Settings
from service.standards.model import StandardInfo

if TYPE_CHECKING:
    from service.drafting.rewriting.rewriter import Rewritten
    from service.drafting.rewriting.verdict import RewriteAsk


class Suggester(Protocol):
    """Answers a ticket. Safe to call from several threads."""

    def suggest(self, ticket: Ticket, call: Call) -> Suggestion: ...


class Rewriter(Protocol):
    """Rewrites a text. Safe to call from several threads."""

    def rewrite(self, ask: RewriteAsk, call: Call) -> Rewritten: ...


class Services(Protocol):
    """The wired service; `service.wiring` opens the real one."""

    @property
    def suggester(self) -> Suggester: ...

    @property
    def rewriter(self) -> Rewriter: ...

    @property
    def model(self) -> ChatModel | None:
        """The language model; None: there is none."""
        ...

    @property
    def retriever(self) -> Retriever: ...

    @property
    def shelf(self) -> ArticleShelf: ...

    def checker(self, name: str | None, /) -> Checker:
        """The checker of a standard, of the configured one for None. Raises UnknownStandard."""
        ...

    def standards(self) -> tuple[StandardInfo, ...]: ...

    def ready(self) -> tuple[str, ...]:
        """What is not ready, in words; empty: everything is."""
        ...

    def close(self) -> None: ...


OpenServices = Callable[[Settings], Services]


@dataclass(slots=True)
class House:
    """What the app holds while it runs. What may wait for a language model goes through ``drafting``, else ``gate``:

    a slow model then takes no place from anything else. ``turns``: how many of the former compute at once.
    """

    gate: Gate
    drafting: Gate
    turns: Turns = field(default_factory=lambda: Turns(max(1, (os.cpu_count() or 1) // 2)))
    repeats: Repeats = field(default_factory=Repeats)
    services: Services | None = None
    failure: str = "the service is starting"


def house_of(request: Request) -> House:
    house = request.app.state.house
    assert isinstance(house, House)
    return house


def services_of(request: Request) -> Services:
    """Raises NotReady while, or because, the services could not be opened."""
    house = house_of(request)
    if house.services is None:
        raise NotReady(house.failure)
    return house.services


def require_model(services: Services, field: str, asked: str, instead: str) -> None:
    """Raises NotSupported where there is no language model to do what was asked."""
    if services.model is None:
        raise NotSupported(
            field,
            f"`{asked}` needs a language model, and none is configured: set OTVET_LLM__BASE_URL and "
            f"OTVET_LLM__MODEL, or {instead}.",
        )
