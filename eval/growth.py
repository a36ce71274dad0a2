"""A help centre grown to the size of a large one -> what search, memory, changes and builds cost there.

``python -m eval.growth [--part engines|index|throughput] [--sizes 7000,100000] [--articles FILE…] [--json]``.
Everything is measured in one run and shown with ratios: figures of one machine, its load beside them.
How vectors and articles are grown: ``eval/growing.py``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from eval.bench import machine
from eval.errors import EvalError
from eval.growing import Grower, Real, real_articles
from eval.growth_engines import bounds, engines
from eval.growth_index import whole
from eval.growth_tables import tables
from eval.growth_throughput import throughput
from kb_index.arrays import FloatArray
from kb_index.embedders.open import BUNDLED, open_embedder
from kb_index.errors import KbError
from kb_index.ports import Embedder
from service import logs

SIZES = "7000,100000,1000000"
WHOLE_UP_TO = 100_000  # passages; a whole index of a million takes half an hour to build
GROWN_FROM = 1000  # real passages; enough neighbourhoods, embedded in a minute
_QUESTIONS = 100


class Part(StrEnum):
    ENGINES = "engines"
    INDEX = "index"
    THROUGHPUT = "throughput"


def grow(
    articles: Sequence[Path],
    sizes: Sequence[int],
    parts: Sequence[Part] = tuple(Part),
    *,
    embedder: str = BUNDLED,
    whole_up_to: int = WHOLE_UP_TO,
    grown_from: int = GROWN_FROM,
) -> dict[str, Any]:
    """One JSON document with what each part measured. Raises EvalError, KbError."""
    with TemporaryDirectory(prefix="otvet-growth-") as name:
        folder = Path(name)
        model = open_embedder(embedder, cache=folder)
        real = real_articles(articles, model, passages=grown_from)
        found: dict[str, Any] = {"machine": machine(), "embedder": model.fingerprint, "real": len(real.texts)}
        if Part.THROUGHPUT in parts:
            found["throughput"] = throughput(real, model, folder=folder / "builds")
        if Part.ENGINES in parts or Part.INDEX in parts:
            grower = Grower(model.embed_passages(real.texts))
        if Part.ENGINES in parts:
            questions = _embedded(real, model)
            found["bounds"] = bounds(grower, questions)
            found["engines"] = engines(grower, questions, sizes, folder=folder)
        if Part.INDEX in parts:
            small = [size for size in sizes if size <= whole_up_to]
            found["index"] = whole(real, grower, model, small, name=embedder, folder=folder)
        return found


def _embedded(real: Real, model: Embedder) -> FloatArray:
    return np.stack([model.embed_query(text) for text, _ in real.questions[:_QUESTIONS]])


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    articles: Annotated[list[Path] | None, typer.Option(help="Grow from these articles; again for more files.")] = None,
    sizes: Annotated[str, typer.Option(help="Numbers of passages, with commas.")] = SIZES,
    part: Annotated[list[Part] | None, typer.Option(help="Only this; again for more. Default: all.")] = None,
    whole_up_to: Annotated[int, typer.Option(help="Passages up to which a whole index is built.")] = WHOLE_UP_TO,
    grown_from: Annotated[int, typer.Option(help="Real passages at most.")] = GROWN_FROM,
    embedder: Annotated[str, typer.Option(help="As in OTVET_EMBEDDER.")] = BUNDLED,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Measure search, memory, updates and builds on a grown help centre."""
    logs.configure("warning", sys.stderr)
    try:
        found = grow(
            articles or [],
            _numbers(sizes),
            part or tuple(Part),
            embedder=embedder,
            whole_up_to=whole_up_to,
            grown_from=grown_from,
        )
    except (EvalError, KbError) as exc:
        typer.echo(f"growth: {exc}", err=True)
        raise typer.Exit(3) from exc
    _show(found, as_json=as_json)


def _numbers(written: str) -> list[int]:
    try:
        numbers = [int(one) for one in written.split(",")]
    except ValueError as exc:
        raise EvalError(f"--sizes {written!r} is no list of whole numbers such as {SIZES}") from exc
    if min(numbers) < 1000:
        raise EvalError("--sizes: a knowledge base of fewer than 1000 passages shows nothing of growth")
    return numbers


def _show(found: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    paper = Console(highlight=False)
    for one in tables(found):
        paper.print(one)


if __name__ == "__main__":
    app()
