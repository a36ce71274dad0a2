"""`otvet eval impact`: a changed article, standard or phrase -> the recorded tickets that it changes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.console import Json, paper, print_json, quiet_settings
from service.commands.harness import CACHE, Cache, failures, progress


def impact(
    run: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of a run, by `otvet eval run`.")],
    article: Annotated[
        list[Path] | None, typer.Option(exists=True, help="Changed or new articles, as `otvet index` takes them.")
    ] = None,
    delete: Annotated[list[str] | None, typer.Option(help="Id of an article that goes.")] = None,
    standard: Annotated[str | None, typer.Option(help="Another tone standard: a name, or a .yaml file.")] = None,
    cache: Cache = CACHE,
    as_json: Json = False,
) -> None:
    """Say which recorded tickets a change would answer differently, before anybody sees it.

    Without a change: what differs today from the run, for instance after an edit of the phrases. The index of the
    run is only read.
    """
    settings = quiet_settings()
    from eval.impact.changes import Change
    from eval.impact.preview import preview
    from eval.impact.table import preview_json, table
    from eval.runs.portions import of_run
    from eval.runs.record import load_run

    change = Change(tuple(article or ()), tuple(delete or ()), standard)
    with failures(), progress("asking again") as tell:
        done = load_run(run)
        found = preview(done, change, of_run(done, cache, secrets=settings), progress=tell)
    if as_json:
        print_json(preview_json(found))
    else:
        paper().print(table(found))
