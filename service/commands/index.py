"""`otvet index`: files and folders -> an index on disk, brought up to date."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from service.commands.console import Json, print_json, quiet_settings, say
from service.commands.kb import health

if TYPE_CHECKING:
    from kb_index.build import BuildReport, Progress
    from kb_index.calibration import Calibration
    from kb_index.ports import Embedder
    from kb_index.search import Searcher
    from service.settings import Settings

_LISTED = 20  # skipped or vanished articles that are named; --json names all


def index(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Markdown, JSONL or text files, or folders of them.")
    ] = None,
    into: Annotated[Path | None, typer.Option("--into", help="Folder of the index [OTVET_INDEX].")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Delete articles that are gone from these paths.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build it all anew, also with another model, and swap it in when done.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Index articles; what has not changed costs nothing, and a running service sees the rest at once."""
    if not paths and not rebuild:
        raise typer.BadParameter("name files or folders to index, or --rebuild", param_hint="PATHS")
    settings = quiet_settings(index=into)
    from kb_index.fitting import summary  # here and below: they load the model libraries

    report, calibration = _build(paths or [], settings, prune=prune, rebuild=rebuild)
    if as_json:
        print_json(_fields(report, settings.index) | {"calibration": dict(calibration.record)})
    _summary(report, settings.index)
    say(f"calibration: {summary(calibration.record)}")
    if report.added + report.updated + report.deleted:
        say(f"hygiene: {health(settings.index)}")


def _build(paths: list[Path], settings: Settings, *, prune: bool, rebuild: bool) -> tuple[BuildReport, Calibration]:
    from kb_index.build import index_paths
    from kb_index.rebuild import rebuild_index
    from kb_index.self_calibration import calibrate
    from service.encoder import open_encoder
    from service.wiring import open_searcher

    def search(folder: Path, encoder: Embedder) -> Searcher:
        return open_searcher(settings.model_copy(update={"index": folder}), encoder)

    embedder = open_encoder(settings, cache=settings.index)
    fit = partial(calibrate, embedder=embedder, search=search)
    build = partial(rebuild_index, finish=fit) if rebuild else index_paths
    with _bar() as bar:
        task = bar.add_task("indexing", total=None, passages=0)

        def show(now: Progress) -> None:
            bar.update(task, completed=now.articles, total=now.articles_total, passages=now.passages)

        report = build(paths, into=settings.index, embedder=embedder, progress=show, prune=prune)
        bar.update(task, description="calibrating")
        return report, fit(settings.index)  # of a rebuilt index: what it was given before it was swapped in


def _bar() -> Bar:
    """On stderr, so that stdout stays a document; silent where stderr is no terminal."""
    return Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("articles, {task.fields[passages]} passages"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _fields(report: BuildReport, folder: Path) -> dict[str, Any]:
    return {
        "index": str(folder),
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "deleted": report.deleted,
        "passages": report.passages,
        "embedded": report.embedded,
        "reused": report.reused,
        "passages_per_second": round(report.passages_per_second, 1),
        "seconds": round(report.seconds, 3),
        "skipped": [{"path": str(one.path), "line": one.line, "reason": one.reason} for one in report.skipped],
        "gone": list(report.gone),
        "taken_over": list(report.taken_over),
    }


def _summary(report: BuildReport, folder: Path) -> None:
    counts = f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.deleted} deleted"
    say(f"{folder}: {counts}")
    if report.passages:
        speed = f"{report.passages_per_second:.1f} passages/s"
        vectors = f"{report.embedded} embedded, {report.reused} known"
        say(f"{report.passages} passages written ({vectors}) in {report.seconds:.1f} s: {speed}")
    places = [f"{one.path}{f':{one.line}' if one.line else ''}: {one.reason}" for one in report.skipped]
    _list("skipped", places)
    _list("no longer in these paths (--prune deletes them)", report.gone)
    _list("came from another place before", report.taken_over)


def _list(title: str, lines: list[str] | tuple[str, ...]) -> None:
    if not lines:
        return
    say(f"{title}: {len(lines)}")
    for line in lines[:_LISTED]:
        say(f"  {line}")
    if len(lines) > _LISTED:
        say(f"  and {len(lines) - _LISTED} more; --json lists all")
