"""Failures in a row -> whether a server is left alone for a while. Lives on one event loop: no locks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from service.errors import ChatFailed, DegradedReason
from service.llm.failures import Unproven

_log = structlog.get_logger("otvet.llm")

FAILURES = 5
REST_S = 15.0
# What shows that the server does not work. A 4xx, a 429 or a useless answer shows that it does: those end a row, and
# their own reason reaches the operator instead of "circuit open". A cancelled call shows nothing.
_BROKEN = frozenset({DegradedReason.UNREACHABLE, DegradedReason.TIMEOUT, DegradedReason.SERVER_ERROR})


class Breaker:
    """Opens after ``failures`` calls in a row that failed; after ``rest_s`` seconds one call at a time may try."""

    def __init__(self, *, clock: Callable[[], float], failures: int = FAILURES, rest_s: float = REST_S) -> None:
        self._clock = clock
        self._failures = failures
        self._rest_s = rest_s
        self._row = 0
        self._rests_until = 0.0
        self._probing = False

    def check(self) -> None:
        """Raises ChatFailed(CIRCUIT_OPEN) where no call may go out now."""
        if self._row >= self._failures and (self._probing or self._clock() < self._rests_until):
            message = "the language model's server failed too often and is left alone for a moment"
            raise ChatFailed(DegradedReason.CIRCUIT_OPEN, message)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """One call; what it raises is counted. Raises as ``check``."""
        self.check()
        probe = self._probing = self._row >= self._failures
        try:
            yield
        except Unproven:
            raise
        except ChatFailed as failed:
            self._count(broken=failed.reason in _BROKEN)
            raise
        else:
            self._count(broken=False)
        finally:
            self._probing = self._probing and not probe

    def _count(self, *, broken: bool) -> None:
        was_open = self._row >= self._failures
        self._row = self._row + 1 if broken else 0
        if self._row >= self._failures:
            self._rests_until = self._clock() + self._rest_s
        if was_open != (self._row >= self._failures):
            _log.warning("llm_circuit_closed" if was_open else "llm_circuit_opened", rest_s=self._rest_s)
