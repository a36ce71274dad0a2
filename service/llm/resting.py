"""Threads that draft -> few of them compute at once: one that waits for a language model lets the next one compute.

Many drafts begin together when many requests come together. In one interpreter they would all be worked out at the
same time, each as slowly as all, and every short request beside them with them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from service.call import Call
from service.domain import ChatAnswer, ChatRequest
from service.ports import ChatModel, Heard

_TAKEN: ContextVar[threading.Semaphore | None] = ContextVar("turn", default=None)


class Turns:
    """At most ``most`` threads hold one."""

    def __init__(self, most: int) -> None:
        self._free = threading.Semaphore(most)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Waits for a turn, and holds it but for the rests in between."""
        with self._free:
            token = _TAKEN.set(self._free)
            try:
                yield
            finally:
                _TAKEN.reset(token)


@contextmanager
def rest() -> Iterator[None]:
    """This thread's turn is free for others meanwhile; nothing where it holds none."""
    turn = _TAKEN.get()
    if turn is None:
        yield
        return
    turn.release()
    try:
        yield
    finally:
        turn.acquire()  # the thread that took the turn gives it back in the end


@contextmanager
def _back(turn: threading.Semaphore | None) -> Iterator[None]:
    """A turn in the midst of a rest."""
    if turn is None:
        yield
        return
    with turn:
        yield


class RestingChat:
    """A language model whose callers rest while it answers. What hears its answer computes, in a turn."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        """As the model does."""
        with rest():
            return self._model.complete(request, call=call, heard=None if heard is None else _in_turn(heard))


def _in_turn(heard: Heard) -> Heard:
    turn = _TAKEN.get()

    def hear(stretch: str) -> None:
        with _back(turn):
            heard(stretch)

    return hear
