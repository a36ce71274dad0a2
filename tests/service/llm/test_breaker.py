from __future__ import annotations

import pytest

from service.errors import ChatFailed, DegradedReason
from service.llm.breaker import Breaker
from service.llm.failures import Unproven


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker, reason: DegradedReason = DegradedReason.SERVER_ERROR, make: type = ChatFailed) -> None:
    """One call that goes out and fails so."""
    with pytest.raises(ChatFailed) as failed, breaker.watching():
        raise make(reason, "no")
    assert failed.value.reason is reason


def succeed(breaker: Breaker) -> None:
    with breaker.watching():
        pass


def is_open(breaker: Breaker) -> bool:
    try:
        breaker.check()
    except ChatFailed as failed:
        return failed.reason is DegradedReason.CIRCUIT_OPEN
    return False


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock=clock, failures=3, rest_s=10.0)
    for _ in range(3):
        fail(breaker)
    return breaker


def test_it_opens_after_so_many_failures_in_a_row_and_not_before() -> None:
    breaker = Breaker(clock=Clock(), failures=3, rest_s=10.0)
    fail(breaker, DegradedReason.UNREACHABLE)
    fail(breaker, DegradedReason.TIMEOUT)
    assert not is_open(breaker)
    fail(breaker, DegradedReason.SERVER_ERROR)
    assert is_open(breaker)


def test_a_success_between_failures_ends_the_row() -> None:
    breaker = Breaker(clock=Clock(), failures=3, rest_s=10.0)
    for _ in range(5):
        fail(breaker)
        fail(breaker)
        succeed(breaker)
    assert not is_open(breaker)


@pytest.mark.parametrize("reason", [DegradedReason.REFUSED, DegradedReason.RATE_LIMITED, DegradedReason.BAD_ANSWER])
def test_a_server_that_answers_is_not_left_alone_however_useless_its_answers(reason) -> None:
    breaker = Breaker(clock=Clock(), failures=3, rest_s=10.0)
    for _ in range(10):
        fail(breaker, reason)
    assert not is_open(breaker)


def test_calls_without_enough_time_and_cancelled_ones_neither_open_nor_end_a_row() -> None:
    breaker = Breaker(clock=Clock(), failures=3, rest_s=10.0)
    fail(breaker)
    fail(breaker)
    for _ in range(10):
        fail(breaker, DegradedReason.TIMEOUT, Unproven)
        with pytest.raises(KeyboardInterrupt), breaker.watching():
            raise KeyboardInterrupt
    assert not is_open(breaker)
    fail(breaker)
    assert is_open(breaker)


def test_after_its_rest_one_call_at_a_time_may_try() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 9.9
    assert is_open(breaker)
    clock.now = 10.1
    assert not is_open(breaker)
    with breaker.watching():
        assert is_open(breaker)  # for everybody else
    assert not is_open(breaker)


def test_a_try_that_fails_opens_it_again_and_one_that_succeeds_closes_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 11.0
    fail(breaker)
    assert is_open(breaker)
    clock.now = 22.0
    succeed(breaker)
    fail(breaker)
    assert not is_open(breaker)


def test_a_try_that_was_cancelled_leaves_the_way_free_for_the_next() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now = 11.0
    with pytest.raises(KeyboardInterrupt), breaker.watching():
        raise KeyboardInterrupt
    assert not is_open(breaker)


def test_a_call_that_began_before_it_opened_does_not_end_the_try_of_another() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock, failures=1, rest_s=10.0)
    old = breaker.watching()
    old.__enter__()
    fail(breaker)
    clock.now = 11.0
    with breaker.watching():
        assert not old.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
        assert is_open(breaker)
