"""Rows -> the figures at the top of the page, and the run in a few sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.metrics.registry import METRICS, Better, Unit
from eval.pages import words
from eval.pages.bars import interval_bar
from eval.pages.intervals import Mean, mean_of
from eval.report import Row

SHOWN = tuple(words.HEADINGS)


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric over some rows. ``before``: the mean of the other run over the same cases."""

    metric: str
    heading: str
    meaning: str
    mean: Mean
    shown: str
    interval: str
    bar: Markup
    lower_is_better: bool
    registered: str  # as the registry describes it
    difference: str | None = None
    changed: bool = False
    better: bool | None = None


def values(rows: Iterable[Row], metric: str) -> list[float]:
    return [one for row in rows if (one := row.values.get(metric)) is not None]


def figure(metric: str, rows: Sequence[Row], before: Sequence[Row] | None = None) -> Figure | None:
    """None where the metric applies to none of the rows."""
    mean = mean_of(values(rows, metric))
    if mean is None:
        return None
    other = mean_of(values(before or (), metric))
    unit = METRICS[metric].unit
    highest = 1.0 if unit is Unit.SHARE else max(mean.high, other.mean if other else 0.0)
    changed = None if other is None else mean.mean - other.mean
    return Figure(
        metric,
        words.heading(metric),
        words.HEADINGS[metric][1] if metric in words.HEADINGS else METRICS[metric].meaning,
        mean,
        words.number(mean.mean, unit),
        words.between(mean.low, mean.high, unit),
        interval_bar(mean, highest=highest, overall=other.mean if other else None),
        METRICS[metric].better is Better.LOWER,
        METRICS[metric].meaning,
        None if changed is None else words.signed(changed, unit),
        bool(changed),
        _better(metric, changed),
    )


def _better(metric: str, changed: float | None) -> bool | None:
    direction = METRICS[metric].better
    if not changed or direction is Better.NEITHER or not METRICS[metric].gated:
        return None
    return (changed > 0) is (direction is Better.HIGHER)


def figures(rows: Sequence[Row], before: Sequence[Row] | None = None) -> tuple[Figure, ...]:
    found = (figure(metric, rows, before) for metric in SHOWN if metric in METRICS)
    return tuple(one for one in found if one is not None)


def told(rows: Sequence[Row], unfinished: int) -> tuple[str, ...]:
    """The run in plain sentences; what is not labelled is not spoken of."""
    sentences = [_outcomes(rows), _missed(rows), _errors(rows), _must_pass(rows), _broken(rows, unfinished)]
    return tuple(one for one in sentences if one)


def _outcomes(rows: Sequence[Row]) -> str:
    labelled = values(rows, "outcome")
    if not labelled:
        drafted = sum(row.outcome == "suggest" for row in rows)
        return f"{words.counted(drafted, 'ticket')} of {len(rows):,} got a draft; what was expected is not labelled."
    tickets = words.counted(len(labelled), "ticket was", "tickets were")
    return f"{sum(map(int, labelled)):,} of {tickets} handled as labelled."


def _missed(rows: Sequence[Row]) -> str:
    silent = sum(one == 0 for one in values(rows, "served"))
    rash = sum(one == 1 for one in values(rows, "false_suggest"))
    parts = [
        f"{silent:,} that the articles answer got no draft" if silent else "",
        f"{rash:,} got a draft though nothing answers {'it' if rash == 1 else 'them'}" if rash else "",
    ]
    said = "; ".join(part for part in parts if part)
    return f"{said}." if said else ""


def _errors(rows: Sequence[Row]) -> str:
    broken = sum(any(severity == "error" for severity, _ in row.findings) for row in rows)
    if broken:
        return f"{words.counted(broken, 'draft breaks', 'drafts break')} a rule at error level."
    return "No draft breaks a rule at error level." if rows else ""


def _must_pass(rows: Sequence[Row]) -> str:
    held = [row for row in rows if row.must_pass]
    remarked = sum(bool(row.remarks) for row in held)
    if not held:
        return ""
    told = "has" if remarked == 1 else "have"
    return f"{remarked or 'None'} of {words.counted(len(held), 'must-pass case')} {told} remarks."


def _broken(rows: Sequence[Row], unfinished: int) -> str:
    failed = sum(row.error is not None for row in rows)
    parts = [f"{words.counted(failed, 'case')} failed with an error" if failed else ""]
    parts += [f"{words.counted(unfinished, 'case is', 'cases are')} not finished" if unfinished else ""]
    said = "; ".join(part for part in parts if part)
    return f"{said}." if said else ""
