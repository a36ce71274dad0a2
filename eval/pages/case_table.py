"""Rows -> the lines of the table of cases, and what the page's script filters and searches them by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import Case
from eval.comparison.changes import CaseChange
from eval.comparison.compared import Comparison
from eval.naming import some_of
from eval.observed import Observed
from eval.pages.thread import last_asked, ticket_text
from eval.report import OVERALL, Row
from eval.run import row_of
from eval.runs.record import Run

SNIPPET = 140
NAMED = 4
NOT_FINISHED = "not finished"
FAILED = "error"


@dataclass(frozen=True, slots=True)
class Line:
    """One case; ``row`` and ``observed`` are None where the run did not come to it."""

    case: Case
    row: Row | None
    observed: Observed | None
    snippet: str
    changes: tuple[CaseChange, ...] = ()  # on metrics of which one value is better
    before: Observed | None = None
    row_before: Row | None = None

    @property
    def outcome(self) -> str:
        if self.row is None:
            return NOT_FINISHED
        return self.row.outcome or FAILED

    @property
    def remarks(self) -> tuple[str, ...]:
        return self.row.remarks if self.row else ("the run ended before this case",)

    @property
    def as_expected(self) -> bool | None:
        """None where no outcome is labelled."""
        return self.outcome in self.case.expected.outcome if self.case.expected.outcome else None

    @property
    def turned(self) -> str | None:
        """``better``, ``worse``, ``mixed``, ``same``; None where there is nothing to compare with."""
        if self.row_before is None or self.row is None:
            return None
        verdicts = {change.worse for change in self.changes}
        if len(verdicts) != 1:
            return "mixed" if verdicts else "same"
        return "worse" if True in verdicts else "better"

    def turned_on(self, *, worse: bool) -> str:
        """The metrics, those first that turned between right and wrong, as many as can be taken in."""
        turned = sorted((one for one in self.changes if one.worse is worse), key=lambda one: not one.flip)
        return some_of([one.metric.replace("_", " ") for one in turned], NAMED)


def lines(run: Run, comparison: Comparison | None) -> tuple[Line, ...]:
    """Every case of the run, in its order: those that failed or were not reached, too.

    Where both runs answered, the answers are those that the comparison scored: judged by the rules of one standard.
    """
    changes: dict[str, list[CaseChange]] = defaultdict(list)
    for change in comparison.changes if comparison else ():
        changes[change.case_id].append(change)
    return tuple(_line(case, run, comparison, changes.get(case.id, ())) for case in run.cases)


def _line(case: Case, run: Run, comparison: Comparison | None, changes: Sequence[CaseChange]) -> Line:
    pair = comparison.pairs.get(case.id) if comparison else None
    now, before = (pair.after, pair.before) if pair else (run.by_case.get(case.id), None)
    return Line(
        case,
        row_of(now) if now else None,
        now,
        _snippet(last_asked(case)),
        tuple(changes),
        before,
        row_of(before) if before else None,
    )


def _snippet(text: str) -> str:
    """The beginning on one line, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SNIPPET else flat[:SNIPPET].rsplit(" ", 1)[0] + "…"


def index(line: Line) -> dict[str, Any]:
    """What the script knows of a case."""
    row = line.row
    return {
        "id": line.case.id,
        "lang": line.case.expected.language_code,
        "outcome": line.outcome,
        "remarks": len(line.remarks),
        "must": line.case.must_pass,
        "slices": [name for name in (row.slices if row else ()) if name != OVERALL],
        "rules": sorted({rule for _, rule in row.findings}) if row else [],
        "change": line.turned,
        "confidence": row.confidence if row else None,
        "ms": row.timings_ms.get("total") if row else None,
    }


def searched(line: Line) -> str:
    """Everything that the search box looks at: id, ticket, drafts, remarks, tags; letters as the script folds them."""
    drafted = line.observed.text if line.observed else ""
    parts = (line.case.id, ticket_text(line.case), drafted, *line.remarks, *line.case.tags)
    return "\n".join(parts).casefold().replace("ё", "е")
