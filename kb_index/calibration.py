"""Evidence of a search -> the probability that its top passages answer the query."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Self

from kb_index.ports import Mode
from kb_index.records import JsonValue

DEFAULT_THRESHOLD = 0.5  # below it the knowledge base is taken not to answer
SCHEME = "4"  # what the weights are weights of; change it with any meaning in Evidence
BIAS = "bias"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer, on scales that do not depend on the index.

    Length, kind and number of passages are left out on purpose: they tell how a knowledge base was written, not
    whether it answers.
    """

    coverage: float  # 0..1: share of the query's topic, by rarity, that one stretch of a top passage holds
    titled: float  # 0..1: share of the title and headings of a top passage that the query names
    matched: float  # best lexical score, in terms of the greatest rarity: three such words in common are much
    lexical: float = 0.0  # 0..1: best lexical score / the score of an ideal passage for a question of five rare terms
    cosine: float | None = None  # 0..1: best cosine above the level of unrelated passages; None: no dense leg
    code: float = 0.0  # 0..1: how rare a code of the query is that a top passage holds, such as E-1043
    lead: float | None = None  # by how much the best cosine exceeds the mean of the nearest, on the same scale
    mode: Mode = Mode.LEXICAL_ONLY  # of the search that found it: which weights count


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic function of the evidence, with weights for each mode of search.

    ``record`` tells how it was fitted; the confidence does not depend on it.
    """

    with_dense: Mapping[str, float]
    lexical_only: Mapping[str, float]
    with_static: Mapping[str, float]
    record: Mapping[str, JsonValue] = field(default_factory=dict)

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """Raises ValueError on anything but what ``to_json`` gave."""
        names = {"scheme", *Mode, "record"}
        if not isinstance(value, dict) or set(value) != names or not isinstance(value["record"], dict):
            raise ValueError(f"a calibration holds scheme, {', '.join(Mode)} and record")
        if value["scheme"] != SCHEME:
            raise ValueError(f"a calibration of scheme {value['scheme']!r} cannot be used; this version reads {SCHEME}")
        return cls(**{mode: _weights(value[mode]) for mode in Mode}, record=value["record"])

    def to_json(self) -> dict[str, JsonValue]:
        return {"scheme": SCHEME, **asdict(self)}

    def weights(self, mode: Mode) -> Mapping[str, float]:
        """Those of ``BIAS`` and of some of the evidence, by name."""
        weights: Mapping[str, float] = getattr(self, mode)
        return weights

    def confidence(self, evidence: Evidence) -> float:
        """0..1, higher where any evidence is better."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.score(evidence)))))

    def score(self, evidence: Evidence) -> float:
        """The confidence in log odds."""
        told = {name: value for name, value in asdict(evidence).items() if name != "mode" and value is not None}
        values = {BIAS: 1.0} | told
        return math.fsum(weight * values.get(name, 0.0) for name, weight in self.weights(evidence.mode).items())

    def corrected(self, *, mode: Mode, slope: float, shift: float) -> Self:
        """The same function with other odds: ``slope`` times its score, plus ``shift``; the order stays."""
        weights = {key: slope * weight for key, weight in self.weights(mode).items()}
        return replace(self, **{mode: weights | {BIAS: weights.get(BIAS, 0.0) + shift}})


def _weights(stored: Mapping[str, float]) -> dict[str, float]:
    return {str(name): float(weight) for name, weight in stored.items()}


# Logistic weights of questions with and without an answer in the knowledge base (docs/retrieval.md), rounded;
# `python -m eval.fit_prior` fits such weights and judges each source by those of the others. Both kinds weigh the same,
# so 0.5 is where an answer is as likely as none when half of all questions have one. The weight of a code is set by
# hand: who quotes one asks about that one, and too few of the labelled questions do for a fit.
PRIOR = Calibration(
    with_dense={BIAS: -5.6, "lexical": 4.0, "cosine": 4.0, "lead": 20.0, "code": 2.0},
    lexical_only={BIAS: -4.8, "coverage": 3.9, "matched": 3.0, "titled": 1.8, "code": 2.0},
    with_static={BIAS: -5.1, "coverage": 2.5, "matched": 1.8, "cosine": 3.8, "lead": 5.6, "code": 2.0},
)


def calibration_of(stored: JsonValue) -> Calibration:
    """What an index keeps under ``calibration``; the prior where it keeps none, or one of another version."""
    try:
        return PRIOR if stored is None else Calibration.from_json(stored)
    except (ValueError, TypeError, AttributeError):
        return PRIOR
