"""The report of `otvet eval encoder` -> tables for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from eval.legs import GOALS, LEGS, PLAIN
from eval.legs_table import interval

_LEFT = frozenset({"slice", "encoder", "system", "direction", "kb", "language"})
_COMPARED = ("dense", "fused", "reranked")


def table(report: Mapping[str, Any]) -> Group:
    """One table per section that the report holds."""
    drawn = {"everyday": _everyday, "slices": _slices, "cross": _cross, "mixed": _mixed, "speed": _speed}
    shown = [draw(report[name]) for name, draw in drawn.items() if report.get(name)]
    notes = [f"{name}: {fingerprint}" for name, fingerprint in report["fingerprints"].items()]
    if report["quick"]:
        notes.append("quick: few questions and small pools; compare with nothing but another quick run")
    others = [_others(report)] if len(report["fingerprints"]) > 1 else []
    return Group(*shown, *others, Text("\n".join(notes)))


def _everyday(rows: list[Mapping[str, Any]]) -> Table:
    title = "Everyday questions: the sought sentence among those of the pool, with 95 % intervals"
    headings = ("n", "recall@1", "recall@5", "MRR@10", "near-miss above", "recall@1 − plain", "recall@1 − lexical")
    shown = _table(title, "direction", "encoder", "system", *headings)
    for row in rows:
        direction = f"{row['query']}→{row['index']} {row['sought']}, pool {row['pool']}"
        for name, system, found in _systems(row):
            cells = [_spread(found, metric) for metric in ("hit@1", "hit@5", "mrr@10")]
            near = f"{row['near_miss_first'][name][system]:.3f}"
            shown.add_row(direction, name, system, str(row["n"]), *cells, near, *_gains(row, name, system, ("hit@1",)))
    return shown


def _slices(rows: list[Mapping[str, Any]]) -> Table:
    headings = [f"{metric}{less}" for metric in GOALS for less in ("", " − plain", " − lexical")]
    shown = _table("Questions in the language of the articles", "slice", "encoder", "system", "n", *headings)
    for row in rows:
        for name, system, found in _systems(row):
            cells = [
                cell for metric in GOALS for cell in (_value(found, metric), *_gains(row, name, system, (metric,)))
            ]
            shown.add_row(row["name"], name, system, str(row["n"]), *cells)
    return shown


def _cross(rows: list[Mapping[str, Any]]) -> Table:
    headings = ("n", "hit@1", "hit@5", "nDCG@10", "hit@5 − plain", "hit@5 − lexical")
    shown = _table(
        "Questions in the other language, with 95 % intervals", "direction", "kb", "encoder", "system", *headings
    )
    for row in rows:
        for name, system, found in _systems(row):
            cells = [_spread(found, metric) for metric in ("hit@1", "hit@5", "ndcg@10")]
            gains = _gains(row, name, system, ("hit@5",))
            shown.add_row(f"{row['query']}→{row['index']}", row["kb"], name, system, str(row["n"]), *cells, *gains)
    return shown


def _mixed(rows: list[Mapping[str, Any]]) -> Table:
    headings = ("n", "hit@1 alone", "hit@1 mixed", "mixed − alone", "hit@5 mixed", "other language first", "in top 5")
    shown = _table("Both languages in one index", "kb", "language", "system", *headings)
    for row in rows:
        values = (f"{row['alone']['hit@1']:.3f}", f"{row['mixed']['hit@1']:.3f}", interval(row["to_alone"]["hit@1"]))
        shares = (row["mixed"]["hit@5"], row["other_language_first"], row["other_language_in_top_5"])
        shown.add_row(row["kb"], row["query"], row["system"], str(row["n"]), *values, *(f"{one:.3f}" for one in shares))
    return shown


def _speed(rows: list[Mapping[str, Any]]) -> Table:
    headings = (
        "passages/s",
        "slowest – fastest",
        "per CPU second",
        "passages",
        "open, s",
        "MB",
        "of it encoder",
        "load",
    )
    shown = _table("One core, one thread; medians of five", "encoder", "language", *headings)
    for row in rows:
        memory = (f"{row['open_s']:.2f}", f"{row['resident_mb']:.0f}", f"{row['embedder_mb']:.0f}", f"{row['load']}")
        for code, one in row["languages"].items():
            low, high = one["per_second_range"]
            rates = (f"{one['per_second']:,.0f}", f"{low:,.0f} – {high:,.0f}", f"{one['per_cpu_second']:,.0f}")
            shown.add_row(row["encoder"], code, *rates, str(one["passages"]), *memory)
    return shown


def _others(report: Mapping[str, Any]) -> Table:
    shown = _table(f"{report['encoder']} less the other encoder", "slice", "encoder", "system", "metric", "difference")
    for section in ("everyday", "slices", "cross"):
        for row in report.get(section, ()):
            for name, system, metric, gain in _differences(row):
                shown.add_row(_named(section, row), name, system, metric, interval(gain))
    return shown


def _differences(row: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Mapping[str, float]]]:
    for name, systems in row["to_other"].items():
        for system in _COMPARED:
            for metric, gain in systems[system].items():
                yield name, system, metric, gain


def _named(section: str, row: Mapping[str, Any]) -> str:
    if section == "slices":
        return str(row["name"])
    return f"{row['query']}→{row['index']} {row['sought'] if section == 'everyday' else row['kb']}"


def _systems(row: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Encoder, system and its intervals; plain BM25 once."""
    for place, (name, found) in enumerate(row["intervals"].items()):
        for system in (PLAIN, *LEGS):
            if system not in (PLAIN, "lexical") or not place:
                yield name, system, found[system]


def _gains(row: Mapping[str, Any], name: str, system: str, metrics: tuple[str, ...]) -> list[str]:
    return [
        interval(row[beside][name].get(system, {}).get(metric))
        for metric in metrics
        for beside in ("to_plain", "to_lexical")
    ]


def _spread(found: Mapping[str, Any], metric: str) -> str:
    one = found[metric]
    return f"{one['mean']:.3f} [{one['low']:.3f}, {one['high']:.3f}]"


def _value(found: Mapping[str, Any], metric: str) -> str:
    return f"{found[metric]['mean']:.3f}" if metric in found else ""


def _table(title: str, *headings: str) -> Table:
    shown = Table(title=title, title_justify="left")
    for heading in headings:
        shown.add_column(heading, justify="left" if heading in _LEFT else "right")
    return shown
