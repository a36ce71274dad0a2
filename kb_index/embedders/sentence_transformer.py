"""Texts -> vectors with PyTorch: the only place that loads sentence-transformers, which takes seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.embedders.model_folder import FolderEmbedder, ModelFolder
from kb_index.errors import EmbedderUnavailable

_BATCH = 16
_LONGEST_REASON = 300  # characters


def load_model(name_or_path: str) -> Any:
    """A SentenceTransformer on the CPU, downloaded where it is only a name. Raises EmbedderUnavailable."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        # Half precision saves nothing here: processors compute it slower, and ONNX Runtime does not take such a graph.
        return SentenceTransformer(name_or_path, device="cpu").float().eval()
    except Exception as exc:  # the libraries below raise anything from KeyError to OSError
        raise EmbedderUnavailable(
            f"The embedding model “{name_or_path}” could not be loaded: {first_line(exc)} "
            f"Check the name and the network, or download it elsewhere and set OTVET_EMBEDDER to its folder; "
            f"OTVET_EMBEDDER=bundled needs no download."
        ) from exc


def first_line(exc: Exception) -> str:
    """What a person can read of an exception: PyTorch's may print whole matrices."""
    line = next(iter(str(exc).strip().splitlines()), type(exc).__name__)[:_LONGEST_REASON]
    return line if line.endswith(".") else line + "."


class SentenceTransformerEmbedder(FolderEmbedder):
    """The reference: whatever the model's own library computes."""

    def __init__(self, source: ModelFolder, model: Any) -> None:
        super().__init__(source, int(model.get_embedding_dimension()))
        self._model = model

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self._encode(list(texts), self._source.prompts.passage)

    def embed_query(self, text: str) -> FloatArray:
        vector: FloatArray = self._encode([text], self._source.prompts.query)[0]
        return vector

    def _encode(self, texts: list[str], prompt: str) -> FloatArray:
        if not texts:
            return np.zeros((0, self._dimension), np.float32)
        # An empty prompt is said, not left out: else the library may add the model's default one.
        vectors = self._model.encode(
            texts, prompt=prompt, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, np.float32)
