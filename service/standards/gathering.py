"""Attempts to read parts of a pack -> everything that is wrong with it, rather than only the first thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from service.errors import StandardInvalid

_Read = TypeVar("_Read")
_Asked = ParamSpec("_Asked")


class Gathering:
    """Notes refusals while reading goes on; a reader that wants none calls `close`."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def attempt(self, read: Callable[_Asked, _Read], *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Read | None:
        """What ``read`` returns, or None after noting why it refused."""
        try:
            return read(*args, **kwargs)
        except StandardInvalid as exc:
            self.note(exc)
        return None

    def note(self, refusal: StandardInvalid) -> None:
        self.problems += [problem for problem in refusal.problems if problem not in self.problems]

    def close(self) -> None:
        """Raises StandardInvalid with everything noted, in the order of noting."""
        if self.problems:
            raise StandardInvalid(*self.problems)
