"""`otvet eval run` and `otvet eval replay`: labelled tickets asked of the service, scored, kept and done again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.console import Json, paper, print_json, quiet_settings, say
from service.commands.harness import CACHE, Cache, failures, gated, progress, writing

if TYPE_CHECKING:
    from eval.report import RunReport
    from eval.runs.portions import Wish
    from eval.runs.record import Run
    from service.settings import Settings

CASES = "JSONL or YAML files of tickets; the sample ones if none."
Articles = Annotated[
    str | None, typer.Option(help="Of --cases: articles to answer from, or `sample`.", show_default="OTVET_INDEX")
]
Token = Annotated[str | None, typer.Option(help="Bearer token of --target.", show_default="OTVET_TOKEN")]


def run(  # noqa: PLR0913, PLR0917 - the options of a command
    cases: Annotated[list[Path] | None, typer.Option(help=CASES)] = None,
    articles: Articles = None,
    data: Annotated[Path | None, typer.Option(help="Folder of knowledge bases with labelled queries.")] = None,
    kb: Annotated[str, typer.Option(help="Of --data: only knowledge bases whose name holds this.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="Of --data: so many cases of each knowledge base.")] = None,
    into: Annotated[Path | None, typer.Option(help="Folder of the run; one that was stopped goes on.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Drop the run that is in --into.")] = False,
    target: Annotated[str | None, typer.Option(help="Address of a service to ask, as http://127.0.0.1:8080.")] = None,
    token: Token = None,
    answers: Annotated[Path | None, typer.Option(help="JSONL of a model's answers to exported prompts.")] = None,
    parallel: Annotated[int, typer.Option(min=1, help="Tickets asked at once; times are longer with more.")] = 2,
    gate: Annotated[bool, typer.Option("--gate", help="Exit with 1 where a frozen threshold is missed.")] = False,
    thresholds: Annotated[Path | None, typer.Option(help="Another file of thresholds.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the report is written as JSON, too.")] = None,
    cache: Cache = CACHE,
    as_json: Json = False,
) -> None:
    """Ask the service every labelled ticket and score what it answers."""
    settings = quiet_settings()
    from eval.gate import check_gate, load_thresholds
    from eval.runs.portions import Wish

    wish = Wish(tuple(cases or ()), articles, data, kb, limit, target, token or _token(settings), answers)
    with failures():
        wanted = load_thresholds(thresholds) if gate or thresholds else None
        done, report = _asked(wish, settings, into, cache, parallel=parallel, fresh=fresh)
    _show(report, out=out, as_json=as_json)
    _tell(done, into=into, answers=answers)
    raise typer.Exit(gated(check_gate(report, wanted) if wanted else ()))


def _asked(
    wish: Wish, settings: Settings, into: Path | None, cache: Path, *, parallel: int, fresh: bool
) -> tuple[Run, RunReport]:
    """Without ``into`` the folder of the run is gone in the end."""
    from eval.runs.portions import portions_of, unknown_articles, unknown_rules
    from eval.runs.running import run_portions, write_report

    with TemporaryDirectory(prefix="otvet-eval-") as nowhere:
        folder, kept = into or Path(nowhere) / "run", cache if into or wish.data or wish.articles else Path(nowhere)
        portions, sources = portions_of(wish, settings, kept, told=say)
        _warn("articles that the index does not hold", unknown_articles(portions), "They count as not found")
        _warn("rules that no standard has", unknown_rules(portions), "They count as kept, whatever a draft says")
        with progress() as tell:
            done = run_portions(folder, portions, parallel=parallel, progress=tell, fresh=fresh, sources=sources)
        return done, write_report(done)


def _warn(what: str, unknown: Sequence[str], so: str) -> None:
    from eval.naming import some_of

    if unknown:
        say(f"warning: the cases name {what}: {some_of(unknown)}. {so}; `otvet eval cases` names the lines")


def _token(settings: Settings) -> str | None:
    return settings.token.get_secret_value() if settings.token else None


def _show(report: RunReport, *, out: Path | None, as_json: bool) -> None:
    from eval.report import report_json, table, write_json

    if out is not None:
        with writing(out, "--out"):
            out.parent.mkdir(parents=True, exist_ok=True)
            write_json(report, out)
    if as_json:
        print_json(report_json(report))
    else:
        paper().print(table(report))


def _tell(run: Run, *, into: Path | None, answers: Path | None) -> None:
    if answers is not None:
        used = sum(one.written_by_model for one in run.observed)
        say(f"{used} of {len(run.observed)} drafts are made of the answers in {answers}, the others by the composer")
    if into is not None:
        say(f"the run is in {into}; `otvet eval report {into}` makes a page of it")


def replay(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run, by `otvet eval run --into`.")],
    token: Token = None,
    cache: Cache = CACHE,
    as_json: Json = False,
) -> None:
    """Ask the cases of a run again under its settings, and say "identical" or what differs. Exits with 1 then."""
    settings = quiet_settings()
    from eval.runs.portions import of_run
    from eval.runs.record import load_run
    from eval.runs.replay import replay as done_again
    from eval.runs.replay import replay_json, table

    with failures():
        run = load_run(folder)
        portions = of_run(run, cache, secrets=settings, token=token or _token(settings))
        with progress("asking again") as tell:
            replayed = done_again(run, portions, progress=tell)
    if as_json:
        print_json(replay_json(replayed))
    else:
        paper().print(table(replayed))
    raise typer.Exit(0 if replayed.identical else 1)
