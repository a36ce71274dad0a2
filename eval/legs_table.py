"""The report of `otvet eval search` -> tables for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from eval.legs import GOALS, LEGS, PLAIN

_SHOWN = ("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "passage_recall@5")


def table(report: Mapping[str, Any]) -> Group:
    """Every system of every slice, what each step gives, and the averages."""
    return Group(_systems(report), _gains(report), _steps(report), _averages(report), Text(f"{report['embedder']}"))


def _systems(report: Mapping[str, Any]) -> Table:
    shown = _table("Search by slice", "slice", "n", "system", *_SHOWN)
    for one in report["slices"]:
        for system in (PLAIN, *_silent_left_out(one)):
            values = [_number(one["systems"][system].get(metric)) for metric in _SHOWN]
            shown.add_row(*(_names(one) if system == PLAIN else ("", "")), system, *values)
    return shown


def _gains(report: Mapping[str, Any]) -> Table:
    shown = _table("Differences to plain BM25 with 95 % intervals", "slice", "n", "system", *GOALS)
    for one in report["slices"]:
        for place, system in enumerate(_silent_left_out(one)):
            cells = [interval(one["to_plain"][system].get(metric)) for metric in GOALS]
            shown.add_row(*(("", "") if place else _names(one)), system, *cells)
    return shown


def _silent_left_out(one: Mapping[str, Any]) -> list[str]:
    """The systems but a dense leg that does not know the language of the slice."""
    return [system for system in LEGS if one["systems"][system].get("hit@10") or system != "dense"]


def _names(one: Mapping[str, Any]) -> tuple[str, str]:
    return f"{one['name']} ({one['protocol']})", str(one["n"])


def _steps(report: Mapping[str, Any]) -> Table:
    shown = _table("What each step gives, nDCG@10", "slice", "fused − best leg", "best leg", "reranked − fused")
    for one in report["slices"]:
        best, after = one["to_best_leg"], one["to_fused"]
        shown.add_row(_names(one)[0], interval(best["ndcg@10"]), best["leg"], interval(after["ndcg@10"]))
    return shown


def _averages(report: Mapping[str, Any]) -> Table:
    shown = _table("Mean over slices of the difference to plain BM25", "language", "slices", *GOALS)
    for row in report["average"]:
        for system in LEGS:
            values = [_signed(row[system][metric]) for metric in GOALS]
            shown.add_row(f"{row['language']} ({row['protocol']}) {system}", str(row["slices"]), *values)
    return shown


def _table(title: str, *headings: str) -> Table:
    shown = Table(title=title, title_justify="left")
    for heading in headings:
        shown.add_column(heading, justify="left" if heading in {"slice", "language", "best leg", "system"} else "right")
    return shown


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.3f}"


def interval(gain: Mapping[str, float] | None) -> str:
    """A difference in words; nothing where there is none."""
    return "" if gain is None else f"{gain['mean']:+.3f} [{gain['low']:+.3f}, {gain['high']:+.3f}]"
