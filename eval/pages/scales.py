"""Values -> places in a drawing, and round values for its axes."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Linear: ``low`` stands at ``start``, ``high`` at ``end``; an empty range puts everything at ``start``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        width = self.high - self.low
        share = (value - self.low) / width if width else 0.0
        return self.start + share * (self.end - self.start)

    def ticks(self, about: int = 5) -> tuple[float, ...]:
        """Multiples of 1, 2 or 5 times a power of ten between ``low`` and ``high``, both included where they fit."""
        width = self.high - self.low
        if width <= 0:
            return (self.low,)
        step = _round_step(width / about)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(round(number * step, 10) for number in range(first, last + 1))


def up_to(highest: float, about: int = 5) -> float:
    """The next round value for the end of an axis that begins at 0."""
    if highest <= 0:
        return 1.0
    step = _round_step(highest / about)
    return round(math.ceil(highest / step - 1e-9) * step, 10)


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return power * next(factor for factor in (1, 2, 5, 10) if factor * power >= raw - 1e-12 * power)
