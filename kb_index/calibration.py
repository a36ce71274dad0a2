"""Evidence of a search -> the probability that its top passages answer the query."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from kb_index.records import JsonValue

DEFAULT_THRESHOLD = 0.5  # below it the knowledge base is taken not to answer


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer, on scales that do not depend on the index.

    Length, kind and number of passages are left out on purpose: they tell how a knowledge base was written, not
    whether it answers.
    """

    coverage: float  # 0..1: share of the query's topic, by rarity, that the best of the top passages holds
    lexical: float  # 0..1: best lexical score / the score of an ideal passage
    matched: float  # best lexical score, in terms of the greatest rarity: three such words in common are much
    code: float  # 1: a top passage holds an error code or another code of the query
    cosine: float | None = None  # 0..1: best cosine above the level of unrelated passages; None: no dense leg
    lead: float | None = None  # by how much that exceeds the mean of the nearest passages


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic function of the evidence; ``lexical_only`` weighs it where the dense leg is silent."""

    with_dense: Mapping[str, float]
    lexical_only: Mapping[str, float]

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """Raises ValueError on anything but what ``to_json`` gave."""
        if not isinstance(value, dict) or set(value) != {"with_dense", "lexical_only"}:
            raise ValueError("a calibration holds with_dense and lexical_only")
        return cls(**{name: {str(k): float(w) for k, w in weights.items()} for name, weights in value.items()})

    def to_json(self) -> dict[str, JsonValue]:
        return asdict(self)

    def confidence(self, evidence: Evidence) -> float:
        """0..1, higher where any evidence is better."""
        weights = self.lexical_only if evidence.cosine is None else self.with_dense
        values = {"bias": 1.0} | {name: value for name, value in asdict(evidence).items() if value is not None}
        score = sum(weight * values.get(name, 0.0) for name, weight in weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


# Logistic weights, rounded, of questions with and without an answer in the knowledge base (docs/retrieval.md). Both
# kinds weigh the same, so 0.5 is where an answer is as likely as none when half of all questions have one.
PRIOR = Calibration(
    with_dense={"bias": -5.6, "lexical": 4.0, "cosine": 4.0, "lead": 20.0, "code": 2.0},
    lexical_only={"bias": -6.2, "coverage": 6.0, "matched": 3.5, "code": 2.0},
)
