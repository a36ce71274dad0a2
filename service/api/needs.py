"""What the routes need: the wired services (a Protocol) and the gate, found in the state of the app."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from service.api.gate import Gate
from service.domain import Suggestion, Ticket
from service.errors import NotReady
from service.ports import ArticleShelf, Checker, Retriever
from service.settings import Settings
from service.standards.model import StandardInfo


class Suggester(Protocol):
    """Answers a ticket. Safe to call from several threads."""

    def suggest(self, ticket: Ticket) -> Suggestion: ...


class Services(Protocol):
    """The wired service; `service.wiring` opens the real one."""

    @property
    def suggester(self) -> Suggester: ...

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
    """What the app holds while it runs."""

    gate: Gate
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
