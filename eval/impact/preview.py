"""A run + a change -> the tickets of the run that would be answered differently."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.cases import Case
from eval.endpoint import Endpoint, in_process
from eval.errors import RunInvalid
from eval.impact.changes import Change, changed_settings
from eval.impact.effects import Effect, effect_of
from eval.observed import Observed
from eval.runs.record import Run
from kb_index.ports import Embedder
from service.encoder import open_encoder
from service.settings import Settings

Progress = Callable[[int, int], None]  # (cases done, cases in all)


@dataclass(frozen=True, slots=True)
class Preview:
    """``also``: versions that differ from the run's, (then, now), without having been asked for.

    Their effects are among ``effects``, too.
    """

    effects: tuple[Effect, ...]
    cases: int
    also: Mapping[str, tuple[str, str]]


def preview(run: Run, change: Change, settings: Settings, *, progress: Progress | None = None) -> Preview:
    """Asks every finished case of the run again, under the change. ``settings``: those of the run.

    Nothing is guessed: word statistics are of the whole index, so that an edit of one article moves the scores of
    nearly every ticket a little, and which of them cross a threshold is known only when they are answered.

    Raises RunInvalid (a run with no answers), EvalError, KbError, UnknownStandard, StandardInvalid.
    """
    if not run.observed:
        raise RunInvalid(f"{run.folder}: no case of it is finished; there is nothing to compare with")
    embedder = open_encoder(settings, cache=settings.index)
    with TemporaryDirectory(prefix="otvet-impact-") as folder:
        changed = changed_settings(settings, change, Path(folder), embedder)
        after = asyncio.run(_answers(run, changed, embedder, progress or (lambda done, total: None)))
    effects = [effect for was, now in zip(run.observed, after, strict=True) if (effect := effect_of(was, now))]
    return Preview(
        effects=tuple(sorted(effects, key=lambda one: not one.grave)),
        cases=len(run.observed),
        also=_also(_versions(run.observed), _versions(after), change),
    )


async def _answers(run: Run, settings: Settings, embedder: Embedder, progress: Progress) -> list[Observed]:
    answers: list[Observed] = []
    async with in_process(settings, lambda given: _open(given, embedder)) as endpoint:
        for was in run.observed:
            answers.append(await _asked(was.case, endpoint))
            progress(len(answers), len(run.observed))
    return answers


async def _asked(case: Case, endpoint: Endpoint) -> Observed:
    """Once, and without the articles: effects need neither."""
    reply = await endpoint.suggest(case.request)
    return Observed(case, reply.answer, error=reply.error, elapsed_ms=reply.elapsed_ms)


def _open(settings: Settings, embedder: Embedder) -> Any:
    from service.wiring import open_services  # here: it loads the model libraries

    return open_services(settings, embedder=embedder)


def _versions(answers: Sequence[Observed]) -> Mapping[str, Any]:
    return next((one.answer["versions"] for one in answers if one.answer), {})


def _also(was: Mapping[str, Any], now: Mapping[str, Any], change: Change) -> dict[str, tuple[str, str]]:
    meant = {"index"} if change.of_articles else set()
    meant |= {"standard"} if change.standard else set()
    names = [name for name in was if name in now and name not in meant]
    return {name: (str(was[name]), str(now[name])) for name in names if was[name] != now[name]}
