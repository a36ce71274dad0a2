"""What a phrase is compiled to: Steps over the words of a text, each naming the steps that may follow."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from service.guardrail.phrases.syntax import Assertion
from service.guardrail.phrases.words import WordTest


class Op(IntEnum):
    WORD = 0
    GAP = 1
    SPLIT = 2
    MARK = 3
    EDGE = 4
    NOT = 5
    DONE = 6


class Step(NamedTuple):
    """One instruction; ``targets`` are the steps that may follow, the preferred first. All of them stand behind it."""

    op: Op
    targets: tuple[int, ...] = ()
    test: WordTest | None = None
    most: int = 0
    sign: str = ""
    absent: bool = False
    edge: Assertion | None = None
