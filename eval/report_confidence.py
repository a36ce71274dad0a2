"""Abstention of each slice -> tables for a terminal: how well confidence orders, what abstaining is worth, the bins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rich.table import Table
from rich.text import Text

from eval.metrics.calibration import Abstention, RiskPoint

COVERAGES = (0.25, 0.5, 0.75, 1.0)
_WORDS = frozenset({"rule", "stage", "outcome got", "expected", "remarks"})


def confidence_tables(found: Mapping[str, Abstention | None]) -> Iterator[Table]:
    """Nothing where no case says what confidence should have been."""
    judged = {name.removeprefix("language:"): one for name, one in found.items() if one is not None}
    if judged:
        yield _figures(judged)
        yield _bins(judged)


def _risk_at(one: Abstention, coverage: float) -> RiskPoint:
    """The first point of the curve that covers at least that share."""
    return next(point for point in one.risk_coverage if point.coverage >= coverage - 1e-12)


def _figures(judged: Mapping[str, Abstention]) -> Table:
    shown = grid("Confidence", "", *(f"{name} ({one.n})" for name, one in judged.items()))
    for label, of in _ROWS:
        shown.add_row(label, *(of(one) for one in judged.values()))
    for coverage in COVERAGES:
        risks = (f"{_risk_at(one, coverage).risk:.3f}" for one in judged.values())
        shown.add_row(f"risk where {coverage:.0%} are answered", *risks)
    return shown


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


_ROWS: tuple[tuple[str, Callable[[Abstention], str]], ...] = (
    ("an answer was found", lambda one: _share(one.right / one.n)),
    ("AUROC", lambda one: _share(one.auroc)),
    ("area under risk–coverage", lambda one: _share(one.aurc)),
    ("calibration error", lambda one: _share(one.ece)),
    ("Brier score", lambda one: _share(one.brier)),
    ("answered", lambda one: _share(one.answered.coverage if one.answered else None)),
    ("risk where answered", lambda one: _share(one.answered.risk if one.answered else None)),
)


def _bins(judged: Mapping[str, Abstention]) -> Table:
    shown = grid("Confidence and how often it was right", "language", "from", "to", "n", "confidence", "right")
    for name, one in judged.items():
        for held in one.bins:
            numbers = (f"{held.low:.1f}", f"{held.high:.1f}", str(held.n), _share(held.confidence), _share(held.right))
            shown.add_row(name, *numbers)
        shown.add_section()
    return shown


def grid(title: str, first: str, *columns: str) -> Table:
    """The first column is a name and is not broken; words of a heading may stand one below the other."""
    shown = Table(title=title, title_justify="left")
    shown.add_column(first, no_wrap=True)
    for column in columns:
        heading = Text(column.replace("_", " "))
        shown.add_column(heading, justify="left" if column in _WORDS else "right", overflow="fold")
    return shown
