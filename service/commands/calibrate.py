"""`otvet calibrate`: labelled questions, or the index itself -> what the confidence of an index is worth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.console import InputInvalid, Json, print_json, quiet_settings, say

if TYPE_CHECKING:
    from kb_index.self_calibration import LabelledQuestion


def calibrate(
    labels: Annotated[
        list[Path] | None, typer.Option(exists=True, dir_okay=False, help="JSONL of questions: text, lang, relevant.")
    ] = None,
    into: Annotated[Path | None, typer.Option("--into", help="Folder of the index [OTVET_INDEX].")] = None,
    as_json: Json = False,
) -> None:
    """Fit the confidence of an index, on labelled questions where there are any, and store it there."""
    settings = quiet_settings(index=into)
    from kb_index.fitting import summary
    from kb_index.self_calibration import calibrate as fit
    from service.encoder import open_encoder
    from service.wiring import open_searcher

    questions = [question for path in labels or [] for question in _questions(path)]
    embedder = open_encoder(settings, cache=settings.index)
    calibration = fit(
        settings.index,
        embedder,
        labels=questions,
        anew=True,
        search=lambda _, encoder: open_searcher(settings, encoder),
    )
    if as_json:
        print_json(dict(calibration.record))
    say(f"calibration: {summary(calibration.record)}")


def _questions(path: Path) -> Iterator[LabelledQuestion]:
    """Raises InputInvalid with file and line."""
    from kb_index.self_calibration import LabelledQuestion

    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputInvalid(f"{path} cannot be read: {exc}") from exc
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
                yield LabelledQuestion(str(row["text"]), str(row["lang"]), tuple(map(str, row["relevant"])))
            except (ValueError, KeyError, TypeError) as exc:
                wanted = '{"text": "…", "lang": "en", "relevant": ["id of an article", …]}'
                raise InputInvalid(f"{path}:{number}: write {wanted}; relevant is [] where nothing answers") from exc
