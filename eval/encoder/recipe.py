"""What a static student is made by: the recipe that ships, and what was tried beside it.

docs/encoder.md holds the table of what each is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eval.encoder.words import Units


class Start(StrEnum):
    """What the row of a word begins with."""

    NAVEC = "navec"  # its word vector through a ridge map
    RANDOM = "random"


class Loss(StrEnum):
    """How far a text's vector is from the teacher's; the in-batch contrast is added to either."""

    COSINE = "cosine"
    SQUARES = "squares"  # of the mean as it is, not brought to length 1


class Batches(StrEnum):
    """Which texts are contrasted with each other."""

    MIXED = "mixed"
    ALIKE = "alike"  # near in the teacher's space: hard negatives


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the artefact is made by. The loss is ``loss`` + ``contrast`` x in-batch cross-entropy + decay."""

    units: Units = Units.LEMMAS
    rows: int = 40_000  # lemmas (or forms) and Latin words; of n-grams as many
    pieces: int = 3_000
    size: int = 256  # of a row
    bits: int = 16  # of a number in the written rows: 16 or 8
    layers: int = 0
    start: Start = Start.NAVEC
    epochs: int = 6
    batch: int = 1024
    batches: Batches = Batches.MIXED
    rate: float = 3e-3  # of the rows
    shared_rate: float = 1e-3  # of the matrices
    weight_rate: float = 3e-2  # of the words' weights, which are logarithms
    loss: Loss = Loss.COSINE
    contrast: float = 0.3
    temperature: float = 0.05
    decay: float = 1e-3
    dropped: float = 0.1  # words left out, so that no text hangs on one word
    unread: float = 0.03  # words read by their pieces, so that unknown words mean something
    seed: int = 23
