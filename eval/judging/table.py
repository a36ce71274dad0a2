"""Opinions of a judge -> tables for a terminal, one for each rubric, model and other run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from eval.judging.summary import NOTE, Opinion
from eval.report_confidence import grid


def table(found: Sequence[Opinion]) -> RenderableType:
    groups: dict[tuple[str, str, str | None], list[Opinion]] = {}
    for one in found:
        groups.setdefault((one.rubric, one.model, one.against), []).append(one)
    return Group(*(_group(members) for members in groups.values()), NOTE)


def _group(found: Sequence[Opinion]) -> Table:
    first = found[0]
    against = "" if first.against is None else f" against {first.against}: 1 is this run's draft, -1 the other's"
    shown = grid(f"{first.rubric} by {first.model}{against}", "", *(one.criterion for one in found))
    for name, of in (_SCORED if first.against is None else _COMPARED).items():
        shown.add_row(name, *map(of, found))
    return shown


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _interval(one: Opinion) -> str:
    return "–" if one.low is None or one.high is None else f"{one.low:.2f}…{one.high:.2f}"


def _with_people(one: Opinion) -> str:
    return "–" if one.people is None else f"{one.people.same:.2f} of {one.people.n}"


_Rows = Mapping[str, Callable[[Opinion], str]]
_COMMON: _Rows = {
    "cases": lambda one: str(one.cases),
    "answers without a verdict": lambda one: str(one.errors),
    "mean": lambda one: _number(one.mean),
    "95 %": _interval,
}
_BELIEVED: _Rows = {
    "the same each time": lambda one: _number(one.same),
    "alpha of repeats": lambda one: _number(one.alpha),
    "as people say": _with_people,
    "kappa with people": lambda one: _number(one.people.kappa if one.people else None),
}
_SCORED: _Rows = {
    **_COMMON,
    **_BELIEVED,
    "rank correlation with people": lambda one: _number(one.people.rho if one.people else None),
}
_COMPARED: _Rows = {
    **_COMMON,
    "this, tie, other": lambda one: ", ".join(str(one.counts.get(side, 0)) for side in ("this", "tie", "other")),
    **_BELIEVED,
    "shown first and preferred": lambda one: _number(one.position.first if one.position else None),
    "p of that by chance": lambda one: _number(one.position.p if one.position else None),
    "the same in either order": lambda one: _number(one.position.steady if one.position else None),
}
