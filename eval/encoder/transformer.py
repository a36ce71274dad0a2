"""Texts with the teacher's vectors of their English side -> a small transformer tuned towards them. Resumable.

The English model keeps its layers (one is left out) and gets Russian rows; then all of it is tuned towards the vectors
that the whole English model has for the English side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoModel

from eval.encoder.fit import Examples
from eval.errors import TrainingDataUnusable
from kb_index.arrays import FloatArray, IntArray
from kb_index.embedders.bundled import bundled_folder

LAYERS = (0, 1, 3, 4, 5)  # of six; no other five keep English vectors closer to the whole model's (cosine .935)
POSITIONS = 256  # tokens of a text
BATCH = 32
BANK = 512  # texts of the whole collection that a text's likeness to others is compared on

_TEMPERATURE = 0.05
_COSINE_WEIGHT = 5.0
_RATES = (1e-4, 5e-4)  # of the layers, of the rows
_WARMING = 60  # steps
# Shares of the steps, and what is left of the rates there: they fall slowly first, then fast.
_FALL = (0.0, 0.625, 0.8125, 1.0), (1.0, 2 / 3, 7 / 15, 0.0)
_LOOKED_AT = 500  # of the held-back texts


@dataclass(frozen=True, slots=True)
class Fares:
    """Of held-back texts: mean cosine to their targets, and how often the nearest of all targets is their own."""

    cosine: float
    nearest: float

    def __str__(self) -> str:
        return f"held-back cosine {self.cosine:.4f}, nearest is its own {self.nearest:.3f}"


@dataclass(frozen=True, slots=True, eq=False)
class Tuned:
    """``fares``: of all held-back texts."""

    model: Any
    steps: int
    fares: Fares


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
        for start in range(0, len(order), BATCH * 40):
            part = order[start : start + BATCH * 40]
            ordered = part[np.argsort([len(texts[number]) for number in part], kind="stable")]
            cuts = [ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH)]
            yield from (cuts[number] for number in chance.permutation(len(cuts)))


def loss_of(found: Tensor, wanted: Tensor, bank: Tensor) -> Tensor:
    """How far from the teacher's vectors, and how far from their likenesses to the batch and to other texts."""
    others = torch.cat([wanted, bank])
    goal = functional.softmax(wanted @ others.T / _TEMPERATURE, dim=-1)
    likeness = functional.log_softmax(found @ others.T / _TEMPERATURE, dim=-1)
    return _COSINE_WEIGHT * (1 - (found * wanted).sum(1)).mean() - (goal * likeness).sum(1).mean()


class Training:
    """One model, its optimiser, and how many of its ``steps`` are ``done``.

    ``state`` is written by ``keep`` and read where it exists: it must be of the same texts and steps, which ``key``
    names. Raises TrainingDataUnusable.
    """

    def __init__(self, model: Any, state: Path, *, steps: int, key: str = "") -> None:
        rows = model.embeddings.word_embeddings.weight
        layers = [weight for weight in model.parameters() if weight is not rows]
        groups = [{"params": group, "lr": rate} for group, rate in zip((layers, [rows]), _RATES, strict=True)]
        self.model, self.state, self.steps, self.key = model, state, steps, key
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.done = 0
        if state.is_file():
            self._resume(torch.load(state, weights_only=True))

    def step(self, texts: Sequence[IntArray], wanted: FloatArray, bank: FloatArray) -> None:
        """The rates rise at first, and fall to nothing with the last step."""
        share = min(1.0, (self.done + 1) / _WARMING) * float(np.interp(self.done / self.steps, *_FALL))
        for group, rate in zip(self.optimiser.param_groups, _RATES, strict=True):
            group["lr"] = rate * share
        loss = loss_of(vectors_of(self.model, texts), torch.from_numpy(wanted), torch.from_numpy(bank))
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        self.done += 1

    def keep(self) -> None:
        """What was done so far is not done again by a run that is started over."""
        draft = self.state.with_suffix(".draft")
        parts = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict()}
        torch.save(parts | {"done": self.done, "steps": self.steps, "key": self.key}, draft)
        draft.replace(self.state)

    def _resume(self, kept: Mapping[str, Any]) -> None:
        if (kept["key"], kept["steps"]) != (self.key, self.steps):
            raise TrainingDataUnusable(
                f"{self.state} holds a training of other texts or of {kept['steps']} steps: remove it to begin anew."
            )
        self.model.load_state_dict(kept["model"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.done = int(kept["done"])


def train(
    training: Training,
    texts: Sequence[IntArray],
    examples: Examples,
    *,
    told: Callable[[str], None] = lambda line: None,
    kept_every: int = 250,
) -> Tuned:
    """Tune all of the model on all but the held-back texts, and tell now and then how those fare.

    ``kept_every``: steps, what a kill can cost, some minutes of one core.
    """
    chance = np.random.default_rng(0)
    vectors, held = examples.targets, chance.permutation(examples.held)
    kept = np.setdiff1d(np.arange(len(texts)), held)
    seen = np.repeat(kept, np.rint(2 * examples.weights[kept]).astype(int))  # weights are told apart by halves
    told(f"step {training.done}: {nearness(training.model, texts, vectors, held[:_LOOKED_AT])}")
    for number, batch in enumerate(batches(texts, seen, chance)):
        bank = chance.integers(0, len(texts), BANK)
        if training.done >= training.steps:
            break
        if number < training.done:  # by an earlier run
            continue
        training.step([texts[n] for n in batch], vectors[batch], vectors[bank])
        if training.done % kept_every == 0 or training.done == training.steps:
            training.keep()
            told(f"step {training.done}: {nearness(training.model, texts, vectors, held[:_LOOKED_AT])}")
    return Tuned(training.model.eval(), training.steps, nearness(training.model, texts, vectors, held))


def nearness(model: Any, texts: Sequence[IntArray], vectors: FloatArray, held: IntArray) -> Fares:
    ordered = held[np.argsort([len(texts[n]) for n in held], kind="stable")]
    with torch.inference_mode():
        parts = [vectors_of(model, [texts[n] for n in ordered[at : at + 50]]) for at in range(0, len(ordered), 50)]
    likeness = torch.cat(parts).numpy() @ vectors[ordered].T
    nearest = likeness.argmax(1) == np.arange(len(ordered))
    return Fares(float(np.diag(likeness).mean()), float(nearest.mean()))
