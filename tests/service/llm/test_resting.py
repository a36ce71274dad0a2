"""Turns of computing: never more than there are, and none is held by a thread that only waits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.call import Call
from service.domain import ChatAnswer, ChatRequest, TokenUsage
from service.errors import ChatFailed, DegradedReason
from service.llm.resting import RestingChat, Turns, rest

REQUEST = ChatRequest("reply", ())


class Model:
    """Answers when all of its callers are inside, so that it only answers callers who wait at the same time."""

    name = "all at once"

    def __init__(self, callers, error=None):
        self.together = threading.Barrier(callers)
        self.error = error

    def complete(self, request, *, call, heard=None):
        self.together.wait(10)
        if self.error is not None:
            raise self.error
        if heard is not None:
            heard("one stretch")
        return ChatAnswer("text", "stop", TokenUsage(), self.name)


class Counter:
    def __init__(self):
        self.lock, self.inside, self.most = threading.Lock(), 0, 0

    def __enter__(self):
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)

    def __exit__(self, *_):
        with self.lock:
            self.inside -= 1


@pytest.mark.parametrize("most", [1, 2])
def test_all_may_wait_for_the_model_at_once_and_few_compute(most):
    turns, model, computing = Turns(most), RestingChat(Model(6)), Counter()

    def compute(_=""):
        with computing:
            threading.Event().wait(0.01)

    def draft(_):
        with turns.taken():
            compute()
            answer = model.complete(REQUEST, call=Call(), heard=compute)
            compute()
            return answer.text

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(draft, range(6))) == ["text"] * 6
    assert computing.most == most


def test_a_failed_call_gives_its_turn_back():
    turns, model = Turns(1), RestingChat(Model(1, ChatFailed(DegradedReason.TIMEOUT, "late")))
    for _ in range(3):
        with pytest.raises(ChatFailed), turns.taken():
            model.complete(REQUEST, call=Call())


def test_without_a_turn_there_is_nothing_to_rest_from():
    with rest():
        assert RestingChat(Model(1)).complete(REQUEST, call=Call()).text == "text"
    assert RestingChat(Model(1)).name == "all at once"
