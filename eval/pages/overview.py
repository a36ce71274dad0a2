"""Cases of a run, scored -> the parts of the page before the single case, ready for the template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from eval.metrics.calibration import Abstention
from eval.pages import curves, headline, sections, words
from eval.pages.case_table import Line
from eval.report import FEWEST, SLICED, Row, abstention_of
from eval.runs.record import Run


@dataclass(frozen=True, slots=True)
class Confidence:
    """Both charts with their sentences."""

    held: Abstention
    risk: Markup
    risk_said: str
    reliability: Markup
    reliability_said: str
    compared: bool


@dataclass(frozen=True, slots=True)
class About:
    """One line of what was run, now and before."""

    name: str
    now: str
    before: str

    @property
    def differs(self) -> bool:
        return bool(self.before) and self.now != self.before and self.name != "date"


def overview(rows: Sequence[Row], before: Sequence[Row] | None, held: Sequence[Line]) -> dict[str, Any]:
    """``before``: the other run's rows of the same cases; None where there is no other run."""
    return {
        "told": headline.told(rows, unfinished=len(held) - len(rows)),
        "figures": headline.figures(rows, before),
        "confidence": _confidence(rows, before),
        "panels": sections.panels(rows),
        "fewest": FEWEST,
        "most": sections.MOST_OF_A_KIND,
        "times": sections.times(rows, before),
        "rules": sections.rules_found(
            [line.observed for line in held if line.observed],
            None if before is None else [line.before for line in held if line.before],
        ),
        "metrics": sections.all_metrics(rows, before),
    }


def _confidence(rows: Sequence[Row], before: Sequence[Row] | None) -> Confidence | None:
    """None where no case says whether what was found answers it, or no answer has a confidence."""
    now, then = abstention_of(rows), abstention_of(before or ())
    if now is None:
        return None
    return Confidence(
        now,
        curves.risk_coverage_chart(now, then),
        curves.risk_said(now),
        curves.reliability_chart(now),
        curves.reliability_said(now),
        then is not None,
    )


def choices(held: Sequence[Line]) -> dict[str, Any]:
    """What the filters offer: only what occurs."""
    slices: dict[str, set[str]] = defaultdict(set)
    for line in held:
        for name in line.row.slices if line.row else ():
            kind, _, value = name.partition(":")
            slices[kind].add(value)
    return {
        "languages": sorted({line.case.expected.language_code for line in held}),
        "outcomes": sorted({line.outcome for line in held}),
        "slices": {kind: sorted(slices[kind]) for kind in SLICED if slices[kind] and kind != "language"},
        "must_pass": any(line.case.must_pass for line in held),
    }


def about(run: Run, against: Run | None) -> tuple[About, ...]:
    now = dict(_facts(run))
    before = dict(_facts(against)) if against else {}
    return tuple(About(name, now.get(name, ""), before.get(name, "")) for name in {**now, **before})


def _facts(run: Run) -> Iterator[tuple[str, str]]:
    manifest = run.manifest
    yield "target", manifest.target
    yield "date", words.moment(manifest.created)
    yield "cases", f"{len(run.cases):,}" + (f", {len(run.unfinished):,} not finished" if run.unfinished else "")
    yield from manifest.versions.items()
    yield from ((f"setting {name}", str(value)) for name, value in manifest.settings.items())
    if manifest.parallel != 1:
        yield "cases at once", str(manifest.parallel)
    if manifest.answers:
        yield "recorded answers", manifest.answers
    if manifest.sources:
        yield "read from", ", ".join(manifest.sources)
