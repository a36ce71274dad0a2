"""Questions with and without an answer in an index -> a calibration of that index, kept only where it is better.

The correction is Platt's (Probabilistic outputs for support vector machines, 1999): a slope and a shift of the prior's
log odds, so that the order of confidences stays what it was. It is held near the prior, and it must beat the prior on
articles that it was not fitted on.

Questions that an index asks itself are not quite those of customers. ``Line`` says by how much: what is fitted to them
where the prior is right for customers. Only what an index adds to that corrects it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from kb_index.calibration import PRIOR, Calibration, Evidence
from kb_index.logistic import Floats, chance, fitted, log_loss
from kb_index.ports import Mode
from kb_index.records import JsonValue

LEAST = 30  # questions of either kind; with fewer the prior stays
PULL = np.array([5.0, 5.0])  # of shift and slope back to the prior, in questions
# Nats of log loss on unseen articles that a correction must be worth. An encoder on another scale than the prior knows
# gains 0.1 to 0.2; below 0.03 self-made questions tell more of themselves than of the index.
_GAIN = 0.04
_FOLDS = 5
_BINS = 10
_FLATTEST = 0.2


@dataclass(frozen=True, slots=True)
class Example:
    """A question that was searched, and whether the index answers it. Those of one group are never split."""

    evidence: Evidence
    answered: bool
    group: str
    weight: float = 1.0  # beside others with the same answer


@dataclass(frozen=True, slots=True)
class Line:
    """Log odds -> log odds."""

    shift: float = 0.0
    slope: float = 1.0

    def of(self, scores: Floats) -> Floats:
        return self.shift + self.slope * scores

    def beyond(self, usual: Line) -> Line:
        """What this line does to log odds that ``usual`` would have made right: first this, then ``usual`` undone."""
        return Line((self.shift - usual.shift) / usual.slope, self.slope / usual.slope)


AS_IT_IS = Line()
# Of questions made from an index itself, over the indexes that the prior was fitted on: `python -m eval.fit_prior`.
OF_ITSELF: Mapping[Mode, Line] = {
    Mode.LEXICAL_ONLY: Line(-1.23, 0.76),
    Mode.WITH_DENSE: Line(-0.05, 0.39),
    Mode.WITH_STATIC: Line(-0.75, 0.79),
}


@dataclass(frozen=True, slots=True)
class _Rows:
    """The examples of one mode of search, as arrays of the same length. Both answers weigh the same."""

    scores: Floats
    outcomes: Floats
    weights: Floats
    folds: Floats

    @classmethod
    def of(cls, examples: Sequence[Example], prior: Calibration) -> _Rows:
        outcomes = np.array([one.answered for one in examples], float)
        weights = np.array([one.weight for one in examples], float)
        for answer in (0.0, 1.0):
            same = outcomes == answer
            weights[same] *= len(examples) / 2 / max(weights[same].sum(), 1e-9)
        scores = np.array([prior.score(one.evidence) for one in examples], float)
        return cls(scores, outcomes, weights, np.array([_fold(one.group) for one in examples], float))

    def where(self, chosen: np.ndarray) -> _Rows:
        return replace(self, **{name: getattr(self, name)[chosen] for name in self.__slots__})

    @property
    def fewest(self) -> int:
        """Questions of the rarer answer."""
        return int(min(self.outcomes.sum(), len(self.outcomes) - self.outcomes.sum()))


def fit(
    examples: Sequence[Example],
    *,
    about: Mapping[str, JsonValue],
    usual: Mapping[Mode, Line] = MappingProxyType({}),
    prior: Calibration = PRIOR,
) -> Calibration:
    """The prior, corrected for each mode of search that enough of the examples speak for.

    ``usual``: the line of such examples where the prior is right. ``about`` goes into the record, which tells of each
    mode how many questions there were, the log loss on unseen groups with and without the correction, what was kept,
    and how reliable it is.
    """
    calibration, modes = prior, {}
    for mode in Mode:
        rows = _Rows.of([one for one in examples if one.evidence.mode is mode], prior)
        line, told = _correction(rows, usual.get(mode, AS_IT_IS))
        calibration = calibration.corrected(mode=mode, slope=line.slope, shift=line.shift)
        modes[mode.value] = told
    return replace(calibration, record={**about, "modes": modes})


def fitted_line(examples: Sequence[Example], near: Line = AS_IT_IS, prior: Calibration = PRIOR) -> Line:
    """What makes the log odds of these examples right."""
    return _platt(_Rows.of(examples, prior), near)


def _correction(rows: _Rows, usual: Line) -> tuple[Line, JsonValue]:
    """The correction and what the record says."""
    told: dict[str, JsonValue] = {"n": len(rows.scores), "answered": int(rows.outcomes.sum()), "kept": "prior"}
    if rows.fewest < LEAST:
        return AS_IT_IS, told
    before = log_loss(usual.of(rows.scores), rows.outcomes, rows.weights)
    after = log_loss(_unseen(rows, usual), rows.outcomes, rows.weights)
    told |= {"log_loss_before": round(before, 4), "log_loss_after": round(after, 4)}
    better = after < before - _GAIN
    line = _platt(rows, usual) if better else usual
    correction = line.beyond(usual) if better else AS_IT_IS
    bins = reliability(chance(line.of(rows.scores)), rows.outcomes, rows.weights)
    told |= {"shift": round(correction.shift, 4), "slope": round(correction.slope, 4)}
    told |= {"reliability": bins, "error": calibration_error(bins)}
    return correction, told | {"kept": "correction" if better else "prior"}


def _platt(rows: _Rows, near: Line) -> Line:
    shift, slope = fitted(
        np.column_stack([np.ones_like(rows.scores), rows.scores]),
        rows.outcomes,
        rows.weights,
        near=np.array([near.shift, near.slope]),
        pull=PULL,
        least=np.array([-np.inf, _FLATTEST]),
    )
    return Line(float(shift), float(slope))


def _unseen(rows: _Rows, near: Line) -> Floats:
    """Each score corrected by what the other folds tell."""
    scores = near.of(rows.scores)
    for fold in range(_FOLDS):
        here = rows.folds == fold
        rest = rows.where(~here)
        if rest.fewest:
            scores[here] = _platt(rest, near).of(rows.scores[here])
    return scores


def reliability(chances: Floats, outcomes: Floats, weights: Floats) -> list[dict[str, float]]:
    """Ten bins of equal width that hold something: mean confidence, share answered, share of the weight, questions."""
    places = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    bins = []
    for place in np.unique(places):
        here = places == place
        means = {
            "confidence": float(np.average(chances[here], weights=weights[here])),
            "answered": float(np.average(outcomes[here], weights=weights[here])),
            "share": float(weights[here].sum() / weights.sum()),
        }
        bins.append({name: round(value, 4) for name, value in means.items()} | {"n": int(here.sum())})
    return bins


def calibration_error(bins: Sequence[Mapping[str, float]]) -> float:
    """The mean gap between confidence and share answered, weighed by the bins' shares.

    Naeini, Cooper, Hauskrecht: Obtaining well calibrated probabilities using Bayesian binning (AAAI 2015).
    """
    return round(sum(one["share"] * abs(one["confidence"] - one["answered"]) for one in bins), 4)


def summary(record: Mapping[str, JsonValue]) -> str:
    """The record of a calibration in one line."""
    modes = record.get("modes")
    parts = [_told(name, mode) for name, mode in modes.items()] if isinstance(modes, dict) else []
    return f"fitted on {record.get('fitted_on', 'nothing')}; " + ("; ".join(filter(None, parts)) or "too little to ask")


def _told(name: str, mode: Mapping[str, JsonValue]) -> str:
    if not mode["n"]:
        return ""
    measured = (
        f", log loss on unseen articles {mode['log_loss_before']} -> {mode['log_loss_after']}, "
        f"calibration error {mode['error']}"
        if "log_loss_before" in mode
        else ""
    )
    return f"{name}: {mode['kept']} kept (n {mode['n']}, answered {mode['answered']}{measured})"


def _fold(group: str) -> int:
    return hashlib.sha256(group.encode("utf-8", "surrogatepass")).digest()[0] % _FOLDS
