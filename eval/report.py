"""Rows, one per case -> means per slice, a table for people and one JSON document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.metrics.calibration import Abstention, abstention
from eval.metrics.drafts import SUGGEST
from eval.metrics.registry import METRICS, Unit
from eval.report_confidence import confidence_tables, grid

OVERALL = "all"
SLICED = ("language", "channel", "stage", "kind", "vendor", "tag")
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
    stage: str | None = None  # as labelled, or as the request names it; never what the service made of it
    kind: str | None = None  # of question
    vendor: str | None = None
    must_pass: bool = False
    answer_found: bool | None = None  # what confidence speaks of: whether what was found answers; None: not labelled

    @property
    def slices(self) -> tuple[str, ...]:
        """Each once. All of them come from the case alone: two runs of one case stand in the same slices."""
        own = (self.language, self.channel, self.stage, self.kind, self.vendor)
        given = (f"{name}:{value}" for name, value in zip(SLICED, own, strict=False) if value is not None)
        return tuple(dict.fromkeys((OVERALL, *given, *(f"tag:{tag}" for tag in self.tags))))


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
        return tuple(_slice(name, rows) for name, rows in sliced(self.rows).items())

    @property
    def findings(self) -> Mapping[tuple[str, str], int]:
        """(severity, rule id) -> how often, the most frequent first."""
        return dict(Counter(one for row in self.rows for one in row.findings).most_common())

    @property
    def abstention(self) -> Mapping[str, Abstention | None]:
        """Of the whole and of each language: confidence against what was found; None where nothing is labelled."""
        grouped = sliced(self.rows).items()
        return {name: abstention_of(rows) for name, rows in grouped if name.startswith((OVERALL, "language:"))}

    @property
    def timings_ms(self) -> Mapping[str, Mapping[str, float]]:
        """Stage -> percentiles over the cases that were answered."""
        stages = dict.fromkeys(stage for row in self.rows for stage in row.timings_ms)
        return {
            stage: percentiles(row.timings_ms[stage] for row in self.rows if stage in row.timings_ms)
            for stage in stages
        }


def sliced(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Slice -> its rows, in their order; the whole first, then in the order of SLICED, each by name."""
    grouped: dict[str, list[Row]] = {OVERALL: []}
    for row in rows:
        for name in row.slices:
            grouped.setdefault(name, []).append(row)
    kinds = (OVERALL, *SLICED)
    return {name: grouped[name] for name in sorted(grouped, key=lambda one: (kinds.index(one.partition(":")[0]), one))}


def percentiles(values: Iterable[float]) -> dict[str, float]:
    numbers = list(values)
    return {name: round(float(np.percentile(numbers, share)), 3) for name, share in PERCENTILES.items()}


def abstention_of(rows: Sequence[Row]) -> Abstention | None:
    """Cases that the service failed on have no confidence and are not in it."""
    judged = [row for row in rows if row.answer_found is not None and row.confidence is not None]
    return abstention(
        [row.confidence for row in judged if row.confidence is not None],
        [bool(row.answer_found) for row in judged],
        [row.outcome == SUGGEST for row in judged],
    )


def _slice(name: str, rows: Sequence[Row]) -> Slice:
    counted = {metric: [one for row in rows if (one := row.values[metric]) is not None] for metric in METRICS}
    means = {metric: fmean(values) if values else None for metric, values in counted.items()}
    return Slice(name, len(rows), means, {metric: len(values) for metric, values in counted.items()})


def report_json(report: RunReport) -> dict[str, Any]:
    """One JSON document: config, slices, abstention, findings, timings, then every case."""
    return {
        "config": dict(report.config),
        "slices": [asdict(one) for one in report.slices],
        "abstention": {name: one and asdict(one) for name, one in report.abstention.items()},
        "findings": [
            {"severity": severity, "rule": rule, "count": count} for (severity, rule), count in report.findings.items()
        ],
        "timings_ms": report.timings_ms,
        "per_case": [_row_json(row) for row in report.rows],
    }


def write_json(report: RunReport, path: Path) -> None:
    """The document as a file. Raises OSError."""
    text = json.dumps(report_json(report), ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")


def _row_json(row: Row) -> dict[str, Any]:
    fields = asdict(row)
    fields["id"] = fields.pop("case_id")
    fields["findings"] = [{"severity": severity, "rule": rule} for severity, rule in row.findings]
    return fields


def table(report: RunReport) -> RenderableType:
    """For a terminal: means by language, other slices in brief, confidence, findings, timings, cases with remarks."""
    slices = report.slices
    return Group(
        _means([one for one in slices if one.name == OVERALL or one.name.startswith("language:")]),
        _brief([one for one in slices if not one.name.startswith("language:") and one.name != OVERALL]),
        *confidence_tables(report.abstention),
        _found(report),
        _times(report),
        _remarks(report),
    )


def _means(slices: Sequence[Slice]) -> Table:
    shown = grid("Tickets", "metric", *(f"{one.name.removeprefix('language:')} ({one.n})" for one in slices))
    for name in METRICS:
        if any(one.applies[name] for one in slices):  # what no case is labelled for would only be a row of dashes
            shown.add_row(name, *(_number(one, name) for one in slices))
    return shown


def _brief(slices: Sequence[Slice]) -> Table:
    asked = [name for name in BRIEFLY if any(one.applies[name] for one in slices)]
    shown = grid("By slice", "slice", "n", *asked)
    for one in slices:
        if one.n >= FEWEST:
            shown.add_row(one.name, str(one.n), *(_number(one, name) for name in asked))
    return shown


def _found(report: RunReport) -> Table:
    shown = grid("Findings of the guardrail", "severity", "rule", "count")
    for (severity, rule), count in report.findings.items():
        shown.add_row(severity, rule, str(count))
    return shown


def _times(report: RunReport) -> Table:
    shown = grid("Milliseconds", "stage", *PERCENTILES)
    for stage, values in report.timings_ms.items():
        shown.add_row(stage, *(f"{values[name]:.1f}" for name in PERCENTILES))
    return shown


def _remarks(report: RunReport) -> Table:
    shown = grid("Cases with remarks", "case", "outcome got", "expected", "remarks")
    for row in report.rows:
        if row.remarks:
            shown.add_row(row.case_id, row.outcome or "error", ", ".join(row.expected), Text("\n".join(row.remarks)))
    return shown


def _number(one: Slice, metric: str) -> str:
    mean = one.metrics[metric]
    return "–" if mean is None else f"{mean:{_FORMATS.get(METRICS[metric].unit, '.1f')}}"


_FORMATS = {Unit.SHARE: ".3f", Unit.COUNT: ".3f", Unit.MONEY: ".4f"}
