"""`otvet eval answers`: how much of the vendors' own answers the drafts hold, without a language model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.console import InputInvalid, Json, paper, print_json, quiet_settings, say

_CACHE = Path(".otvet/eval")


def answers(
    data: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Folder of knowledge bases with labelled queries.")
    ],
    lang: Annotated[str, typer.Option(help="Only questions in this language: ru or en.")] = "",
    kb: Annotated[str, typer.Option(help="Only knowledge bases whose name holds this.")] = "",
    cache: Annotated[Path, typer.Option(file_okay=False, help="Where indexes and vectors are kept.")] = _CACHE,
    as_json: Json = False,
) -> None:
    """Score the answer part of drafts against reference answers, beside the best passage cut to the same length."""
    quiet_settings()
    from eval.answers import evaluate
    from eval.answers_table import table
    from eval.errors import EvalError

    try:
        report = evaluate(data, language=lang, only=kb, cache=cache, told=say)
    except EvalError as exc:
        raise InputInvalid(str(exc)) from exc
    if as_json:
        print_json(report)
    else:
        paper().print(table(report))
