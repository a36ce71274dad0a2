"""One request on its way: how long it may take, whether it is still wanted, who listens meanwhile."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from service.domain import Finding, RetrievedArticle
from service.errors import RequestCancelled


class Cancellation:
    """Set once, from any thread, when nobody waits for the answer any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._acts: list[Callable[[], None]] = []
        self._set = False

    @property
    def cancelled(self) -> bool:
        return self._set

    def cancel(self) -> None:
        """Calls what waits for it, once, on this thread."""
        with self._lock:
            acts, self._acts, self._set = self._acts, [], True
        for act in acts:
            act()

    def check(self) -> None:
        """Raises RequestCancelled where the request was cancelled."""
        if self._set:
            raise RequestCancelled

    def when_cancelled(self, act: Callable[[], None]) -> Callable[[], None]:
        """``act`` is called on cancellation, at once where that was before. Returns what takes it back."""
        with self._lock:
            if not self._set:
                self._acts.append(act)
                return lambda: self._forget(act)
        act()
        return lambda: None

    def _forget(self, act: Callable[[], None]) -> None:
        with self._lock:
            if act in self._acts:
                self._acts.remove(act)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found, before anything is drafted; nothing is ``used`` yet."""

    articles: tuple[RetrievedArticle, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """The next stretch of the draft's text, checked so far and still provisional."""

    text: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Everything drafted so far is void; a draft of another make follows. ``reason``: a DegradedReason or rule id."""

    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in the text drafted so far; its span lies in that text."""

    finding: Finding


Event = Retrieved | Drafted | Withdrawn | Found


def _nobody(_: Event) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Call:
    """``until``: on the clock of ``time.monotonic``, seconds. ``tell`` is called on the thread that does the work."""

    until: float = math.inf
    cancellation: Cancellation = field(default_factory=Cancellation)
    tell: Callable[[Event], None] = _nobody
    streamed: bool = False  # whether somebody wants the draft as it grows
