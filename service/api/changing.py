"""A change of the articles -> made, or given up at its deadline: the caller is told which, and it is never both."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from starlette.requests import Request

from service.api.gate import ClientGone
from service.api.needs import house_of

T = TypeVar("T")


class GivenUp(Exception):
    """Nobody waits for this change any more; it is undone before it is committed."""


class Permit:
    """Decides once, for whoever comes first: the change that is about to be committed, or the end of the wait."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._withdrawn = False

    def take(self) -> None:
        """Called when all is written and nothing is committed. Raises GivenUp."""
        with self._lock:
            if self._withdrawn:
                raise GivenUp
            self._taken = True

    def withdraw(self) -> bool:
        """False: it is taken, the change is being committed."""
        with self._lock:
            self._withdrawn = not self._taken
            return self._withdrawn


async def changed(request: Request, work: Callable[[Callable[[], None]], T]) -> T:
    """The work, which is given the permit to call, on a worker thread. Raises what ``Gate.run`` raises.

    Past the deadline a change that is not committed is given up; one that is just being committed is waited for, a
    matter of milliseconds, so that 504 always means: nothing was changed.
    """
    permit = Permit()
    outcome: Future[T] = Future()

    def run() -> T:
        try:
            outcome.set_result(work(permit.take))
        except BaseException as exc:
            outcome.set_exception(exc)
            raise
        return outcome.result()

    try:
        return await house_of(request).gate.run(request, run)
    except (asyncio.CancelledError, ClientGone):
        if permit.withdraw():
            raise
        return await asyncio.wrap_future(outcome)
