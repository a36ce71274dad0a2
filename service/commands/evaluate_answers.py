"""`otvet eval answers`: how much of the vendors' own answers the drafts hold, without a language model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.console import Json, paper, print_json, quiet_settings, say
from service.commands.harness import CACHE, Cache, failures


def answers(
    data: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Folder of knowledge bases with labelled queries.")
    ],
    lang: Annotated[str, typer.Option(help="Only questions in this language: ru or en.")] = "",
    kb: Annotated[str, typer.Option(help="Only knowledge bases whose name holds this.")] = "",
    cache: Cache = CACHE,
    as_json: Json = False,
) -> None:
    """Score the answer part of drafts against reference answers, beside the best passage cut to the same length."""
    quiet_settings()
    from eval.answers import evaluate
    from eval.answers_table import table

    with failures():
        report = evaluate(data, language=lang, only=kb, cache=cache, told=say)
    if as_json:
        print_json(report)
    else:
        paper().print(table(report))
