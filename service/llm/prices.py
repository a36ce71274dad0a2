"""Tokens -> what they cost, where the settings hold prices."""

from __future__ import annotations

from typing import Protocol

from service.settings import LlmSettings

TOKENS_PRICED = 1_000_000  # prices are given for a million tokens, as price lists do


class Counted(Protocol):
    """Anything that counts tokens."""

    @property
    def input_tokens(self) -> int: ...

    @property
    def output_tokens(self) -> int: ...


def cost_of(usage: Counted, settings: LlmSettings) -> float | None:
    """In ``settings.currency``; None unless both prices are set: half a bill would pass for a whole one."""
    if settings.price_input is None or settings.price_output is None:
        return None
    spent = usage.input_tokens * settings.price_input + usage.output_tokens * settings.price_output
    return spent / TOKENS_PRICED
