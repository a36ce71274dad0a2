"""`otvet eval report`: a run, and perhaps one to hold it against -> one HTML file for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.console import quiet_settings, say
from service.commands.harness import failures, writing

NAME = "report.html"


def report(
    run: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of a run, by `otvet eval run`.")],
    against: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="An earlier run, to hold it against.")
    ] = None,
    into: Annotated[Path | None, typer.Option(help="The file.", show_default=f"RUN/{NAME}")] = None,
) -> None:
    """Write a run as one page: figures, charts, and every case with its draft and what was found in it.

    The page needs no network and nothing beside it. It holds the tickets: show it to whom you would show them.
    """
    quiet_settings()
    from eval.judging.judgement import load_judgements
    from eval.pages.page import write_report
    from eval.pages.words import counted
    from eval.runs.record import JUDGEMENTS, load_run

    path = into or run / NAME
    with failures():
        loaded = load_run(run)
        earlier = load_run(against) if against else None
        judgements = load_judgements(run / JUDGEMENTS)
        with writing(path, "--into"):
            write_report(loaded, path, against=earlier, judgements=judgements)
    say(f"{path}: {counted(len(loaded.cases), 'case')}, {path.stat().st_size / 1_000_000:.1f} MB")
