"""`otvet eval guardrail`: the table of what is asked of the checker -> what it gives, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from service.commands.console import InputInvalid, Json, paper, print_json, quiet_settings, say

if TYPE_CHECKING:
    from eval.bars.bar import Bar

_EXAMPLES = 3  # of what went wrong, shown below the table for each row that is missed


class Part(StrEnum):
    LABELLED = "labelled"
    GROUNDING = "grounding"
    PRIVACY = "privacy"
    REPAIR = "repair"
    SPEED = "speed"
    SCALING = "scaling"
    METAMORPHIC = "metamorphic"
    FUZZ = "fuzz"


def guardrail(
    part: Annotated[list[Part] | None, typer.Option(help="Only these parts.")] = None,
    labelled: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="JSONL files of labelled replies; the frozen ones if none."),
    ] = None,
    standard: Annotated[str | None, typer.Option(help="Name, or a .yaml file [OTVET_STANDARD].")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer inputs and pairs.")] = False,
    as_json: Json = False,
) -> None:
    """Hold the checker against its bars. Exits with 1 where one is missed."""
    settings = quiet_settings()
    from eval.bars.parts import Task, measured
    from eval.standards import LabelsInvalid

    task = Task(standard or settings.standard, tuple(labelled or ()), quick)
    bars: dict[str, tuple[Bar, ...]] = {}
    try:
        for name, rows in measured(task, part or ()):
            bars[name] = rows
            say(f"{name}: {sum(row.met is not False for row in rows)} of {len(rows)} rows are well")
    except LabelsInvalid as exc:
        raise InputInvalid(str(exc)) from exc
    version = task.checker.version
    if as_json:
        print_json({"standard": version, "quick": quick, "parts": {name: [*map(as_row, bars[name])] for name in bars}})
    else:
        _show(version, bars)
    raise typer.Exit(1 if any(row.met is False for rows in bars.values() for row in rows) else 0)


def as_row(bar: Bar) -> dict[str, Any]:
    return {**asdict(bar), "met": bar.met}


def _show(version: str, bars: Mapping[str, Sequence[Bar]]) -> None:
    table = Table(title=f"The checker and its bars, {version}", title_justify="left")
    for heading in ("what", "n", "value", "95 %", "bar", ""):
        table.add_column(heading, justify="left" if heading == "what" else "right", overflow="fold")
    for rows in bars.values():
        for row in rows:
            table.add_row(row.name, f"{row.n:,}", _value(row), _interval(row), _bound(row), _met(row))
        table.add_section()
    console = paper()
    console.print(table)
    for row in (row for rows in bars.values() for row in rows if row.met is False):
        console.print(f"{row.name} ({row.data})", style="bold")
        for line in _examples(row):
            console.print(f"  {line}")


def _value(row: Bar) -> str:
    return f"{row.value:,g}{row.unit}"


def _interval(row: Bar) -> str:
    return f"{row.interval[0]:.3f}–{row.interval[1]:.3f}" if row.interval else ""


def _bound(row: Bar) -> str:
    return "" if row.bound is None else f"{'≥' if row.at_least else '≤'} {row.bound:,g}{row.unit}"


def _met(row: Bar) -> str:
    return {True: "met", False: "MISSED", None: ""}[row.met]


def _examples(row: Bar) -> list[str]:
    """The first few of whatever explains the figure."""
    lists = [value for value in row.detail.values() if isinstance(value, (list, tuple))]
    if lists:
        return [str(one) for value in lists for one in value[:_EXAMPLES]]
    return [f"{key}: {value}" for key, value in row.detail.items()][: 2 * _EXAMPLES]
