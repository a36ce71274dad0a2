"""A run + a change -> the tickets of the run that would be answered differently."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.errors import EvalError
from eval.impact.changes import Change, changed_settings
from eval.impact.effects import Effect, effect_of
from eval.runs.folder import HARMLESS
from eval.runs.record import Run
from eval.runs.replay import asked_again
from eval.runs.running import Portion, Progress, versions_of
from eval.runs.targets import InProcess, Live, Target
from eval.runs.versions import differences


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
    if change.of_articles and len(portions) > 1:
        raise EvalError(f"{run.folder} is of {len(portions)} knowledge bases; make a run of one, with --kb NAME")
    with TemporaryDirectory(prefix="otvet-impact-") as folder:
        changed = [replace(one, target=_under(change, one.target, Path(folder))) for one in portions]
        after = asked_again(changed, parallel=run.manifest.parallel, progress=progress)
    versions = differences(run.manifest.versions, asyncio.run(versions_of(portions)))
    effects = [effect for was in run.observed if (effect := effect_of(was, after[was.case.id]))]
    return Preview(
        effects=tuple(sorted(effects, key=lambda one: not one.grave)),
        cases=len(run.observed),
        unfinished=len(run.unfinished),
        also={name: pair for name, pair in versions.items() if name not in HARMLESS},
    )


def _under(change: Change, target: Target, folder: Path) -> InProcess:
    if isinstance(target, Live):
        raise EvalError(f"this run asked {target.name}, where nothing can be tried out; make a run in process")
    settings = changed_settings(target.settings, change, folder, cache=target.cache or target.settings.index)
    return replace(target, settings=settings)
