"""Comparison -> what a terminal shows: the metrics with intervals and verdicts, then cases side by side, in short."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.comparison.changes import CaseChange
from eval.comparison.compared import Comparison
from eval.comparison.significance import shown_p
from eval.comparison.tested import Difference, Verdict, timed
from eval.comparison.told import by_case
from eval.metrics.registry import METRICS, Better, Unit
from eval.naming import some_of
from eval.observed import Observed

CASES = 10  # that are shown; the JSON document holds all
DRAFT = 400  # characters of a draft
_STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "bold red", Verdict.SAME: ""}


def table(comparison: Comparison, slices: Collection[str] = ()) -> RenderableType:
    """``slices``: kinds (``channel``) or slices (``channel:email``) whose metrics are shown besides the gate's; of the
    others only what is better or worse."""
    return Group(*_parts(comparison, slices))


def _parts(comparison: Comparison, slices: Collection[str]) -> Iterator[RenderableType]:
    yield Text(
        f"A: {comparison.baseline} (baseline)   B: {comparison.candidate} (candidate)   "
        f"{len(comparison.pairs)} cases   alpha {comparison.alpha:g}, Holm"
    )
    for note in comparison.notes:
        yield Text(f"note: {note}", style="yellow")
    for name in dict.fromkeys(one.slice for one in comparison.metrics):
        shown = [one for one in comparison.metrics if one.slice == name and _shown(one, slices)]
        if shown:
            yield from _metrics(name, shown)
    yield Text("\n* told, and no reason to fail: not one of the gate's metrics and slices")
    yield from _cases(comparison)


def _shown(one: Difference, slices: Collection[str]) -> bool:
    kind = one.slice.partition(":")[0]
    asked = kind in ("all", "language") or bool({kind, one.slice} & set(slices))
    return asked or (one.verdict is not Verdict.SAME and METRICS[one.metric].gated)


def _metrics(name: str, differences: Sequence[Difference]) -> Iterator[RenderableType]:
    """A row for what moved, one line for all that did not."""
    moved = [one for one in differences if (one.difference, one.low, one.high) != (0, 0, 0)]
    still = [f"{one.metric} {_one(one.mean_b, one)} ({_one(one.mdd, one)})" for one in differences if one not in moved]
    yield Text(f"\n{name} ({max(one.n for one in differences)} cases)", style="bold")
    if moved:
        yield _moved(moved)
    if still:
        yield Text(f"no change (detects): {', '.join(still)}")


def _moved(differences: Sequence[Difference]) -> Table:
    shown = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column("metric", no_wrap=True)
    for heading in ("n", "A", "B", "B - A", "95 %", "p Holm", "detects"):
        shown.add_column(heading, justify="right", overflow="fold", min_width=3)
    shown.add_column("verdict", overflow="fold")
    for one in differences:
        shown.add_row(
            one.metric,
            str(one.n),
            _one(one.mean_a, one),
            _one(one.mean_b, one),
            _one(one.difference, one, "+"),
            f"{_one(one.low, one, '+')}…{_one(one.high, one, '+')}",
            shown_p(one.p_holm),
            _one(one.mdd, one),
            Text(_told(one), style=_STYLES[one.verdict]),
        )
    return shown


def _one(value: float | None, of: Difference, sign: str = "") -> str:
    digits = ".3f" if METRICS[of.metric].unit is Unit.SHARE else ".2f"
    return "–" if value is None else f"{value:{sign}{digits}}"


def _told(one: Difference) -> str:
    if one.better is Better.NEITHER or timed(one.metric):
        return "–"
    return one.verdict.value if one.gates or one.verdict is Verdict.SAME else f"{one.verdict.value}*"


def _cases(comparison: Comparison) -> Iterator[RenderableType]:
    grouped = by_case(comparison)
    worse = [case_id for case_id, changes in grouped.items() if any(one.worse and one.flip for one in changes)]
    better = [case_id for case_id, changes in grouped.items() if any(one.flip and not one.worse for one in changes)]
    if worse:
        yield Text(f"Right before and not now: {len(worse)} cases: {some_of(worse, CASES)}")
    if better:
        yield Text(f"Right now and not before: {len(better)} cases: {some_of(better, CASES)}")
    for case_id in list(grouped)[:CASES]:
        yield _case(case_id, grouped[case_id], comparison)
    if len(grouped) > CASES:
        yield Text(f"{len(grouped) - CASES} more cases changed; --json tells all of them in full")


def _case(case_id: str, changes: Sequence[CaseChange], comparison: Comparison) -> Table:
    pair = comparison.pairs[case_id]
    marked = " (must pass)" if any(change.must_pass for change in changes) else ""
    told = ", ".join(f"{one.metric} {one.before:.3g} → {one.after:.3g}" for one in changes)
    shown = Table(title=f"{case_id}{marked}: {told}", title_justify="left", show_lines=True)
    shown.add_column("A", ratio=1, overflow="fold")
    shown.add_column("B", ratio=1, overflow="fold")
    shown.add_row(*(Text(_draft(one)) for one in (pair.before, pair.after)))
    shown.add_row(*(Text(_found(one)) for one in (pair.before, pair.after)))
    return shown


def _draft(observed: Observed) -> str:
    if observed.answer is None:
        return f"failed: {observed.error}"
    text = observed.first_text
    return f"{observed.outcome}\n\n{text[:DRAFT]}{'…' if len(text) > DRAFT else ''}"


def _found(observed: Observed) -> str:
    lines = [f"{severity} {rule}" for severity, rule in observed.findings()]
    lines += [f"unsupported: {text}" for text in observed.unsupported()]
    lines += [f"not checked: {rule}" for rule in observed.skipped_rules()]
    return "\n".join(lines) or "no findings"
