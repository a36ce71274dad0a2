"""What the service answered to a case -> numbers that are no shares: findings, characters, time, tokens, cost."""

from __future__ import annotations

from eval.observed import Observed


def findings(observed: Observed, severity: str) -> float:
    return float(sum(one == severity for one, _ in observed.findings()))


def characters(observed: Observed) -> float:
    """Of the first draft, which is the one that is offered."""
    return float(len(observed.first_text))


def milliseconds(observed: Observed) -> float | None:
    """Of the service itself; the way there and back is not in it."""
    timings = observed.answer["timings_ms"] if observed.answer else {}
    return float(timings["total"]) if "total" in timings else None


def spent(observed: Observed, field: str) -> float | None:
    """``input_tokens``, ``output_tokens`` or ``cost``; None where no model was asked, or no price is set."""
    usage = (observed.answer or {}).get("usage") or {}
    value = usage.get(field)
    return None if value is None else float(value)
