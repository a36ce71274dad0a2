"""A confidence report -> tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from kb_index.fitting import summary


def table(report: Mapping[str, Any]) -> Group:
    """Who would be served with the fitted calibration and with the prior; then how reliable the fitted one is."""
    config = report["config"]
    note = f"{config['indexed_articles']} articles indexed, {config['skipped']} skipped, {config['embedder']}"
    shown = [_reliability(code, one["reliability"], one["modes"]) for code, one in report["fitted"].items()]
    return Group(_parted(report), *shown, Text(f"calibration: {summary(config['calibration']['record'])}"), Text(note))


def _parted(report: Mapping[str, Any]) -> Table:
    threshold = report["config"]["threshold"]
    shown = Table(title="Confidence: answerable questions against others; intervals of 95 % over pages")
    for heading in ("language", "against", "calibration", "answerable", "others", "AUROC", "served at 5 % wrong"):
        shown.add_column(heading, justify="left" if heading in {"language", "against", "calibration"} else "right")
    for heading in (f"served at {threshold}", f"wrong at {threshold}"):
        shown.add_column(heading, justify="right")
    for code, one in report["fitted"].items():
        for kind, fitted in one["against"].items():
            prior = report["prior"][code]["against"][kind]
            for name, row in (("fitted", fitted), ("prior", prior)):
                shown.add_row(code, kind, name, *_cells(row), style="bold" if name == "fitted" else "dim")
    return shown


def _cells(row: Mapping[str, Any]) -> list[str]:
    measured = [_interval(row[name], row[f"{name}_interval"]) for name in ("auroc", "served_at_5")]
    shares = [f"{row[name]:.3f}" for name in ("served", "wrong")]
    return [str(row["n_answerable"]), str(row["n"]), *measured, *shares]


def _interval(value: float | None, interval: Sequence[float] | None) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" + (f" [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else "")


def _reliability(code: str, told: Mapping[str, Any], modes: Mapping[str, int]) -> Table:
    error = "–" if told["error"] is None else f"{told['error']:.3f}"
    searched = ", ".join(f"{mode} {count}" for mode, count in modes.items())
    shown = Table(title=f"Reliability, {code}: n {told['n']} ({searched}), expected calibration error {error}")
    for heading in ("mean confidence", "share answered", "n"):
        shown.add_column(heading, justify="right")
    for one in told["bins"]:
        shown.add_row(f"{one['confidence']:.3f}", f"{one['answered']:.3f}", str(one["n"]))
    return shown
