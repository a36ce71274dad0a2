"""Threads that draft -> few of them compute at once: one that waits for a language model lets the next one compute.

Many drafts begin together when many requests come together. In one interpreter they would all be worked out at the
same time, each as slowly as all, and every short request beside them with them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from service.call import Call
from service.domain import ChatAnswer, ChatRequest
from service.errors import DeadlineExceeded
from service.ports import ChatModel, Heard


class _Turn:
    """That of one thread. ``held``: whether there is anything to give back."""

    def __init__(self, free: threading.Semaphore) -> None:
        self._free = free
        self.held = False

    def take(self, until: float) -> None:
        """Waits for it, no longer than ``until`` on the clock of ``time.monotonic``."""
        left = max(until - time.monotonic(), 0.0)
        self.held = self._free.acquire(timeout=min(left, threading.TIMEOUT_MAX))

    def give(self) -> None:
        if self.held:
            self._free.release()
        self.held = False


_TAKEN: ContextVar[_Turn | None] = ContextVar("turn", default=None)


class Turns:
    """At most ``most`` threads hold one."""

    def __init__(self, most: int) -> None:
        self._free = threading.Semaphore(most)

    @contextmanager
    def taken(self, until: float) -> Iterator[None]:
        """Waits for a turn, and holds it but for the rests in between. Raises DeadlineExceeded where none comes."""
        turn = _Turn(self._free)
        turn.take(until)
        if not turn.held:
            raise DeadlineExceeded("The request waited for its turn until its time was over; try again later.")
        token = _TAKEN.set(turn)
        try:
            yield
        finally:
            _TAKEN.reset(token)
            turn.give()


@contextmanager
def rest(until: float) -> Iterator[None]:
    """This thread's turn is free for others meanwhile; nothing where it holds none.

    Where none is free again by ``until`` it goes on without: what little is left to do must not come too late.
    """
    turn = _TAKEN.get()
    if turn is None:
        yield
        return
    turn.give()
    try:
        yield
    finally:
        turn.take(until)


@contextmanager
def _back(turn: _Turn | None, until: float) -> Iterator[None]:
    """A turn in the midst of a rest."""
    if turn is None:
        yield
        return
    turn.take(until)
    try:
        yield
    finally:
        turn.give()


class RestingChat:
    """A language model whose callers rest while it answers. What hears its answer computes, in a turn."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        """As the model does."""
        in_turn = None if heard is None else _in_turn(heard, call.until)
        with rest(call.until):
            return self._model.complete(request, call=call, heard=in_turn)


def _in_turn(heard: Heard, until: float) -> Heard:
    turn = _TAKEN.get()

    def hear(stretch: str) -> None:
        with _back(turn, until):
            heard(stretch)

    return hear
