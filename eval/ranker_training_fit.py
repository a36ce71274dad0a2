"""Example[] -> weights of the light ranker.

The loss is the listwise one of Cao et al. (Learning to rank: from pairwise approach to listwise approach, ICML 2007)
with one good passage per question: minus the logarithm of its share among the softmax of all scores. Weights are not
negative. Labels that favour one kind of page would teach that kind instead of relevance, so a penalty holds the ranker
neutral: among passages that do not answer, those of FAQ pages may not score above the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from eval.errors import EvalError
from eval.ranker_training_examples import Example
from kb_index.ports import Mode
from kb_index.ranking.features import FEATURES

SHRINKAGE = 10.0  # of squared weights on standardised features
NEUTRALITY = 0.3  # of the squared advantage of FAQ passages, per question
ROUNDS = 2  # which passage of a page answers is guessed anew with the weights of the round before
STEPS = 400
FIRST_GUESS = 10.0  # weight of the fused similarity before anything is learnt
LEAST_SAY = 1.0  # of the fused similarity, whatever is learnt
DIGITS = 4

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Row i: features of the good passage less those of a bad one. Question j owns the rows from ``starts[j]`` on."""

    differences: Numbers
    owner: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    worth: Numbers  # of each question


def weights(
    examples: Sequence[Example], *, modes: Collection[Mode] = tuple(Mode), neutrality: float = NEUTRALITY
) -> dict[str, dict[str, float]]:
    """By mode what ``LearnedReranker.from_json`` reads. Raises EvalError where a mode has nothing to learn from."""
    return {
        mode.value: _part([one for one in examples if one.mode is mode], mode, neutrality)
        for mode in Mode
        if mode in modes
    }


def _part(examples: Sequence[Example], mode: Mode, neutrality: float) -> dict[str, float]:
    if not examples:
        raise EvalError(
            f"no example teaches {mode}: give knowledge bases in a language that an encoder of that kind reads, "
            "or leave it as it is: --only with the other modes"
        )
    scale = np.concatenate([one.rows for one in examples]).std(axis=0).astype(float) + 1e-6
    found = np.zeros(len(FEATURES))
    found[0] = FIRST_GUESS
    for _ in range(ROUNDS):
        pairs = _pairs(examples, found, scale)
        floor = np.zeros(len(FEATURES))
        floor[0] = LEAST_SAY * scale[0]
        found = _descend(pairs, _advantage(examples) / scale, found * scale, floor, neutrality=neutrality) / scale
    return _shown(found)


def _shown(found: Numbers) -> dict[str, float]:
    """In units of the fused similarity, whose weight is 1."""
    relative = found / found[0]
    return {name: round(float(value), DIGITS) for name, value in zip(FEATURES, relative, strict=True)}


def _pairs(examples: Sequence[Example], found: Numbers, scale: Numbers) -> _Pairs:
    differences = []
    for one in examples:
        rows = one.rows.astype(float)
        answering = np.flatnonzero(one.good)
        best = answering[int(np.argmax(rows[answering] @ found))]
        differences.append((rows[best] - rows[one.bad]) / scale)
    lengths = np.array([len(part) for part in differences])
    owner = np.repeat(np.arange(len(examples)), lengths)
    worth = np.array([one.worth for one in examples])
    return _Pairs(np.concatenate(differences), owner, np.cumsum(lengths) - lengths, worth)


def _advantage(examples: Sequence[Example]) -> Numbers:
    """Mean over questions: features of FAQ passages that do not answer, less those of other pages'."""
    gaps = [
        one.rows[one.bad & one.faq].mean(axis=0) - one.rows[one.bad & ~one.faq].mean(axis=0)
        for one in examples
        if (one.bad & one.faq).any() and (one.bad & ~one.faq).any()
    ]
    return np.mean(gaps, axis=0).astype(float) if gaps else np.zeros(len(FEATURES))


def _descend(pairs: _Pairs, advantage: Numbers, start: Numbers, floor: Numbers, *, neutrality: float) -> Numbers:
    """Accelerated projected gradient (Beck, Teboulle 2009) with a step that halves where it would overshoot."""
    here, ahead, momentum, step = start, start, 1.0, 1e-3
    for _ in range(STEPS):
        value, slope = _loss(pairs, advantage, ahead, neutrality)
        while True:
            moved = np.maximum(ahead - step * slope, floor)
            change = moved - ahead
            bound = value + float(slope @ change) + float(change @ change) / (2 * step)
            if _loss(pairs, advantage, moved, neutrality)[0] <= bound + 1e-9:
                break
            step /= 2
        following = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = np.maximum(moved + (momentum - 1) / following * (moved - here), floor)
        here, momentum = moved, following
    return here


def _loss(pairs: _Pairs, advantage: Numbers, at: Numbers, neutrality: float) -> tuple[float, Numbers]:
    behind = -(pairs.differences @ at)
    top = np.maximum(np.maximum.reduceat(behind, pairs.starts), 0.0)
    raised = np.exp(behind - top[pairs.owner])
    total = np.add.reduceat(raised, pairs.starts) + np.exp(-top)
    share = (pairs.worth / total)[pairs.owner] * raised
    excess = max(0.0, float(advantage @ at))
    force = neutrality * len(pairs.worth)
    value = float(pairs.worth @ (np.log(total) + top)) + SHRINKAGE * float(at @ at) + force * excess**2
    return value, -(pairs.differences.T @ share) + 2 * SHRINKAGE * at + 2 * force * excess * advantage


def rounded(value: Mapping[str, Mapping[str, float]]) -> str:
    """One line per part, for a log."""
    return "\n".join(
        f"{part}: " + ", ".join(f"{name} {weight:g}" for name, weight in held.items() if weight)
        for part, held in value.items()
    )
