"""Question + passages, read together by a cross-encoder -> similarities: the only place that loads one.

The model may be any CrossEncoder of sentence-transformers with one output. Its logits have a scale of their own, so
both rankings are brought to mean 0 and deviation 1 over the candidates, added by SHARE, and put back on the scale of
the fused similarity (``on_scale``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.chunking import indexed_text
from kb_index.embedders.sentence_transformer import first_line
from kb_index.errors import RerankerUnavailable
from kb_index.ports import Asked, Candidate
from kb_index.ranking.scale import on_scale

DEPTH = 20  # passages; each costs a pass through the model
SHARE = 0.8  # of the cross-encoder; the rest is what the legs found
READ = 2000  # characters of a question; the model cuts further
_BATCH = 16


class CrossEncoderReranker:
    """Safe for several threads: the model only reads."""

    depth = DEPTH

    def __init__(self, name_or_path: str) -> None:
        """Raises RerankerUnavailable where it cannot be loaded or has more than one output."""
        self._model = _load(name_or_path)
        self._fingerprint = f"cross-encoder {name_or_path} {_digest(self._model)}"

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def similarities(self, asked: Asked, candidates: Sequence[Candidate]) -> FloatArray:
        if not candidates:
            return np.zeros(0, np.float32)
        fused = np.array([one.similarity for one in candidates], np.float32)
        logits = self.logits(asked.text[:READ], [indexed_text(one.article, one.passage) for one in candidates])
        return on_scale(SHARE * _standard(logits) + (1 - SHARE) * _standard(fused), fused)

    def logits(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Shape (texts,): what the model says before any activation."""
        found = self._model.predict(
            [(question, text) for text in texts],
            batch_size=_BATCH,
            activation_fn=_unchanged,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(found, np.float32)


def _unchanged(logits: Any) -> Any:
    return logits


def _load(name_or_path: str) -> Any:
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = CrossEncoder(name_or_path, device="cpu").eval()
    except Exception as exc:  # the libraries below raise anything from KeyError to OSError
        raise RerankerUnavailable(
            f"The cross-encoder “{name_or_path}” could not be loaded: {first_line(exc)} Check the name and the "
            "network, or download it elsewhere and set OTVET_RERANKER to its folder; OTVET_RERANKER=learned needs none."
        ) from exc
    if model.num_labels != 1:
        raise RerankerUnavailable(
            f"The cross-encoder “{name_or_path}” has {model.num_labels} outputs; a ranker needs a model with one."
        )
    return model


def _digest(model: Any) -> str:
    """12 hex digits over all weights: the name of a model says nothing of its version."""
    held = hashlib.sha256()
    for _, tensor in sorted(model.state_dict().items()):
        held.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return held.hexdigest()[:12]


def _standard(values: FloatArray) -> FloatArray:
    deviation = float(values.std())
    centred: FloatArray = values - values.mean()
    return centred / deviation if deviation > 0 else centred
