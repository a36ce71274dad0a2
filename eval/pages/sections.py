"""Rows -> the parts of the overview below the headline: slices, all metrics, times, findings by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from eval.metrics.registry import METRICS, Unit
from eval.observed import Observed
from eval.pages import headline, words
from eval.pages.bars import interval_bar, latency_bar
from eval.pages.headline import Figure
from eval.pages.intervals import mean_of
from eval.report import FEWEST, OVERALL, SLICED, Row, percentiles, sliced

MOST_OF_A_KIND = 30  # slices of one kind, as tags; more cannot be looked over


@dataclass(frozen=True, slots=True)
class SliceBar:
    name: str
    slice: str  # as the table of cases filters it
    n: int
    shown: str
    interval: str
    bar: Markup
    apart: str | None  # "below" or "above": the interval does not hold the mean of all


@dataclass(frozen=True, slots=True)
class Panel:
    """One metric over all slices. ``groups``: kind of slice -> its bars; ``left_out``: slices that are not shown."""

    figure: Figure
    groups: Mapping[str, tuple[SliceBar, ...]]
    left_out: int

    @property
    def columns(self) -> tuple[Mapping[str, tuple[SliceBar, ...]], ...]:
        """Tags are many and stand beside the rest."""
        halves = (
            {kind: bars for kind, bars in self.groups.items() if (kind == SLICED[-1]) is last} for last in (False, True)
        )
        return tuple(half for half in halves if half)


@dataclass(frozen=True, slots=True)
class StageTime:
    name: str
    median: str
    tail: str
    bar: Markup
    before: str | None


@dataclass(frozen=True, slots=True)
class RuleFound:
    rule: str
    severity: str
    count: int
    cases: int
    before: int | None
    message: str
    language: str  # of the message
    source: str


def panels(rows: Sequence[Row]) -> tuple[Panel, ...]:
    """One for each metric of the headline."""
    grouped = sliced(rows)
    return tuple(_panel(one, grouped) for one in headline.figures(rows))


def _panel(overall: Figure, grouped: Mapping[str, Sequence[Row]]) -> Panel:
    counted = {name: headline.values(rows, overall.metric) for name, rows in grouped.items() if name != OVERALL}
    groups: dict[str, tuple[SliceBar, ...]] = {}
    for kind in SLICED:
        names = [name for name in counted if name.startswith(f"{kind}:") and len(counted[name]) >= FEWEST]
        most = sorted(names, key=lambda name: (-len(counted[name]), name))[:MOST_OF_A_KIND]
        groups[kind] = tuple(_slice_bar(name, counted[name], overall) for name in sorted(most))
    shown = sum(map(len, groups.values()))
    measured = sum(bool(values) for values in counted.values())
    return Panel(overall, {kind: bars for kind, bars in groups.items() if bars}, measured - shown)


def _slice_bar(name: str, values: Sequence[float], overall: Figure) -> SliceBar:
    mean, whole = mean_of(values), overall.mean
    assert mean is not None  # slices without values are left out above
    apart = "below" if mean.high < whole.mean else "above" if mean.low > whole.mean else None
    unit = METRICS[overall.metric].unit
    highest = 1.0 if unit is Unit.SHARE else max(whole.high, mean.high)
    return SliceBar(
        name.partition(":")[2],
        name,
        mean.n,
        words.number(mean.mean, unit),
        words.between(mean.low, mean.high, unit),
        interval_bar(mean, highest=highest, overall=whole.mean),
        apart,
    )


def all_metrics(rows: Sequence[Row], before: Sequence[Row] | None) -> tuple[Figure, ...]:
    found = (headline.figure(name, rows, before) for name in METRICS)
    return tuple(one for one in found if one is not None)


def times(rows: Sequence[Row], before: Sequence[Row] | None) -> tuple[StageTime, ...]:
    """Median and 95th percentile of each stage, in the order in which they happen."""
    now, then = _percentiles(rows), _percentiles(before or ())
    order = list(words.STAGES)
    named = sorted(now, key=lambda stage: order.index(stage) if stage in order else 3.5)
    highest = max((held["p95"] for held in now.values()), default=1.0)
    return tuple(_stage_time(stage, now[stage], then.get(stage), highest) for stage in named)


def _stage_time(stage: str, held: Mapping[str, float], then: Mapping[str, float] | None, highest: float) -> StageTime:
    median, tail = (words.milliseconds(held[name]) for name in ("p50", "p95"))
    before = " / ".join(words.milliseconds(then[name]) for name in ("p50", "p95")) if then else None
    bar = latency_bar(held["p50"], held["p95"], highest=highest)
    return StageTime(words.STAGES.get(stage, stage), median, tail, bar, before)


def _percentiles(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    stages: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        for stage, elapsed in row.timings_ms.items():
            stages[stage].append(elapsed)
    return {stage: percentiles(elapsed) for stage, elapsed in stages.items()}


def rules_found(observed: Iterable[Observed], before: Iterable[Observed] | None) -> tuple[RuleFound, ...]:
    """The gravest first, then the most frequent; a rule that only the other run broke stands here with 0."""
    now, then = _by_rule(observed), _by_rule(before or ())
    found = [_rule_found(rule, now, then, compared=before is not None) for rule in {**now, **then}]
    order = {"error": 0, "warning": 1, "info": 2}
    return tuple(sorted(found, key=lambda one: (order.get(one.severity, 3), -one.count, one.rule)))


Findings = dict[str, list[tuple[Observed, Mapping[str, Any]]]]  # by rule id


def _by_rule(observed: Iterable[Observed]) -> Findings:
    found: Findings = defaultdict(list)
    for one in observed:
        for draft in (one.answer or {}).get("drafts", ()):
            for finding in draft["guardrail"]["findings"]:
                found[finding["rule"]["id"]].append((one, finding))
    return dict(found)


def _rule_found(rule: str, now: Findings, then: Findings, *, compared: bool) -> RuleFound:
    held = now.get(rule, [])
    observed, example = (held or then[rule])[0]
    described = example["rule"]
    return RuleFound(
        rule,
        str(described["severity"]),
        len(held),
        len({one.case.id for one, _ in held}),
        len(then.get(rule, ())) if compared else None,
        str(example["message"]),
        str((observed.answer or {})["language_code"]),
        str(described.get("source", "")),
    )
