"""The report of `otvet eval answers` -> tables for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

_SHOWN = {"draft": "draft", "passage": "best passage, same length", "reference": "reference, same length"}


def table(report: Mapping[str, Any]) -> Group:
    """Where the draft answers and as served; below them the times."""
    kinds = dict.fromkeys(one["kind"] for one in report["slices"])
    tables = [_scores(kind, [one for one in report["slices"] if one["kind"] == kind]) for kind in kinds]
    config = report["config"]
    return Group(*tables, _times(report["timings_ms"]), Text(f"chrF: {config['chrf']}\ntoken F1: {config['f1']}"))


def _scores(kind: str, slices: list[Mapping[str, Any]]) -> Table:
    shown = Table(title=f"Reference answers held, {kind}; in brackets the paired 95 % interval of draft − passage")
    for heading in ("slice", "n", "length", "system", "chrF", "token F1", "facts", "errors", "untraced"):
        shown.add_column(heading, justify="left" if heading in ("slice", "system") else "right")
    for one in slices:
        size = f"{_number(one['length'], 0)} / {_number(one['reference_length'], 0)}"
        for place, (system, label) in enumerate(_SHOWN.items()):
            cells = [_number(one["means"][system][metric], 3) for metric in ("chrf", "f1", "facts")]
            head = (one["name"], f"{one['n']} of {one['questions']}", size) if place == 0 else ("", "", "")
            faults = (str(one["errors"]), str(one["untraced"])) if place == 0 else ("", "")
            shown.add_row(*head, label, *cells, *faults, style="bold" if place == 0 else None)
        gains = [_interval(one["difference"][metric]) for metric in ("chrf", "f1", "facts")]
        shown.add_row("", "", "", "draft − passage", *gains, "", "", end_section=True)
    return shown


def _times(timings: Mapping[str, Mapping[str, float]]) -> Table:
    shown = Table(title="Milliseconds; beyond: all on top of retrieval")
    for heading in ("stage", "p50", "p95"):
        shown.add_column(heading, justify="left" if heading == "stage" else "right")
    for stage, spent in timings.items():
        shown.add_row(stage, f"{spent['p50']:.1f}", f"{spent['p95']:.1f}")
    return shown


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _interval(difference: Mapping[str, float] | None) -> str:
    if difference is None:
        return "–"
    return f"{difference['mean']:+.3f} [{difference['low']:+.3f}, {difference['high']:+.3f}]"
