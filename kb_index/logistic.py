"""Columns of evidence with outcomes -> the weights of a logistic function, held near given ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_SWEEPS = 300
_SETTLED = 1e-7
_FARTHEST = 2.0  # of one step: a coordinate far from its best place must not leap over it


def fitted(columns: Floats, outcomes: Floats, weights: Floats, *, near: Floats, pull: Floats, least: Floats) -> Floats:
    """The weights with the least log loss, plus half of ``pull`` times the squared distances to ``near``.

    ``columns``: (n, columns), ``outcomes``: (n,) of 0 and 1, ``weights``: (n,) of the rows; the others and the result:
    (columns,), none of it below ``least``. Newton's steps, one coordinate after the other: for few columns.
    """
    result = np.maximum(near, least)
    scores = columns @ result
    for _ in range(_SWEEPS):
        moved = 0.0
        for place in range(columns.shape[1]):
            column = columns[:, place]
            chances = chance(scores)
            slope = float((weights * (chances - outcomes)) @ column) + pull[place] * (result[place] - near[place])
            bend = float((weights * chances * (1 - chances)) @ np.square(column)) + pull[place]
            step = float(np.clip(-slope / max(bend, 1e-12), -_FARTHEST, _FARTHEST))
            step = max(step, float(least[place] - result[place]))
            result[place] += step
            scores += step * column
            moved = max(moved, abs(step))
        if moved < _SETTLED:
            break
    return result


def log_loss(scores: Floats, outcomes: Floats, weights: Floats) -> float:
    """The weighted mean of -log(probability of what happened), in nats."""
    losses = np.logaddexp(0, -scores) * outcomes + np.logaddexp(0, scores) * (1 - outcomes)
    return float((weights * losses).sum() / weights.sum())


def chance(scores: Floats) -> Floats:
    """1 / (1 + exp(-score)), without overflow."""
    result: Floats = np.exp(-np.logaddexp(0, -scores))
    return result
