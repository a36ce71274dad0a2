"""A run, and perhaps one to hold it against -> one HTML file that opens anywhere, without a network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.comparison.compared import Comparison, compare
from eval.judging.judgement import Judgement
from eval.judging.summary import opinions
from eval.pages.case_table import Line, index, lines, searched
from eval.pages.case_view import case_view
from eval.pages.compared import compared
from eval.pages.document import asset, packed, shipped, well_formed
from eval.pages.overview import about, choices, overview
from eval.report import Row
from eval.runs.record import Run

CASES_PER_PACK = 20  # unpacked together when one of them is opened; large enough to compress well


def write_report(
    run: Run,
    into: Path,
    *,
    against: Run | None = None,
    comparison: Comparison | None = None,
    judgements: Sequence[Judgement] = (),
) -> None:
    """Writes the page to ``into``, and its folder where there is none.

    ``against``: an earlier run of the same cases; both answers to a case stand side by side. ``comparison``: of the
    two, where it was made already. ``judgements``: of this run, by a language model. Equal runs give equal bytes.
    Raises OSError, and what ``compare`` raises.
    """
    page = page_of(run, against=against, comparison=comparison, judgements=judgements)
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(page, encoding="utf-8", newline="\n")


def page_of(
    run: Run,
    *,
    against: Run | None = None,
    comparison: Comparison | None = None,
    judgements: Sequence[Judgement] = (),
) -> str:
    """The document that ``write_report`` writes. Raises what ``compare`` raises."""
    if against is not None and comparison is None:
        comparison = compare(against, run)
    held = lines(run, comparison)
    rows, before = _rows(line.row for line in held), _rows(line.row_before for line in held)
    values: dict[str, Any] = {
        **overview(rows, before if against else None, held),
        "run": run,
        "against": against,
        "compared": compared(comparison, held) if comparison else None,
        "opinions": opinions(judgements),
        "about": about(run, against),
        "lines": held,
        "choices": choices(held),
        "index": [index(line) for line in held],
        "packs": list(_packs(held, against, judgements)),
        "search": packed([searched(line) for line in held]),
        "per_pack": CASES_PER_PACK,
        "style": asset("case.css", "report.css"),
        "script": asset("report.js"),
    }
    return well_formed(shipped().get_template("report.html.j2").render(values))


def _rows(found: Iterator[Row | None]) -> Sequence[Row]:
    return [row for row in found if row is not None]


def _packs(held: Sequence[Line], against: Run | None, judgements: Sequence[Judgement]) -> Iterator[str]:
    template = shipped().get_template("case.html.j2")
    judged: dict[str, list[Judgement]] = defaultdict(list)
    for one in judgements:
        judged[one.case_id].append(one)
    for start in range(0, len(held), CASES_PER_PACK):
        part = held[start : start + CASES_PER_PACK]
        yield packed(
            [
                template.render(view=case_view(line), judgements=judged.get(line.case.id, ()), against=against)
                for line in part
            ]
        )
