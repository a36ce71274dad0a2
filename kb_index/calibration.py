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
    """What speaks for an answer, each 0..1. Lengths, kinds and counts of passages are left out on purpose."""

    coverage: float  # share of the query's terms, by rarity, that one of the top passages holds
    missing: float  # rarity of the rarest term that no top passage holds
    lexical: float  # best lexical score / the score of an ideal passage
    cosine: float | None  # best cosine similarity; None: no dense leg for this language


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
        values = {name: value for name, value in asdict(evidence).items() if value is not None}
        score = weights["bias"] + sum(weights[name] * value for name, value in values.items() if name in weights)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


PRIOR = Calibration(
    with_dense={"bias": -5.0, "coverage": 3.0, "missing": -1.0, "lexical": 3.0, "cosine": 5.0},
    lexical_only={"bias": -2.5, "coverage": 5.0, "missing": -1.0, "lexical": 4.0},
)
