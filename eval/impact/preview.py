"""A run + a change -> the tickets of the run that would be answered differently."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.cases import Case
from eval.errors import EvalError
from eval.impact.changes import Change, changed_settings
from eval.impact.effects import Effect, effect_of
from eval.observed import Observed
from eval.run import ask, observe_once
from eval.runs.folder import HARMLESS
from eval.runs.record import Run
from eval.runs.running import Portion, versions_of
from eval.runs.targets import InProcess, Live, Target
from eval.runs.versions import differences
from service.encoder import open_encoder

Progress = Callable[[int, int], None]  # (cases done, cases in all)


@dataclass(frozen=True, slots=True)
class Preview:
    """``also``: versions of today, the change apart, that differ from the run's, (then, now).

    Their effects are among ``effects``, too. ``unfinished``: cases of the run without an answer, which are not asked.
    """

    effects: tuple[Effect, ...]
    cases: int
    unfinished: int
    also: Mapping[str, tuple[str, str]]


def preview(run: Run, change: Change, portions: Sequence[Portion], *, progress: Progress | None = None) -> Preview:
    """Asks every finished case of the run again, under the change. ``portions``: those of the run.

    Nothing is guessed: word statistics are of the whole index, so that an edit of one article moves the scores of
    nearly every ticket a little, and which of them cross a threshold is known only when they are answered.

    Raises EvalError (a change that this run cannot show), KbError, UnknownStandard, StandardInvalid.
    """
    targets = [_in_process(portion.target) for portion in portions]
    if change.of_articles and len(portions) > 1:
        raise EvalError(f"{run.folder} is of {len(portions)} knowledge bases; make a run of one, with --kb NAME")
    after: dict[str, Observed] = {}

    def finished(observed: Observed) -> None:
        after[observed.case.id] = observed
        if progress is not None:
            progress(len(after), len(run.observed))

    for portion, target in zip(portions, targets, strict=True):
        _ask_under(change, portion.cases, target, finished)
    versions = differences(run.manifest.versions, asyncio.run(versions_of(portions)))
    effects = [effect for was in run.observed if (effect := effect_of(was, after[was.case.id]))]
    return Preview(
        effects=tuple(sorted(effects, key=lambda one: not one.grave)),
        cases=len(run.observed),
        unfinished=len(run.unfinished),
        also={name: pair for name, pair in versions.items() if name not in HARMLESS},
    )


def _in_process(target: Target) -> InProcess:
    if isinstance(target, Live):
        raise EvalError(f"this run asked {target.name}, where nothing can be tried out; make a run in process")
    return target


def _ask_under(change: Change, cases: Sequence[Case], target: InProcess, finished: Callable[[Observed], None]) -> None:
    embedder = open_encoder(target.settings, cache=target.settings.index)
    with TemporaryDirectory(prefix="otvet-impact-") as folder:
        changed = changed_settings(target.settings, change, Path(folder), embedder)
        asyncio.run(_answers(cases, replace(target, settings=changed), finished))


async def _answers(cases: Sequence[Case], target: InProcess, finished: Callable[[Observed], None]) -> None:
    async with target.open() as endpoint:
        await ask(cases, endpoint, parallel=1, finished=finished, asking=observe_once)
