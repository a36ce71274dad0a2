"""Cases and what is asked -> a folder of their answers, which the same call goes on with where it was stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.errors import EndpointUnusable, RunInvalid
from eval.observed import Observed
from eval.report import RunReport, write_json
from eval.run import ask, row_of
from eval.runs.folder import Answers, appending, begin, forget, require_same, update, writing
from eval.runs.record import MANIFEST, REPORT, Manifest, Run, load_run
from eval.runs.record import Portion as Held
from eval.runs.targets import InProcess, Live, Target
from eval.runs.versions import cases_version, digest, settings_told

PARALLEL = 2
Progress = Callable[[int, int], None]  # (cases finished, cases in all)


@dataclass(frozen=True, slots=True)
class Portion:
    """Cases that one target answers. ``articles``: what the harness indexed for them; None: nothing, it was there."""

    cases: tuple[Case, ...]
    target: Target
    name: str = ""
    articles: str | None = None


def run_into(
    folder: Path,
    cases: Sequence[Case],
    target: Target,
    *,
    parallel: int = PARALLEL,
    progress: Progress | None = None,
    fresh: bool = False,
    sources: Iterable[Path] = (),
) -> Run:
    """``run_portions`` of one."""
    portions = (Portion(tuple(cases), target),)
    return run_portions(folder, portions, parallel=parallel, progress=progress, fresh=fresh, sources=sources)


def run_portions(
    folder: Path,
    portions: Sequence[Portion],
    *,
    parallel: int = PARALLEL,
    progress: Progress | None = None,
    fresh: bool = False,
    sources: Iterable[Path] = (),
) -> Run:
    """Asks every case that is not finished in the folder, one portion after the other.

    The targets of several portions are of one kind. ``fresh`` drops a run that is there. Raises RunInvalid (a run of
    other versions or cases, a folder of something else), EndpointUnusable (the service is gone: what is finished
    stays, and the same call asks the rest), and what opening the services raises (KbError, OtvetError).
    """
    manifest = asyncio.run(_manifest(folder, portions, parallel, tuple(sources)))
    cases = (case for portion in portions for case in portion.cases)
    if fresh:
        forget(folder)
    if (folder / MANIFEST).is_file():
        manifest = require_same(folder, manifest)
    else:
        begin(folder, manifest, [_pinned(case, manifest.created) for case in cases], _standards(portions))
    with appending(folder) as answers:
        try:
            asyncio.run(_asked(folder, portions, answers, parallel, progress or (lambda done, total: None)))
        except EndpointUnusable as exc:
            raise EndpointUnusable(f"{exc}. {_kept(load_run(folder))}") from exc
    return _finished(load_run(folder))


def _kept(run: Run) -> str:
    return (
        f"{len(run.observed)} of {len(run.cases)} cases are finished and kept in {run.folder}; "
        "the same command asks the others"
    )


async def _asked(
    folder: Path, portions: Sequence[Portion], answers: Answers, parallel: int, progress: Progress
) -> None:
    run = load_run(folder)
    stored, done = {case.id: case for case in run.cases}, set(run.by_case)
    progress(len(done), len(stored))

    def finished(observed: Observed) -> None:
        answers.append(observed)
        done.add(observed.case.id)
        progress(len(done), len(stored))

    for portion in portions:
        waiting = [stored[case.id] for case in portion.cases if case.id not in done]
        if waiting:
            async with portion.target.open() as endpoint:
                await ask(waiting, endpoint, parallel=parallel, finished=finished)


def _pinned(case: Case, now: datetime) -> Case:
    """A case that says no time takes that of the run: which articles hold and what is promised must not depend on the
    day when it is asked again."""
    told = case.request.get("case") or {}
    if not isinstance(told, dict) or told.get("now"):
        return case
    return case.model_copy(update={"request": {**case.request, "case": {**told, "now": now.isoformat()}}})


# --- the manifest ------------------------------------------------------------------------------------


async def _manifest(folder: Path, portions: Sequence[Portion], parallel: int, sources: Sequence[Path]) -> Manifest:
    cases = [case for portion in portions for case in portion.cases]
    if len({case.id for case in cases}) < len(cases):
        raise RunInvalid("an id stands in two cases; a row is known by it: give each case its own")
    target = portions[0].target
    return Manifest(
        name=folder.name,
        created=datetime.now(UTC),
        target=target.name,
        versions={**await versions_of(portions), "cases": cases_version(cases)},
        settings=_settings(portions),
        sources=tuple(str(source.resolve()) for source in sources),
        portions=tuple(
            Held(name=one.name, articles=one.articles, cases=tuple(case.id for case in one.cases))
            for one in portions
            if one.articles is not None
        ),
        parallel=parallel,
        answers=str(target.answers.resolve()) if isinstance(target, InProcess) and target.answers else None,
    )


async def versions_of(portions: Sequence[Portion]) -> dict[str, str]:
    """One version where all portions have the same, a digest of all where they do not. Raises as the targets do."""
    told = [await one.target.versions(_named(one.cases)) for one in portions]
    names = dict.fromkeys(name for one in told for name in one)
    values = {name: [one.get(name, "") for one in told] for name in names}
    return {name: held[0] if len(set(held)) == 1 else digest(held) for name, held in values.items()}


def _settings(portions: Sequence[Portion]) -> dict[str, Any]:
    """Of the first; an index that the harness built is none of the settings."""
    target = portions[0].target
    if isinstance(target, Live):
        return {}
    told = settings_told(target.settings)
    return {name: value for name, value in told.items() if name != "index" or portions[0].articles is None}


def _named(cases: Iterable[Case]) -> list[str]:
    """The standards that requests name."""
    named = {case.request.get("standard") for case in cases}
    return sorted(name for name in named if isinstance(name, str))


def _standards(portions: Sequence[Portion]) -> list[str]:
    """Those that the run is judged by; none where a live service has its own."""
    from service.standards.load import shipped_names

    held = [one.target.settings.standard for one in portions if isinstance(one.target, InProcess)]
    asked = [name for one in portions for name in _named(one.cases) if name in shipped_names()] if held else []
    return list(dict.fromkeys([*held, *asked]))


# --- the end -----------------------------------------------------------------------------------------


def _finished(run: Run) -> Run:
    """A live service's language model is known from its answers alone."""
    if "model" in run.manifest.versions:
        return run
    told = {str(one.answer["versions"].get("model")) for one in run.observed if one.answer}
    model = ", ".join(sorted(told - {"composer"})) or "composer"
    manifest = run.manifest.model_copy(update={"versions": {**run.manifest.versions, "model": model}})
    update(run.folder, manifest)
    return replace(run, manifest=manifest)


def write_report(run: Run) -> RunReport:
    """The scores of what is finished, written into the folder of the run, too. Raises RunInvalid."""
    report = report_of(run)
    with writing(run.folder / REPORT):
        write_json(report, run.folder / REPORT)
    return report


def report_of(run: Run) -> RunReport:
    """The scores of what is finished."""
    manifest = run.manifest
    config = {
        "cases": len(run.cases),
        "unfinished": len(run.unfinished),
        "target": manifest.target,
        "parallel": manifest.parallel,
        "versions": manifest.versions,
    }
    return RunReport(config, tuple(map(row_of, run.observed)))
