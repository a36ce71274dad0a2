"""Parallel texts -> a small Russian transformer in the space of the bundled English model, mixed with a static one.

    python -m eval.encoder --pairs FOLDER [--pages RU.jsonl EN.jsonl] --words STATIC --into FOLDER

A run that was killed goes on where it was: the teacher's vectors, the first rows and the training are kept in --work.
docs/encoder.md explains the recipe and holds the table of what was tried.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from tokenizers import Tokenizer

from eval.encoder.arguments import add_sources, sources_of
from eval.encoder.card import transformer_card
from eval.encoder.corpus import Corpus, gather
from eval.encoder.fit import content_of
from eval.encoder.navec import fetch_navec, read_navec
from eval.encoder.recipe import Recipe
from eval.encoder.sources import TRANSFORMER_RULES
from eval.encoder.teacher import open_teacher
from eval.encoder.transformer import LAYERS, Training, Tuned, give_rows, new_model, train
from eval.encoder.transformer_export import add_words, check, write_model
from eval.encoder.transformer_start import Beginning, Parallel, begin, read_ids
from eval.errors import EvalError
from kb_index.errors import KbError

NAME, VERSION = "otvet-ru", "2"
STEPS = 3000  # some forty minutes of one core
SHARE = 0.3  # of the words: with more, knowledge bases lose; with less, everyday questions do
_CHECKED = 500  # texts on which the written model must say what the trained one says


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.encoder", description=__doc__)
    add_sources(parser)
    parser.add_argument("--steps", type=int, default=STEPS, help="of 32 texts; the rates fall to nothing with the last")
    parser.add_argument("--words", type=Path, help="a static model (python -m eval.encoder.static) that is mixed in")
    parser.add_argument("--share", type=float, default=SHARE, help="of the mean, what the static model says")
    parser.add_argument("--into", type=Path, required=True, help="folder that takes the model; it is written anew")
    console = Console(width=150)
    try:
        _run(parser.parse_args(arguments), console)
    except (EvalError, KbError) as exc:
        console.print(str(exc), style="red")
        return 1
    return 0


def _run(given: argparse.Namespace, console: Console) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)  # sums of several threads are not the same twice
    cache = given.work / "teacher"
    corpus = gather(
        sources_of(given),
        open_teacher(cache),
        cache=cache,
        seed=Recipe().seed,
        told=console.print,
        rules=TRANSFORMER_RULES,
    )
    for note in corpus.notes:
        console.print(note)
    key = f"{content_of(corpus.examples)} {list(LAYERS)}"
    model = new_model(LAYERS)
    beginning = _beginning(model, corpus, given.work, given.work / f"{given.into.name}.rows", key)
    give_rows(model, beginning.rows)
    texts = read_ids(Tokenizer.from_str(beginning.tokenizer), corpus.examples.texts, ends=True)
    training = Training(model.train(), given.work / f"{given.into.name}.state", steps=given.steps, key=key)
    tuned = train(training, texts, corpus.examples, told=console.print)
    _write(given.into, tuned, beginning.tokenizer, corpus, console)
    if given.words is not None:
        add_words(given.into, given.words, share=given.share, name=NAME, version=VERSION)


def _beginning(model: Any, corpus: Corpus, work: Path, kept: Path, key: str) -> Beginning:
    """Made once, and kept for the same texts."""
    found = torch.load(kept, weights_only=True) if kept.is_file() else {}
    if found.get("key") != key:
        parallel = Parallel(corpus.examples.texts, corpus.english, corpus.examples.targets)
        english = model.embeddings.word_embeddings.weight.detach().numpy()
        made = begin(parallel, read_navec(fetch_navec(work)), english)
        found = {"key": key, "tokenizer": made.tokenizer, "rows": torch.from_numpy(made.rows)}
        torch.save(found, kept)
    return Beginning(found["tokenizer"], found["rows"].numpy())


def _write(into: Path, tuned: Tuned, tokenizer: str, corpus: Corpus, console: Console) -> None:
    tokens = Tokenizer.from_str(tokenizer).get_vocab_size()
    card = transformer_card(tuned, corpus, tokens=tokens, name=NAME, version=VERSION)
    write_model(tuned.model, tokenizer, into, name=NAME, version=VERSION, card=card)
    held = [corpus.examples.texts[number] for number in corpus.examples.held[:_CHECKED]]
    least = check(tuned.model, tokenizer, into, held)
    size = sum(path.stat().st_size for path in into.rglob("*") if path.is_file()) / 1e6
    console.print(f"{into}: {tuned.fares}; {size:.1f} MB; least cosine to the trained model {least:.5f}")


if __name__ == "__main__":
    sys.exit(main())
