"""A request and the work that it asks for -> its result or its stream, cancelled when nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from pydantic import BaseModel
from starlette.requests import Request

from service.api.feed import Feed
from service.api.gate import Gate
from service.api.needs import house_of
from service.api.streaming import EventStream
from service.call import Call

T = TypeVar("T")
B = TypeVar("B", bound=BaseModel)
_RESERVE, _MOST_RESERVE_S = 0.05, 0.5  # of the deadline, for what comes after the work: rendering and sending


async def called(request: Request, work: Callable[[Call], T], *, waits: bool) -> T:
    """``waits``: the work may wait for a language model. Raises what ``Gate.run`` raises."""
    call = Call(_until(request))
    gate, work = _door(request, work, waits=waits)
    return await gate.run(request, lambda: work(call), call.cancellation)


async def streamed(request: Request, work: Callable[[Call], B], *, waits: bool, unit: str) -> EventStream:
    """Once there is something to tell. Raises ClientGone, and what ends the work before it told anything."""
    gate, work = _door(request, work, waits=waits)
    feed = Feed(gate, work, until=_until(request))
    first = await feed.first(request)
    if isinstance(first, Future):
        first.result()
    return EventStream(request, feed, first, unit=unit)


def _door(request: Request, work: Callable[[Call], T], *, waits: bool) -> tuple[Gate, Callable[[Call], T]]:
    """Where the work goes, and how it is done there: what may wait for a model computes in turns."""
    house = house_of(request)
    if not waits:
        return house.gate, work

    def in_turn(call: Call) -> T:
        with house.turns.taken(call.until):
            call.cancellation.check()
            return work(call)

    return house.drafting, in_turn


def _until(request: Request) -> float:
    """When the work should be done, on the clock of ``time.monotonic``."""
    until, whole = float(request.state.until), float(request.state.deadline_s)
    return until - min(_MOST_RESERVE_S, _RESERVE * whole)
