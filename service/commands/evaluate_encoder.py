"""`otvet eval encoder`: how well encoders join a question to its answer, in two languages and across them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.console import InputInvalid, Json, paper, print_json, quiet_settings, say
from service.commands.harness import CACHE, Cache, failures


def encoder(  # noqa: PLR0913, PLR0917 - the options of a command
    data: Annotated[
        Path | None,
        typer.Argument(file_okay=False, help="Folder of knowledge bases with labelled queries.", show_default=False),
    ] = None,
    name: Annotated[str, typer.Option("--encoder", help="As in OTVET_EMBEDDER, or ru=FOLDER,en=NAME.")] = "bundled",
    against: Annotated[list[str] | None, typer.Option(help="Another encoder to compare with, pair by pair.")] = None,
    slices: Annotated[str, typer.Option(help="Only these, with commas between, such as ru-yc-faq,ru-vk.")] = "",
    parts: Annotated[
        str, typer.Option(help="Of everyday, slices, cross, mixed, speed.")
    ] = "everyday,slices,cross,mixed",
    quick: Annotated[bool, typer.Option("--quick", help="Few questions and articles, to try it.")] = False,
    everyday: Annotated[Path | None, typer.Option(file_okay=False, help="Everyday questions of your own.")] = None,
    cache: Cache = CACHE,
    as_json: Json = False,
) -> None:
    """Score encoders: everyday questions, slices of each language, questions across languages, speed."""
    settings = quiet_settings()
    from eval.encoder_report import Part, Wanted, evaluate
    from eval.encoder_table import table
    from kb_index.ranking.open import open_reranker

    try:
        chosen = tuple(Part(one) for one in _listed(parts))
    except ValueError as exc:
        raise InputInvalid(f"--parts: {exc}; choose of {', '.join(Part)}") from exc
    asked = Wanted(
        data, name, tuple(against or ()), slices=_listed(slices), parts=chosen, quick=quick, everyday=everyday
    )
    with failures():
        report = evaluate(asked, cache=cache, reranker=open_reranker(settings.reranker), told=say)
    if as_json:
        print_json(report)
    else:
        paper().print(table(report))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())
