"""A run -> the same cases asked again under the same settings, and what is not as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eval.observed import Observed
from eval.run import ask, observe_once
from eval.runs.record import Run
from eval.runs.running import Portion, Progress, versions_of
from eval.runs.versions import differences

_TOLD_APART = frozenset({"versions"})  # each answer repeats them; they are told once
_SHOWN = 40  # cases in the table; the JSON document has all


@dataclass(frozen=True, slots=True)
class Changed:
    """``fields``: of the answer, ids and timings apart; ``error`` where one of the two is no answer."""

    case_id: str
    fields: tuple[str, ...]
    outcomes: tuple[str, str]  # then, now


@dataclass(frozen=True, slots=True)
class Replayed:
    """``versions``: name -> (then, now), of those that differ. ``unfinished``: cases without an answer in the run."""

    cases: int
    changed: tuple[Changed, ...]
    versions: Mapping[str, tuple[str, str]]
    unfinished: int

    @property
    def identical(self) -> bool:
        """Whether every answer is the same, whatever the versions are."""
        return not self.changed


def replay(run: Run, portions: Sequence[Portion], *, progress: Progress | None = None) -> Replayed:
    """``portions``: those of the run (eval.runs.portions.of_run). Raises EndpointUnusable, KbError, OtvetError."""
    now = asked_again(portions, parallel=run.manifest.parallel, progress=progress)
    versions = asyncio.run(versions_of(portions))
    changes = (_changed(then, now[then.case.id]) for then in run.observed)
    return Replayed(
        cases=len(run.observed),
        changed=tuple(change for change in changes if change is not None),
        versions=differences(run.manifest.versions, versions),
        unfinished=len(run.unfinished),
    )


def asked_again(portions: Sequence[Portion], *, parallel: int, progress: Progress | None = None) -> dict[str, Observed]:
    """Case id -> what comes now, asked once. Raises EndpointUnusable, KbError, OtvetError."""
    return asyncio.run(_answers(portions, parallel, progress or (lambda done, total: None)))


async def _answers(portions: Sequence[Portion], parallel: int, progress: Progress) -> dict[str, Observed]:
    found: dict[str, Observed] = {}
    total = sum(len(portion.cases) for portion in portions)

    def finished(observed: Observed) -> None:
        found[observed.case.id] = observed
        progress(len(found), total)

    for portion in portions:
        async with portion.target.open() as endpoint:
            await ask(portion.cases, endpoint, parallel=parallel, finished=finished, asking=observe_once)
    return found


def _changed(then: Observed, now: Observed) -> Changed | None:
    if then.answer is None or now.answer is None:
        fields = ["error"] if then.error != now.error else []
    else:
        both = Observed(then.case, then.answer, now.answer)
        fields = [name for name in both.differing() if name not in _TOLD_APART]
    return Changed(then.case.id, tuple(fields), (_outcome(then), _outcome(now))) if fields else None


def _outcome(observed: Observed) -> str:
    return observed.outcome or f"error: {observed.error}"


def replay_json(replayed: Replayed) -> dict[str, Any]:
    return {
        "identical": replayed.identical,
        "cases": replayed.cases,
        "unfinished": replayed.unfinished,
        "versions": {name: {"then": then, "now": now} for name, (then, now) in replayed.versions.items()},
        "changed": [
            {"id": one.case_id, "fields": list(one.fields), "then": one.outcomes[0], "now": one.outcomes[1]}
            for one in replayed.changed
        ],
    }


def table(replayed: Replayed) -> RenderableType:
    parts: list[RenderableType] = [Text(verdict(replayed))]
    if replayed.versions:
        parts.append(_versions(replayed))
    if replayed.changed:
        parts.append(_cases(replayed))
    return Group(*parts)


def verdict(replayed: Replayed) -> str:
    left = f"; {replayed.unfinished} more were never finished" if replayed.unfinished else ""
    if replayed.identical and replayed.versions:
        return f"identical: {replayed.cases} answers, although versions differ{left}"
    if replayed.identical:
        return f"identical: {replayed.cases} answers{left}"
    return f"{len(replayed.changed)} of {replayed.cases} answers differ{left}"


def _versions(replayed: Replayed) -> Table:
    shown = Table("version", "then", "now", title="Versions that differ", title_justify="left")
    for name, (then, now) in replayed.versions.items():
        shown.add_row(name, then, now)
    return shown


def _cases(replayed: Replayed) -> Table:
    shown = Table(
        "case", "outcome then", "now", "fields that differ", title="Answers that differ", title_justify="left"
    )
    for one in replayed.changed[:_SHOWN]:
        shown.add_row(one.case_id, *map(Text, one.outcomes), ", ".join(one.fields))
    if len(replayed.changed) > _SHOWN:
        shown.add_row(f"and {len(replayed.changed) - _SHOWN} more", "", "", "--json names all")
    return shown
