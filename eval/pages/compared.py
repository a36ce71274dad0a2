"""A Comparison -> what the page says of it: the gate, differences, cases that got better or worse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.comparison.compared import Comparison
from eval.comparison.tested import Difference, Verdict
from eval.metrics.registry import METRICS, Better
from eval.pages import words
from eval.pages.case_table import Line
from eval.report import OVERALL


@dataclass(frozen=True, slots=True)
class Told:
    """One Difference in words. ``better``: of what was seen, sure or not; None where neither way is."""

    slice: str
    name: str
    before: str
    now: str
    difference: str
    better: bool | None
    interval: str
    p: str
    detectable: str
    verdict: Verdict
    n: int


@dataclass(frozen=True, slots=True)
class Compared:
    """``moved`` and ``unmoved``: metrics over all cases. ``slices``: where a part of the cases surely changed."""

    failed: tuple[str, ...]
    failing: str  # the same in one sentence
    notes: tuple[str, ...]
    said: str
    moved: tuple[Told, ...]
    unmoved: tuple[Told, ...]
    slices: tuple[Told, ...]
    worse: tuple[Line, ...]
    better: tuple[Line, ...]


def compared(comparison: Comparison, lines: Sequence[Line]) -> Compared:
    whole = [one for one in comparison.metrics if one.slice == OVERALL]
    worse = [line for line in lines if line.turned in ("worse", "mixed")]
    better = [line for line in lines if line.turned == "better"]
    return Compared(
        comparison.failed,
        _failing(comparison),
        comparison.notes,
        _said(lines, len(worse), len(better)),
        _told(one for one in whole if one.difference),
        _told(one for one in whole if not one.difference),
        _told(one for one in comparison.metrics if one.slice != OVERALL and one.verdict is not Verdict.SAME),
        tuple(sorted(worse, key=_gravest)),
        tuple(sorted(better, key=_gravest)),
    )


def _failing(comparison: Comparison) -> str:
    lost = {one.metric for one in comparison.metrics if one.gates and one.verdict is Verdict.WORSE}
    turned = {change.case_id for change in comparison.flips if change.must_pass and change.worse}
    parts = (
        f"{words.counted(len(lost), 'metric is', 'metrics are')} surely worse" if lost else "",
        f"{words.counted(len(turned), 'must-pass case')} turned from right to wrong" if turned else "",
    )
    return "; ".join(part for part in parts if part)


def _said(lines: Sequence[Line], worse: int, better: int) -> str:
    same = sum(line.turned == "same" for line in lines)
    return (
        f"{words.counted(worse, 'case')} got worse on some metric, {better:,} only better, {same:,} score the same. "
        f"A difference counts as sure where chance alone would rarely bring it, all metrics taken together."
    )


def _told(found: Iterable[Difference]) -> tuple[Told, ...]:
    return tuple(_one(difference) for difference in found)


def _one(one: Difference) -> Told:
    metric = METRICS[one.metric]
    low, high = (words.signed(bound, metric.unit) for bound in (one.low, one.high))
    low = low.removesuffix(" pts")
    neither = one.better is Better.NEITHER or not one.difference
    return Told(
        one.slice,
        words.heading(one.metric),
        words.number(one.mean_a, metric.unit),
        words.number(one.mean_b, metric.unit),
        words.signed(one.difference, metric.unit),
        None if neither else (one.difference > 0) is (one.better is Better.HIGHER),
        f"{low} to {high}" if one.difference else "–",
        "<0.001" if one.p_holm < 0.001 else f"{one.p_holm:.3f}",
        "–" if one.mdd is None else words.signed(one.mdd, metric.unit).removeprefix("+"),
        one.verdict,
        one.n,
    )


def _gravest(line: Line) -> tuple[bool, bool, int]:
    """What must pass first, then what turned from right to wrong or back, then by how much changed."""
    return not line.case.must_pass, not any(change.flip for change in line.changes), -len(line.changes)
