"""Rows, one per case -> means per slice, a table for people and one JSON document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import fmean
from typing import Any

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.metrics.registry import METRICS

OVERALL = "all"
PERCENTILES = {"p50": 50, "p95": 95}
FEWEST = 3  # cases of a slice that the table shows; the JSON document holds every slice
BRIEFLY = ("outcome", "served", "false_suggest", "hit@5", "fact_recall", "no_errors")


@dataclass(frozen=True, slots=True)
class Row:
    """One case. ``values``: metric -> number, None where the metric does not apply."""

    case_id: str
    language: str
    channel: str
    tags: tuple[str, ...]
    expected: tuple[str, ...]  # outcomes, any of which is right
    values: Mapping[str, float | None]
    outcome: str | None = None
    error: str | None = None  # what came instead of an answer
    retrieved: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    confidence: float | None = None
    findings: tuple[tuple[str, str], ...] = ()  # (severity, rule id)
    remarks: tuple[str, ...] = ()  # what is wrong, in words
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def slices(self) -> tuple[str, ...]:
        return OVERALL, f"language:{self.language}", f"channel:{self.channel}", *(f"tag:{tag}" for tag in self.tags)


@dataclass(frozen=True, slots=True)
class Slice:
    """Means over the ``n`` cases of a slice; ``applies[metric]`` of them count for that metric."""

    name: str
    n: int
    metrics: Mapping[str, float | None]
    applies: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RunReport:
    config: Mapping[str, Any]
    rows: tuple[Row, ...]

    @property
    def slices(self) -> tuple[Slice, ...]:
        """The whole, then languages, channels and tags, each by name."""
        names = {name for row in self.rows for name in row.slices} - {OVERALL}
        order = {"language": 0, "channel": 1, "tag": 2}
        ordered = sorted(names, key=lambda name: (order[name.partition(":")[0]], name))
        return tuple(_slice(name, [row for row in self.rows if name in row.slices]) for name in (OVERALL, *ordered))

    @property
    def findings(self) -> Mapping[tuple[str, str], int]:
        """(severity, rule id) -> how often, the most frequent first."""
        return dict(Counter(one for row in self.rows for one in row.findings).most_common())

    @property
    def timings_ms(self) -> Mapping[str, Mapping[str, float]]:
        """Stage -> percentiles over the cases that were answered."""
        stages = dict.fromkeys(stage for row in self.rows for stage in row.timings_ms)
        return {
            stage: percentiles(row.timings_ms[stage] for row in self.rows if stage in row.timings_ms)
            for stage in stages
        }


def percentiles(values: Iterable[float]) -> dict[str, float]:
    numbers = list(values)
    return {name: round(float(np.percentile(numbers, share)), 3) for name, share in PERCENTILES.items()}


def _slice(name: str, rows: Sequence[Row]) -> Slice:
    counted = {metric: [one for row in rows if (one := row.values[metric]) is not None] for metric in METRICS}
    means = {metric: fmean(values) if values else None for metric, values in counted.items()}
    return Slice(name, len(rows), means, {metric: len(values) for metric, values in counted.items()})


def report_json(report: RunReport) -> dict[str, Any]:
    """One JSON document: config, slices, findings, timings, then every case."""
    return {
        "config": dict(report.config),
        "slices": [asdict(one) for one in report.slices],
        "findings": [
            {"severity": severity, "rule": rule, "count": count} for (severity, rule), count in report.findings.items()
        ],
        "timings_ms": report.timings_ms,
        "per_case": [_row_json(row) for row in report.rows],
    }


def _row_json(row: Row) -> dict[str, Any]:
    fields = asdict(row)
    fields["id"] = fields.pop("case_id")
    fields["findings"] = [{"severity": severity, "rule": rule} for severity, rule in row.findings]
    return fields


def table(report: RunReport) -> RenderableType:
    """For a terminal: the means by language, the other slices in brief, findings, timings, cases with remarks."""
    slices = report.slices
    return Group(
        _means([one for one in slices if one.name == OVERALL or one.name.startswith("language:")]),
        _brief([one for one in slices if not one.name.startswith("language:") and one.name != OVERALL]),
        _found(report),
        _times(report),
        _remarks(report),
    )


def _means(slices: Sequence[Slice]) -> Table:
    shown = _grid("Tickets", "metric", *(f"{one.name.removeprefix('language:')} ({one.n})" for one in slices))
    for name in METRICS:
        shown.add_row(name, *(_number(one, name) for one in slices))
    return shown


def _brief(slices: Sequence[Slice]) -> Table:
    shown = _grid("By channel and tag", "slice", "n", *BRIEFLY)
    for one in slices:
        if one.n >= FEWEST:
            shown.add_row(one.name, str(one.n), *(_number(one, name) for name in BRIEFLY))
    return shown


def _found(report: RunReport) -> Table:
    shown = _grid("Findings of the guardrail", "severity", "rule", "count")
    for (severity, rule), count in report.findings.items():
        shown.add_row(severity, rule, str(count))
    return shown


def _times(report: RunReport) -> Table:
    shown = _grid("Milliseconds", "stage", *PERCENTILES)
    for stage, values in report.timings_ms.items():
        shown.add_row(stage, *(f"{values[name]:.1f}" for name in PERCENTILES))
    return shown


def _remarks(report: RunReport) -> Table:
    shown = _grid("Cases with remarks", "case", "outcome got", "expected", "remarks")
    for row in report.rows:
        if row.remarks:
            shown.add_row(row.case_id, row.outcome or "error", ", ".join(row.expected), Text("\n".join(row.remarks)))
    return shown


def _grid(title: str, first: str, *columns: str) -> Table:
    """The first column is a name and is not broken; words of a heading may stand one below the other."""
    shown = Table(title=title, title_justify="left")
    shown.add_column(first, no_wrap=True)
    for column in columns:
        words = column in {"rule", "stage", "outcome got", "expected", "remarks"}
        shown.add_column(Text(column.replace("_", " ")), justify="left" if words else "right", overflow="fold")
    return shown


def _number(one: Slice, metric: str) -> str:
    mean = one.metrics[metric]
    return "–" if mean is None else f"{mean:.3f}"
