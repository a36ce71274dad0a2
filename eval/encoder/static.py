"""Parallel texts -> the static Russian encoder, trained into the space of the bundled English one.

    python -m eval.encoder.static --pairs FOLDER [--pages RU.jsonl EN.jsonl] --into kb_index/embedders/otvet-ru

A run that was killed goes on where it was: the teacher's vectors and every epoch are kept in --work. docs/encoder.md
explains the recipe and holds the table of what was tried.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from rich.console import Console

from eval.encoder.arguments import add_sources, sources_of
from eval.encoder.card import static_card
from eval.encoder.corpus import Corpus, gather
from eval.encoder.fit import Epoch, Trained, fit
from eval.encoder.navec import fetch_navec, read_navec
from eval.encoder.recipe import Recipe
from eval.encoder.static_export import check, export
from eval.encoder.teacher import open_teacher
from eval.errors import EvalError
from kb_index.errors import KbError

NAME, VERSION = "otvet-ru", "1"
_CHECKED = 500  # texts on which the written model must say what the student says


def main(arguments: Sequence[str] | None = None) -> int:
    given = _given(arguments)
    console = Console(width=150)
    try:
        changed: dict[str, Any] = {name: _value(name, value) for name, value in given.set}
        recipe = replace(Recipe(), **changed)
        _run(given, recipe, console)
    except (EvalError, KbError) as exc:
        console.print(str(exc), style="red")
        return 1
    return 0


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.encoder.static", description=__doc__)
    add_sources(parser)
    parser.add_argument("--into", type=Path, required=True, help="folder that takes the model; it is written anew")
    parser.add_argument("--set", type=_setting, action="append", default=[], metavar="NAME=VALUE", help="of the recipe")
    return parser.parse_args(arguments)


def _setting(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    names = [field.name for field in fields(Recipe)]
    if name not in names or not value:
        raise argparse.ArgumentTypeError(f"{text} is no NAME=VALUE; the names are {', '.join(names)}")
    return name, value


def _value(name: str, text: str) -> int | float | StrEnum:
    kind = type(getattr(Recipe(), name))
    try:
        value: int | float | StrEnum = kind(text)
        return value
    except ValueError as exc:
        wanted = {int: "whole number", float: "number"}.get(kind) or f"one of {', '.join(kind.__members__.values())}"
        raise EvalError(f"--set {name}={text}: {text} is no {wanted}") from exc


def _run(given: argparse.Namespace, recipe: Recipe, console: Console) -> None:
    given.work.mkdir(parents=True, exist_ok=True)
    vectors = read_navec(fetch_navec(given.work))
    teacher = open_teacher(given.work / "teacher")
    corpus = gather(sources_of(given), teacher, cache=given.work / "teacher", seed=recipe.seed, told=console.print)
    for note in corpus.notes:
        console.print(note)
    checkpoint = given.work / f"{given.into.name}.pt"
    trained = fit(corpus.examples, vectors, recipe, checkpoint=checkpoint, told=lambda epoch: _tell(epoch, console))
    _write(given.into, trained, corpus, recipe, console)


def _tell(epoch: Epoch, console: Console) -> None:
    console.print(f"epoch {epoch.number}: held-back cosine {epoch.cosine:.4f}, nearest is its own {epoch.nearest:.3f}")


def _write(into: Path, trained: Trained, corpus: Corpus, recipe: Recipe, console: Console) -> None:
    text = static_card(trained, corpus, recipe=asdict(recipe), name=NAME, version=VERSION)
    export(trained, into, name=NAME, version=VERSION, card=text, bits=recipe.bits)
    held = [corpus.examples.texts[number] for number in corpus.examples.held[:_CHECKED]]
    least = check(trained, into, held)
    size = sum(path.stat().st_size for path in into.rglob("*") if path.is_file()) / 2**20
    console.print(f"{into}: {size:.1f} MiB; least cosine to the trained student {least:.5f}")


if __name__ == "__main__":
    sys.exit(main())
