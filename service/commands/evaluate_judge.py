"""`otvet eval judge`: what a language model thinks of a run's drafts, and how far it can be believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.commands.console import InputInvalid, Json, paper, print_json, quiet_settings, say
from service.commands.harness import failures, progress

if TYPE_CHECKING:
    from eval.judging.judge import Spent
    from service.domain import Ticket
    from service.llm.open import OpenedChat
    from service.settings import LlmSettings

_ASKED_AT_ONCE = 4


def judge(  # noqa: PLR0913, PLR0917 - the options of a command
    run: Annotated[Path, typer.Argument(file_okay=False, help="Folder of a run; verdicts are kept in it.")],
    against: Annotated[Path | None, typer.Option(help="Another run: which draft is better, instead of scores.")] = None,
    rubric: Annotated[list[str] | None, typer.Option(help="Names, or .yaml files; helpfulness if none.")] = None,
    repeats: Annotated[int, typer.Option(min=1, help="How often each case is judged.")] = 3,
    labels: Annotated[Path | None, typer.Option(help="JSONL or CSV of people's verdicts, to be agreed with.")] = None,
    seed: Annotated[int, typer.Option(help="Of the order in which drafts and criteria are shown.")] = 0,
    parallel: Annotated[int, typer.Option(min=1, help="Calls at once.")] = _ASKED_AT_ONCE,
    show: Annotated[bool, typer.Option("--show", help="Ask nothing; show what was judged before.")] = False,
    as_json: Json = False,
) -> None:
    """Let the configured language model judge the drafts of a run by a rubric. It is no part of any gate.

    A verdict is kept as it comes: the same command goes on where it was broken off.
    """
    settings = quiet_settings().llm
    from eval.judging.judgement import load_judgements
    from eval.judging.labels import load_labels
    from eval.judging.rubric import load_rubric
    from eval.judging.summary import opinions, opinions_json
    from eval.judging.table import table
    from eval.runs.record import JUDGEMENTS

    with failures():
        people = load_labels(labels) if labels else None
        rubrics = tuple(load_rubric(name) for name in rubric or ["helpfulness"])
        if not show:
            _judged(run, against, rubrics, settings, repeats=repeats, seed=seed, parallel=parallel)
        found = opinions(load_judgements(run / JUDGEMENTS), people)
    if as_json:
        print_json(opinions_json(found))
    else:
        paper().print(table(found))


def _judged(
    folder: Path,
    against: Path | None,
    rubrics: tuple[Any, ...],
    settings: LlmSettings,
    *,
    repeats: int,
    seed: int,
    parallel: int,
) -> None:
    from eval.judging.asking import Limits
    from eval.judging.judge import Judging, judge_run
    from eval.runs.record import load_run

    run, other = load_run(folder), load_run(against) if against else None
    limits = Limits(frozenset(settings.may_leave), settings.context_chars, settings.max_tokens)
    with progress("judging") as tell:
        judging = Judging(
            rubrics,
            limits,
            _ticket_of,
            opened=lambda repeat: _opened(settings, repeat),
            repeats=repeats,
            parallel=min(parallel, settings.max_concurrency),
            seed=seed,
            progress=tell,
        )
        spent = judge_run(run, judging, against=other)
    _tell(spent)


@contextmanager
def _opened(settings: LlmSettings, repeat: int) -> Iterator[OpenedChat]:
    """The model, with a seed of its own for each repeat: with one seed for all, they would be one and the same."""
    from service.llm.open import open_chat

    if settings.configured and settings.seed is not None:
        settings = settings.model_copy(update={"seed": settings.seed + repeat - 1})
    chat = open_chat(settings)
    if chat is None:
        raise InputInvalid(
            "no language model is set, so nobody can judge: set OTVET_LLM__BASE_URL, OTVET_LLM__MODEL and, where the "
            "server wants one, OTVET_LLM__API_KEY; `otvet llm check` tries them"
        )
    try:
        yield chat
    finally:
        chat.close()


def _ticket_of(request: Mapping[str, Any]) -> Ticket:
    from service.api.read import ticket_of
    from service.api.schemas.asked import SuggestionRequest

    return ticket_of(SuggestionRequest.model_validate(request))


def _tell(spent: Spent) -> None:
    usage = spent.tally.usage
    tokens = f", {usage.input_tokens} tokens in, {usage.output_tokens} out" if usage else ""
    price = f", {usage.cost:.4f} {usage.currency}" if usage and usage.cost is not None else ""
    say(f"asked {spent.asked} times{tokens}{price}; {spent.kept} verdicts were there before")
