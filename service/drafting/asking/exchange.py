"""The calls of a language model for one text -> its answers, as long as there is time for them, and what they cost."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.call import Call
from service.domain import ChatAnswer, ChatRequest, TokenUsage
from service.errors import ChatFailed
from service.ports import ChatModel, Heard

_RESERVE_S, _RESERVE = 1.5, 0.15  # kept for what is done without the model: seconds, and share of the time left
_LEAST_S = 0.5  # a further call that has less is not begun


@dataclass(slots=True)
class Tally:
    """All calls for one request. ``usage``: None where none was answered; ``longest``: seconds that one took so far."""

    usage: TokenUsage | None = None
    longest: float = _LEAST_S

    def add(self, more: TokenUsage) -> None:
        before = self.usage
        if before is None:
            self.usage = more
            return
        self.usage = TokenUsage(
            input_tokens=before.input_tokens + more.input_tokens,
            output_tokens=before.output_tokens + more.output_tokens,
            calls=before.calls + more.calls,
            estimated=before.estimated or more.estimated,
            cost=None if before.cost is None or more.cost is None else before.cost + more.cost,
            currency=before.currency or more.currency,
        )


@dataclass(slots=True)
class Exchange:
    """``further``: how many more calls there may be after the first."""

    model: ChatModel
    call: Call
    further: int
    tally: Tally = field(default_factory=Tally)
    clock: Callable[[], float] = time.monotonic

    @property
    def timely(self) -> bool:
        """Whether another call can be over in time, if it takes as long as the longest did."""
        return self.call.until - self.clock() >= self.tally.longest

    def ask(self, request: ChatRequest, heard: Heard | None = None) -> ChatAnswer:
        """Raises ChatFailed, RequestCancelled."""
        self.call.cancellation.check()
        started = self.clock()
        try:
            answer = self.model.complete(request, call=self.call, heard=heard)
        finally:
            self.tally.longest = max(self.tally.longest, self.clock() - started)
        self.tally.add(answer.usage)
        return answer

    def again(self, request: ChatRequest) -> ChatAnswer | None:
        """A further call where there may be one and it can be over in time; None where not, or where it fails."""
        if self.further == 0 or not self.timely:
            return None
        self.further -= 1
        try:
            return self.ask(request)
        except ChatFailed:
            return None


def with_reserve(call: Call, clock: Callable[[], float] = time.monotonic) -> Call:
    """The same, ending earlier by what it takes to check, or to write without the model."""
    if math.isinf(call.until):
        return call
    left = max(0.0, call.until - clock())
    return replace(call, until=call.until - min(_RESERVE_S, _RESERVE * left))
