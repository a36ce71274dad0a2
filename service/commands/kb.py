"""`otvet kb`: an index -> what should be put right in its articles."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from service.commands.console import IndexFolder, Json, paper, print_json, quiet_settings, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from kb_index.hygiene.finding import Finding
    from kb_index.hygiene.report import Report

app = typer.Typer(help="The knowledge base itself.", no_args_is_help=True)
_SHOWN = 5  # findings of a check that are shown; --all and --json show all
_AT_ONCE = 2_000  # passages that are examined at the end of `otvet index`, in a few seconds
_WIDTH = 160  # characters of a quoted sentence


@app.callback()
def _named() -> None:
    """Commands that look after the articles."""


@app.command()
def report(
    index: IndexFolder = None,
    stale_days: Annotated[
        float | None, typer.Option("--stale-days", min=0, help="Name articles that were not updated for so many days.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every finding.")] = False,
    as_json: Json = False,
) -> None:
    """Contradictions, dead links, duplicates and gaps. For administrators: articles of all access groups are quoted.

    Ends with 1 where a contradiction or a dead link was found.
    """
    settings = quiet_settings(index=index)
    from kb_index.hygiene import report as hygiene
    from kb_index.hygiene.articles import Limits

    found = hygiene.examine(settings.index, Limits(time.time(), stale_days))
    if as_json:
        print_json(hygiene.as_json(found))
    else:
        _show(found, shown=len(found.findings) if everything else _SHOWN)
    say(f"{found.articles} articles, {found.passages} passages in {found.seconds:.1f} s: {hygiene.summary(found)}")
    raise typer.Exit(1 if found.errors else 0)


def health(folder: Path) -> str:
    """What a report would say, on one line; of a large index only where to find it: it takes 2 ms a passage."""
    from kb_index.hygiene import corpus, report

    command = f"otvet kb report --index {folder}"
    if corpus.passages_in(folder) > _AT_ONCE:
        return f"run {command}"
    found = report.summary(report.examine(folder))
    return found if found == report.NOTHING else f"{found} ({command})"


def _show(found: Report, *, shown: int) -> None:
    console = paper()
    for check, count in found.counts.items():
        own = [finding for finding in found.findings if finding.check is check]
        console.print(_table(f"{str(check).replace('_', ' ')} · {own[0].severity} · {count}", own[:shown]))
        if count > shown:
            console.print(f"… and {count - shown} more; --all or --json shows them")
        console.print()


def _table(title: str, findings: Sequence[Finding]) -> Table:
    table = Table("article", "finding", title=title, title_justify="left", show_lines=True)
    for finding in findings:
        names = [
            f"{it.article_id} {it.span.start}-{it.span.end}" if it.text else it.article_id for it in finding.places
        ]
        table.add_row("\n".join(names), "\n".join([finding.message, *_quoted(finding)]))
    return table


def _quoted(finding: Finding) -> list[str]:
    texts = [" ".join(place.text.split()) for place in finding.places if place.text]
    return [f"· {text}" if len(text) <= _WIDTH else f"· {text[:_WIDTH]}…" for text in texts]
