"""Features + learnt weights -> similarities: the light ranker that comes with the package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Self

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.errors import RerankerUnavailable
from kb_index.ports import Asked, Candidate, Mode
from kb_index.ranking.features import FEATURES, features
from kb_index.ranking.scale import on_scale
from kb_index.records import JsonValue

DEPTH = 60  # passages it looks at


@dataclass(frozen=True, slots=True)
class LearnedReranker:
    """A sum of features times weights, none of them negative: more evidence never lowers a passage."""

    parts: Mapping[Mode, FloatArray]  # (FEATURES,) each
    fingerprint: str
    depth: int = DEPTH

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """Raises ValueError on anything but weights by feature for each mode, none negative, similarity above 0."""
        if not isinstance(value, dict) or not set(value) >= set(Mode):
            raise ValueError(f"weights of a ranker hold {', '.join(Mode)}")
        parts = {mode: _weights(mode, value[mode]) for mode in Mode}
        canonical = json.dumps({name: part.tolist() for name, part in parts.items()}, sort_keys=True)
        digest = hashlib.sha256(canonical.encode()).hexdigest()[:12]
        return cls(parts, f"learned {digest}")

    @classmethod
    def shipped(cls, path: Path | None = None) -> Self:
        """The weights in ``path``, or those of the package. Raises RerankerUnavailable."""
        file = path or shipped_file()
        try:
            return cls.from_json(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as exc:
            raise RerankerUnavailable(
                f"The weights of the ranker in {file} cannot be used ({exc}); train them again, or set "
                "OTVET_RERANKER=none."
            ) from exc

    def similarities(self, asked: Asked, candidates: Sequence[Candidate]) -> FloatArray:
        if not candidates:
            return np.zeros(0, np.float32)
        rows = features(asked, candidates)
        return on_scale(rows @ self.parts[asked.mode], rows[:, 0])


def shipped_file() -> Path:
    """The weights of the package."""
    return Path(str(resources.files("kb_index.ranking").joinpath("weights.json")))


def _weights(part: str, value: JsonValue) -> FloatArray:
    if not isinstance(value, Mapping) or set(value) != set(FEATURES):
        raise ValueError(f"{part} has a weight for each of {', '.join(FEATURES)}")
    weights = np.array([float(value[name]) for name in FEATURES], np.float32)
    if not np.isfinite(weights).all() or (weights < 0).any() or weights[0] <= 0:
        raise ValueError(f"the weights of {part} are not negative, and that of similarity is above 0")
    return weights
