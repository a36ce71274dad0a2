"""Parallel texts -> a small Russian transformer in the English model's space: the rival that the student is held to.

The English model keeps its layers (one is left out) and gets Russian rows; then all of it is tuned towards the vectors
that the whole English model has for the English side. It costs a hundred times the student's work for each text.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel

from eval.encoder.arguments import add_sources, sources_of
from eval.encoder.corpus import gather
from eval.encoder.fit import Examples, Recipe
from eval.encoder.navec import fetch_navec, read_navec
from eval.encoder.teacher import open_teacher
from eval.encoder.transformer_start import SPECIAL, Parallel, first_rows, read_ids, tokenizer_file
from eval.encoder.words import UNKNOWN, build_vocabulary
from eval.errors import EvalError
from kb_index.arrays import FloatArray, IntArray
from kb_index.embedders.bundled import bundled_folder
from kb_index.errors import KbError

LAYERS = (0, 1, 3, 4, 5)  # of six; no other five keep English vectors closer to the whole model's (cosine .935)
ROWS, PIECES, FORMS = 11_500, 1_000, 60_000  # with five layers 29.5 MB
POSITIONS = 256

_BATCH = 32
_BANK = 512  # texts of the whole collection that a text's likeness to others is compared on
_TEMPERATURE = 0.05
_COSINE_WEIGHT = 5.0
_RATES = (1e-4, 5e-4)  # of the layers, of the rows
_WARMING = 60  # steps
_SAVED_EVERY = 150.0  # seconds
_LOOKED_AT = 500  # of the held-back texts


def new_model(layers: Sequence[int]) -> Any:
    """The English model with some of its layers; without dropout, for the teacher's vectors hold no noise."""
    model = AutoModel.from_pretrained(
        bundled_folder(), add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
    )
    kept = [model.encoder.layer[number] for number in layers]
    model.encoder.layer = torch.nn.ModuleList(kept)
    embeddings = model.embeddings
    places = embeddings.position_embeddings.weight[:POSITIONS].detach().clone()
    embeddings.position_embeddings = torch.nn.Embedding(*places.shape, _weight=places)
    for name in ("position_ids", "token_type_ids"):
        setattr(embeddings, name, getattr(embeddings, name)[:, :POSITIONS])
    model.config.update({"num_hidden_layers": len(kept), "max_position_embeddings": POSITIONS})
    return model


def give_rows(model: Any, rows: FloatArray) -> None:
    """From here on the model reads the new vocabulary."""
    model.embeddings.word_embeddings = torch.nn.Embedding(*rows.shape, padding_idx=0, _weight=torch.from_numpy(rows))
    model.config.update({"vocab_size": len(rows)})


def vectors_of(model: Any, texts: Sequence[IntArray]) -> Tensor:
    """Shape (texts, 384), of length 1."""
    width = max(map(len, texts))
    ids = torch.from_numpy(np.stack([np.pad(text, (0, width - len(text))) for text in texts]))
    mask = ids != 0
    states = model(input_ids=ids, attention_mask=mask.long()).last_hidden_state
    return functional.normalize((states * mask[..., None]).sum(1), dim=-1)


def batches(texts: Sequence[IntArray], among: IntArray, chance: np.random.Generator) -> Iterator[IntArray]:
    """Numbers of texts of like length, for ever; the order follows the generator."""
    while True:
        order = chance.permutation(among)
        for start in range(0, len(order), _BATCH * 40):
            part = order[start : start + _BATCH * 40]
            ordered = part[np.argsort([len(texts[number]) for number in part], kind="stable")]
            cuts = [ordered[at : at + _BATCH] for at in range(0, len(ordered), _BATCH)]
            yield from (cuts[number] for number in chance.permutation(len(cuts)))


def loss_of(found: Tensor, wanted: Tensor, bank: Tensor) -> Tensor:
    """How far from the teacher's vectors, and how far from their likenesses to the batch and to other texts."""
    others = torch.cat([wanted, bank])
    goal = functional.softmax(wanted @ others.T / _TEMPERATURE, dim=-1)
    likeness = functional.log_softmax(found @ others.T / _TEMPERATURE, dim=-1)
    return _COSINE_WEIGHT * (1 - (found * wanted).sum(1)).mean() - (goal * likeness).sum(1).mean()


class Training:
    """One model, its optimiser, and how far it has come: ``steps`` done in ``spent`` seconds of the processor."""

    def __init__(self, model: Any, state: Path) -> None:
        rows = model.embeddings.word_embeddings.weight
        layers = [weight for weight in model.parameters() if weight is not rows]
        groups = [{"params": group, "lr": rate} for group, rate in zip((layers, [rows]), _RATES, strict=True)]
        self.model, self.state = model, state
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        self.steps, self.spent = 0, 0.0
        if state.is_file():
            kept = torch.load(state, weights_only=True)
            self.model.load_state_dict(kept["model"])
            self.optimiser.load_state_dict(kept["optimiser"])
            self.steps, self.spent = int(kept["step"]), float(kept["spent"])

    def step(self, texts: Sequence[IntArray], wanted: FloatArray, bank: FloatArray, *, seconds: float) -> None:
        """The rates rise at first, and fall to nothing when ``seconds`` are spent."""
        began = time.process_time()
        share = min(1.0, (self.steps + 1) / _WARMING) * max(0.0, 1 - self.spent / seconds)
        for group, rate in zip(self.optimiser.param_groups, _RATES, strict=True):
            group["lr"] = rate * share
        loss = loss_of(vectors_of(self.model, texts), torch.from_numpy(wanted), torch.from_numpy(bank))
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.steps += 1
        self.spent += time.process_time() - began

    def keep(self) -> None:
        """What was done so far is not done again by a run that is started over."""
        draft = self.state.with_suffix(".draft")
        parts = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save(parts | {"step": self.steps, "spent": self.spent}, draft)
        draft.replace(self.state)


def train(training: Training, texts: Sequence[IntArray], examples: Examples, *, seconds: float) -> None:
    """Tune all of the model on all but the held-back texts, and print how those fare."""
    chance = np.random.default_rng(0)
    vectors, held = examples.targets, chance.permutation(examples.held)
    kept = np.setdiff1d(np.arange(len(texts)), held)
    seen = np.repeat(kept, np.rint(2 * examples.weights[kept]).astype(int))  # weights are told apart by halves
    sys.stdout.write(f"before: {nearness(training.model, texts, vectors, held)}\n")
    saved = training.spent
    for number, batch in enumerate(batches(texts, seen, chance)):
        bank = chance.integers(0, len(texts), _BANK)
        if number < training.steps:  # done by an earlier run
            continue
        if training.spent >= seconds:
            break
        training.step([texts[n] for n in batch], vectors[batch], vectors[bank], seconds=seconds)
        if training.spent - saved > _SAVED_EVERY:
            saved = training.spent
            training.keep()
            fares = nearness(training.model, texts, vectors, held)
            sys.stdout.write(f"{training.spent / 60:5.1f} min, step {training.steps}: {fares}\n")
            sys.stdout.flush()
    training.keep()


def nearness(model: Any, texts: Sequence[IntArray], vectors: FloatArray, held: IntArray) -> str:
    """Likeness to the teacher's vector, and how often that is the nearest of the held-back ones."""
    chosen = held[:_LOOKED_AT]
    ordered = chosen[np.argsort([len(texts[n]) for n in chosen], kind="stable")]
    with torch.inference_mode():
        parts = [vectors_of(model, [texts[n] for n in ordered[at : at + 50]]) for at in range(0, len(ordered), 50)]
    likeness = torch.cat(parts).numpy() @ vectors[ordered].T
    first = (likeness.argmax(1) == np.arange(len(ordered))).mean()
    return f"cosine {np.diag(likeness).mean():.3f}, nearest {first:.3f}"


def write_model(model: Any, tokenizer: str, folder: Path) -> int:
    """A folder that SentenceTransformer opens, numbers in half precision; returns its size in bytes."""
    model.half().save_pretrained(folder)
    model.float()
    steps = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    marks = dict(zip(("pad_token", "cls_token", "sep_token", "unk_token"), (*SPECIAL, UNKNOWN), strict=True))
    reading = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": POSITIONS}
    settings: dict[str, Any] = {
        "modules.json": [
            {"idx": number, "name": str(number), "path": place, "type": f"sentence_transformers.models.{kind}"}
            for number, (place, kind) in enumerate(steps)
        ],
        "sentence_bert_config.json": {"max_seq_length": POSITIONS, "model_kwargs": {"add_pooling_layer": False}},
        "tokenizer_config.json": reading | marks,
        "1_Pooling/config.json": {
            "word_embedding_dimension": model.config.hidden_size,
            "pooling_mode_mean_tokens": True,
        },
    }
    for place, _ in steps:
        (folder / place).mkdir(parents=True, exist_ok=True)
    for name, content in settings.items():
        (folder / name).write_text(json.dumps(content, indent=1), "utf-8")
    (folder / "tokenizer.json").write_text(tokenizer, "utf-8")
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def start(model: Any, parallel: Parallel, cache: Path, kept: Path) -> str:
    """Give the model its Russian rows, made once and kept; returns the content of tokenizer.json."""
    if not kept.is_file():
        vectors = read_navec(fetch_navec(cache))
        vocabulary = build_vocabulary(parallel.russian, vectors, rows=ROWS, pieces=PIECES)
        content = tokenizer_file(vocabulary, vectors, forms=FORMS)
        english = model.embeddings.word_embeddings.weight.detach().numpy()
        rows = first_rows(parallel, vocabulary, Tokenizer.from_str(content), english)
        torch.save({"tokenizer": content, "rows": torch.from_numpy(rows)}, kept)
    found = torch.load(kept, weights_only=True)
    give_rows(model, found["rows"].numpy())
    return str(found["tokenizer"])


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m eval.encoder.transformer --pairs … --minutes 40 --into FOLDER``: the sources of ``eval.encoder``."""
    parser = argparse.ArgumentParser(prog="python -m eval.encoder.transformer", description=__doc__)
    add_sources(parser)
    parser.add_argument("--minutes", type=float, required=True, help="of one core; a later run goes on to more")
    parser.add_argument("--layers", type=int, nargs="+", default=list(LAYERS))
    parser.add_argument("--into", type=Path, required=True, help="folder that takes the model")
    try:
        _run(parser.parse_args(arguments))
    except (EvalError, KbError) as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    return 0


def _run(given: argparse.Namespace) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    given.into.mkdir(parents=True, exist_ok=True)
    teacher = given.work / "teacher"
    corpus = gather(sources_of(given), open_teacher(teacher), cache=teacher, seed=Recipe().seed, told=_tell)
    examples = corpus.examples
    model = new_model(given.layers)
    parallel = Parallel(examples.texts, corpus.english, examples.targets)
    tokenizer = start(model, parallel, given.work, given.into.with_suffix(".rows"))
    texts = read_ids(Tokenizer.from_str(tokenizer), examples.texts, ends=True)
    training = Training(model.train(), given.into.with_suffix(".state"))
    train(training, texts, examples, seconds=given.minutes * 60)
    _tell(f"{write_model(model.eval(), tokenizer, given.into) / 1e6:.1f} MB in {given.into}")


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
