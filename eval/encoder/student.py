"""Rows of words -> a vector of the teacher's space: the model that is trained, and the numbers that are exported.

A text is the weighted mean of its rows, mapped into the teacher's space and normalised. A row is the word vector of
its lemma through one matrix that all words share, plus what the row learned for itself: words that no training text
holds move together with their neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from kb_index.arrays import FloatArray

_RIDGE = 10.0
_RIDGE_TEXTS = 60_000
_BASIS_TEXTS = 20_000
_COMMON = 1e-3  # a / (a + p): Arora, Liang, Ma, A simple but tough-to-beat baseline for sentence embeddings, 2017
_LEAST_WEIGHT = 1e-6  # of a text whose every word was left out
_FIRST_STEP = 0.002  # spread of what the rows begin with


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """What training begins with. r is the size of a row, d that of the teacher's vectors."""

    words: FloatArray  # (rows, 300) word vectors
    mapping: FloatArray  # (300, r)
    basis: FloatArray  # (r, d), orthonormal
    own: FloatArray  # (rows, r)
    weights: FloatArray  # (rows,) logarithms


def prepare(words: FloatArray, texts: Sequence[Sequence[int]], targets: FloatArray, *, size: int, seed: int) -> Start:
    """``texts``: the rows of each text; ``targets`` (texts, d): what the teacher says of it. Ridge regression."""
    chance = np.random.default_rng(seed)
    some = chance.permutation(len(texts))[:_RIDGE_TEXTS]
    weights = _rarity(texts, len(words))
    means = np.stack([_mean(words, weights, texts[number]) for number in some])
    wanted = targets[some].astype(np.float32)
    _, _, directions = np.linalg.svd(wanted[:_BASIS_TEXTS], full_matrices=False)
    basis = directions[:size]
    squares = means.T @ means + _RIDGE * np.eye(words.shape[1], dtype=np.float32)
    mapping = np.linalg.solve(squares, means.T @ wanted) @ basis.T
    own = chance.normal(0.0, _FIRST_STEP, (len(words), size))
    return Start(words, mapping.astype(np.float32), basis, own.astype(np.float32), np.log(weights))


def _rarity(texts: Sequence[Sequence[int]], rows: int) -> FloatArray:
    found = np.zeros(rows)
    for text in texts:
        found[list(set(text))] += 1
    share = found / max(1, len(texts))
    return (_COMMON / (_COMMON + share) + _COMMON).astype(np.float32) ** np.float32(0.7)


def _mean(words: FloatArray, weights: FloatArray, rows: Sequence[int]) -> FloatArray:
    if not len(rows):
        return np.zeros(words.shape[1], np.float32)
    part = weights[list(rows)]
    mean: FloatArray = (words[list(rows)] * part[:, None]).sum(0) / part.sum()
    return mean


class Student(nn.Module):  # type: ignore[misc]  # torch is not read by the type checker
    """Row 0 is the zero vector and weighs nothing."""

    words: Tensor

    def __init__(self, start: Start, *, layers: int = 0) -> None:
        super().__init__()
        rows, size = start.own.shape
        self.register_buffer("words", torch.from_numpy(start.words))
        self.mapping = nn.Parameter(torch.from_numpy(start.mapping))
        self.own = nn.Embedding(rows, size, _weight=torch.from_numpy(start.own))
        self.weights = nn.Parameter(torch.from_numpy(start.weights))
        self.basis = nn.Parameter(torch.from_numpy(np.ascontiguousarray(start.basis)))
        width = start.basis.shape[1]
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(layers))
        for layer in self.layers:
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, rows: Tensor, offsets: Tensor, *, dropped: float = 0.0, unit: bool = True) -> Tensor:
        """Shape (texts, d), of length 1. ``dropped``: the share of words that are left out, in training.

        ``unit=False``: the weighted mean itself, of a student without layers.
        """
        weights = torch.exp(self.weights[rows]) * (rows != 0)
        if dropped:
            weights = weights * (torch.rand_like(weights) > dropped)
        known = functional.embedding_bag(rows, self.words, offsets, mode="sum", per_sample_weights=weights)
        own = functional.embedding_bag(rows, self.own.weight, offsets, mode="sum", per_sample_weights=weights)
        total = (known @ self.mapping + own) @ self.basis
        if not unit:
            ones = torch.ones(len(self.weights), 1)
            shares = functional.embedding_bag(rows, ones, offsets, mode="sum", per_sample_weights=weights)
            return total / shares.clamp(min=_LEAST_WEIGHT)
        found = functional.normalize(total, dim=-1)
        for layer in self.layers:
            found = functional.normalize(found + functional.gelu(layer(found)), dim=-1)
        return found

    def table(self) -> FloatArray:
        """Shape (rows, r)."""
        with torch.no_grad():
            table: FloatArray = (self.words @ self.mapping + self.own.weight).numpy()
        return table
