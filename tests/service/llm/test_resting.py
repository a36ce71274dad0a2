"""Turns of computing: never more than there are, and none is held by a thread that only waits."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.call import Call
from service.domain import ChatAnswer, ChatRequest, TokenUsage
from service.errors import ChatFailed, DeadlineExceeded, DegradedReason
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
        with turns.taken(math.inf):
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
        with pytest.raises(ChatFailed), turns.taken(math.inf):
            model.complete(REQUEST, call=Call())


def test_without_a_turn_there_is_nothing_to_rest_from():
    with rest(math.inf):
        assert RestingChat(Model(1)).complete(REQUEST, call=Call()).text == "text"
    assert RestingChat(Model(1)).name == "all at once"


def soon():
    return time.monotonic() + 0.05


def test_who_gets_no_turn_in_time_does_not_begin():
    turns = Turns(1)
    with turns.taken(math.inf), ThreadPoolExecutor(1) as other:
        late = other.submit(lambda: turns.taken(soon()).__enter__())
        with pytest.raises(DeadlineExceeded):
            late.result(10)


def test_who_rested_goes_on_without_a_turn_when_the_time_is_over_and_takes_none_from_others():
    turns, resting, holding, done = Turns(1), threading.Event(), threading.Event(), threading.Event()

    def draft():
        with turns.taken(math.inf):
            with rest(soon()):
                resting.set()
                holding.wait(10)
            return "in time"

    with ThreadPoolExecutor(1) as other:
        late = other.submit(draft)
        resting.wait(10)
        with turns.taken(math.inf):
            holding.set()
            assert late.result(10) == "in time"
            with pytest.raises(DeadlineExceeded), turns.taken(soon()):
                done.set()
    assert not done.is_set()


class Handing(Model):
    """Says something once somebody else has the turn of its caller."""

    def __init__(self):
        super().__init__(1)
        self.free, self.taken = threading.Event(), threading.Event()

    def complete(self, request, *, call, heard=None):
        self.free.set()
        self.taken.wait(10)
        return super().complete(request, call=call, heard=heard)


def test_a_listener_that_gets_no_turn_in_time_holds_nothing_up():
    turns, told, model = Turns(1), [], Handing()

    def draft():
        with turns.taken(math.inf):
            return RestingChat(model).complete(REQUEST, call=Call(until=soon()), heard=told.append).text

    with ThreadPoolExecutor(1) as other:
        drafted = other.submit(draft)
        model.free.wait(10)
        with turns.taken(math.inf):
            model.taken.set()
            assert drafted.result(10) == "text"
    assert told == ["one stretch"]
