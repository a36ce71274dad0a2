"""Russian texts with the teacher's vectors of their English side -> a trained student. Resumable after every epoch."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from eval.encoder.navec import WordVectors
from eval.encoder.reading import Reading, alike, batches
from eval.encoder.recipe import Batches, Loss, Recipe, Start
from eval.encoder.student import Student, prepare
from eval.encoder.words import Vocabulary, build_vocabulary
from kb_index.arrays import FloatArray, IntArray

_WARM_UP = 100  # steps
_LAST_RATE = 0.02  # of the first
_DECAYED_ROWS = 4_000  # of a batch: enough to hold the rows near their word vectors


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """``targets``, shape (texts, d): the teacher's vectors. ``held``: numbers of the texts that training never sees.

    ``weights``, shape (texts,): how often each is shown in an epoch, on average.
    """

    texts: Sequence[str]
    targets: FloatArray
    weights: FloatArray
    held: IntArray


@dataclass(frozen=True, slots=True)
class Epoch:
    """Of the held-back texts: mean cosine to their targets, and how often the nearest of all targets is their own."""

    number: int
    cosine: float
    nearest: float


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    vocabulary: Vocabulary
    student: Student
    epochs: tuple[Epoch, ...]


def fit(
    examples: Examples,
    vectors: WordVectors,
    recipe: Recipe,
    *,
    checkpoint: Path,
    told: Callable[[Epoch], None] = lambda epoch: None,
) -> Trained:
    """The student of the epoch that read the held-back texts best; on one machine the same input gives the same one.

    ``checkpoint`` is written after each epoch and read where it belongs to the same texts and recipe.
    """
    torch.manual_seed(recipe.seed)
    held = set(examples.held.tolist())
    taught = [text for number, text in enumerate(examples.texts) if number not in held]
    vocabulary = build_vocabulary(taught, vectors, rows=recipe.rows, pieces=recipe.pieces, kind=recipe.units)
    if recipe.start is Start.RANDOM:
        vocabulary = replace(vocabulary, start=np.zeros_like(vocabulary.start))
    reading = Reading(vocabulary, examples.texts, kind=recipe.units)
    start = prepare(vocabulary.start, reading.plain, examples.targets, size=recipe.size, seed=recipe.seed)
    run = _Run(Student(start, layers=recipe.layers), reading, examples, recipe)
    run.resume(checkpoint)
    while len(run.epochs) < recipe.epochs:
        run.epoch()
        run.save(checkpoint)
        told(run.epochs[-1])
    return Trained(vocabulary, run.best(), tuple(run.epochs))


class _Run:
    """Training under way."""

    def __init__(self, student: Student, reading: Reading, examples: Examples, recipe: Recipe) -> None:
        self.epochs: list[Epoch] = []
        self._student, self._reading, self._recipe = student, reading, recipe
        self._targets = torch.from_numpy(np.asarray(examples.targets, np.float32))
        self._weights: list[float] = examples.weights.tolist()
        self._held = examples.held.tolist()
        held = set(self._held)
        self._taught = [number for number, rows in enumerate(reading.plain) if number not in held and any(rows)]
        self._key = _key(examples, recipe)
        shown = sum(self._weights[number] for number in self._taught)
        self._steps: float = recipe.epochs * max(1, round(shown / recipe.batch))
        rest = [one for name, one in student.named_parameters() if name not in ("own.weight", "weights")]
        self._optimiser = torch.optim.Adam(
            [
                {"params": [student.own.weight], "lr": recipe.rate},
                {"params": rest, "lr": recipe.shared_rate},
                {"params": [student.weights], "lr": recipe.weight_rate},
            ]
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimiser, self._slope)
        self._best = _state(student)

    def epoch(self) -> None:
        chance = random.Random(f"{self._recipe.seed} {len(self.epochs)}")
        torch.manual_seed(self._recipe.seed + len(self.epochs))
        shown = self._shown(chance)
        if self._recipe.batches is Batches.ALIKE:
            shown = alike(shown, self._targets.numpy(), self._recipe.batch, chance)
        for numbers in batches(shown, self._recipe.batch):
            texts = [self._reading.taught(number, self._recipe.unread, chance) for number in numbers]
            self._step(texts, self._targets[numbers])
        self.epochs.append(self._judged())
        if self.epochs[-1].cosine >= max(epoch.cosine for epoch in self.epochs):
            self._best = _state(self._student)

    def best(self) -> Student:
        self._student.load_state_dict(self._best)
        self._student.eval()
        return self._student

    def save(self, path: Path) -> None:
        held = {
            "key": self._key,
            "epochs": [asdict(epoch) for epoch in self.epochs],
            "student": self._student.state_dict(),
            "best": self._best,
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
        }
        draft = path.with_suffix(".draft")
        torch.save(held, draft)
        draft.replace(path)

    def resume(self, path: Path) -> None:
        if not path.is_file():
            return
        held = torch.load(path, weights_only=True)
        if held["key"] != self._key:
            return
        self.epochs = [Epoch(**epoch) for epoch in held["epochs"]]
        self._student.load_state_dict(held["student"])
        self._best = held["best"]
        self._optimiser.load_state_dict(held["optimiser"])
        self._schedule.load_state_dict(held["schedule"])

    def _step(self, texts: Sequence[Sequence[int]], targets: Tensor) -> None:
        rows, offsets = bags(texts)
        mean = self._student(rows, offsets, dropped=self._recipe.dropped, unit=self._recipe.loss is Loss.COSINE)
        found = mean if self._recipe.loss is Loss.COSINE else functional.normalize(mean, dim=-1)
        far = 1 - (found * targets).sum(1) if self._recipe.loss is Loss.COSINE else (mean - targets).square().sum(1)
        own = torch.arange(len(texts))
        contrast = functional.cross_entropy(found @ targets.T / self._recipe.temperature, own)
        decay = self._student.own.weight[rows[:_DECAYED_ROWS]].square().sum(1).mean()
        loss = far.mean() + self._recipe.contrast * contrast + self._recipe.decay * decay
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()
        self._schedule.step()

    def _shown(self, chance: random.Random) -> list[int]:
        """The texts of one epoch in their order: of a weight of 2.5, two or three times."""
        shown = [number for number in self._taught for _ in range(int(self._weights[number] + chance.random()))]
        chance.shuffle(shown)
        return shown

    def _judged(self) -> Epoch:
        with torch.no_grad():
            found = self._student(*bags([self._reading.plain[number] for number in self._held]))
        targets = self._targets[self._held]
        nearest = (found @ targets.T).argmax(1) == torch.arange(len(targets))
        return Epoch(len(self.epochs) + 1, float((found * targets).sum(1).mean()), float(nearest.float().mean()))

    def _slope(self, step: int) -> float:
        return min(1.0, (step + 1) / _WARM_UP) * max(_LAST_RATE, 1 - step / self._steps)


def bags(texts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Rows of all texts in a line, and where each text begins."""
    rows = torch.tensor([row for text in texts for row in text], dtype=torch.long)
    begins = np.cumsum([0, *(len(text) for text in texts[:-1])])
    return rows, torch.from_numpy(begins)


def _state(student: Student) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in student.state_dict().items()}


def _key(examples: Examples, recipe: Recipe) -> str:
    return hashlib.sha256(f"{json.dumps(asdict(recipe), sort_keys=True)} {content_of(examples)}".encode()).hexdigest()


def content_of(examples: Examples) -> str:
    """A digest of all that a training is shown: what was kept of it may go on with the same only."""
    digest = hashlib.sha256("\n".join(examples.texts).encode())
    digest.update(np.ascontiguousarray(examples.targets).tobytes())
    digest.update(examples.weights.tobytes() + examples.held.tobytes())
    return digest.hexdigest()
