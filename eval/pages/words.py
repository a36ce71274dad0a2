"""Figures and names of the harness -> the words and numbers that a reader sees."""

from __future__ import annotations

from datetime import datetime

from eval.metrics.registry import Unit

# Name of a metric -> heading, and what it says in one sentence. Others are shown under their own name and meaning.
HEADINGS: dict[str, tuple[str, str]] = {
    "outcome": ("Handled as labelled", "Tickets answered, asked back about or passed on as expected."),
    "served": ("Answered where it could", "Tickets that the articles answer and that got a draft."),
    "false_suggest": (
        "Answered by mistake",
        "Tickets that nothing answers and that got a draft all the same.",
    ),
    "hit@5": ("Right article found", "Tickets with a right article among the first five found."),
    "fact_recall": ("Facts stated", "Required prices, limits and steps that the drafts state."),
    "grounded": ("Nothing invented", "Drafts whose every figure, date and address stands in a source."),
    "no_errors": ("Keeps the standard", "Drafts without a finding at error level."),
    "citations_hold": ("Citations hold", "Drafts whose every quotation stands in its article as cited."),
}
STAGES = {
    "understand": "understand the ticket",
    "retrieve": "search the articles",
    "draft": "write the draft",
    "check": "check the draft",
    "total": "all of it",
    "http": "seen by the client",
}
_MINUS = "\u2212"


def heading(metric: str) -> str:
    return HEADINGS[metric][0] if metric in HEADINGS else metric.replace("_", " ")


def percent(value: float) -> str:
    """0.873 -> 87%; what is not quite all or nothing is not rounded to it."""
    shown = round(value * 100)
    if (shown == 100 and value < 1) or (shown == 0 and value > 0):
        return f"{value * 100:.1f}%"
    return f"{shown}%"


def number(value: float, unit: Unit) -> str:
    if unit is Unit.SHARE:
        return percent(value)
    if unit is Unit.MILLISECONDS:
        return milliseconds(value)
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def signed(value: float, unit: Unit) -> str:
    """A difference; of shares in percentage points."""
    if unit is Unit.SHARE:
        shown = f"{value * 100:+.1f} pts"
    elif unit is Unit.MILLISECONDS:
        shown = f"{value:+,.0f} ms"
    else:
        shown = f"{value:+.3g}" if abs(value) < 1000 else f"{value:+,.0f}"
    return shown.replace("-", _MINUS)


def between(low: float, high: float, unit: Unit) -> str:
    first, last = number(low, unit), number(high, unit)
    return first if first == last else f"{first.removesuffix('%') if unit is Unit.SHARE else first}–{last}"


def counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def moment(when: datetime) -> str:
    """14 March 2026, 09:30 UTC"""
    return f"{when.day} {when:%B %Y, %H:%M} {when.tzname() or ''}".strip()


def milliseconds(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:.0f} s"
    if value >= 1000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"
