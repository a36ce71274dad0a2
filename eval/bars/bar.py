"""A measured value and what it is held against -> Bar: one row of the checker's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.standards import wilson


@dataclass(frozen=True, slots=True)
class Bar:
    """``value`` is to be at least (or at most) ``bound``; ``bound`` None: told, not judged.

    ``interval``: Wilson's 95 %, for shares. ``data``: what it was measured on. ``detail``: whatever explains it.
    """

    name: str
    data: str
    n: int
    value: float
    bound: float | None = None
    at_least: bool = True
    interval: tuple[float, float] | None = None
    unit: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        if self.bound is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def share(name: str, data: str, part: int, whole: int, bound: float, *, at_least: bool = True, **detail: Any) -> Bar:
    """A proportion with its interval; of nothing it is 0 and so misses a lower bound."""
    value = part / whole if whole else 0.0
    return Bar(name, data, whole, round(value, 4), bound, at_least, wilson(part, whole), detail=detail)
