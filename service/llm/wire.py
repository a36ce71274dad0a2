"""ChatRequest -> an HTTP request, HTTP bytes -> ChatAnswer: what a wire format is. Pure: no network, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from service.domain import ChatRequest


class Structure(StrEnum):
    """How an answer's structure is asked for, the strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    NONE = "none"  # by words in the prompt only


@dataclass(frozen=True, slots=True)
class Asked:
    """What a codec may choose from: settings of the server, and how much structure it took so far."""

    model: str
    structure: Structure
    streamed: bool
    temperature: float
    seed: int | None
    without: frozenset[str] = frozenset()  # optional fields of a request that this server has refused


@dataclass(frozen=True, slots=True)
class WireRequest:
    """``path`` is joined to the base URL. ``headers`` besides those of the connection; never the key."""

    path: str
    body: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WireUsage:
    """As the server counts."""

    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class WirePart:
    """One event of a stream, or a whole answer. ``text`` is what it adds; ``finish`` where it ends the answer.

    ``whole``: ``text`` is not what it adds but everything said so far (Yandex repeats it in each event).
    """

    text: str = ""
    finish: str | None = None  # stop | length | filter | other
    usage: WireUsage | None = None
    model: str | None = None
    whole: bool = False


class WireError(Exception):
    """The server's bytes are not what its wire format says; the message holds none of them."""


class WireRefusal(WireError):
    """A well-formed error inside a 200: some servers stream one. ``status``: the error's own, else 500."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server reported an error {status} in its answer")
        self.status = status


class Codec(Protocol):
    """One wire format. Holds no state of a request."""

    @property
    def line_stream(self) -> bool:
        """Whether a stream is one JSON object a line instead of server-sent events."""
        ...

    def encode(self, request: ChatRequest, asked: Asked) -> WireRequest: ...

    def decode(self, body: bytes) -> WirePart:
        """A whole answer. Raises WireError."""
        ...

    def decode_event(self, data: str) -> WirePart | None:
        """The ``data`` of one server-sent event or a line; None: the stream says that it is over. Raises WireError."""
        ...

    def refuses_structure(self, status: int, body: bytes) -> bool:
        """Whether this error says that the structure asked for is what the server does not take."""
        ...

    def refused_fields(self, status: int, body: bytes) -> frozenset[str]:
        """The optional fields that this error names as not taken: ask again with them in ``Asked.without``."""
        ...
