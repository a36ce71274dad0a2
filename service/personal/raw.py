"""What a recogniser returns: a stretch of a normalised text, its kind, and the words that stand before it."""

from __future__ import annotations

import re
from typing import NamedTuple

_LOOK_BACK = 48


class Raw(NamedTuple):
    """Offsets in the text that the recogniser was given."""

    start: int
    end: int
    kind: str
    value: str
    certain: bool


def said_before(cue: re.Pattern[str], text: str, start: int) -> bool:
    """Whether the cue, whose pattern ends in ``$``, leads up to ``start``."""
    return cue.search(text, max(0, start - _LOOK_BACK), start) is not None


def digits_of(text: str) -> str:
    return "".join(sign for sign in text if "0" <= sign <= "9")
