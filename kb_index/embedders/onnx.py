"""Texts -> vectors with ONNX Runtime and tokenizers: the same numbers as PyTorch, ready in a second."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from kb_index.arrays import FloatArray
from kb_index.embedders.model_folder import FolderEmbedder, ModelFolder, file_digest
from kb_index.errors import EmbedderUnavailable

GRAPH, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"
EXPORT_VERSION = 1  # a changed export is not read as an old one

_MAX_THREADS = 8


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an exported graph is, and the hashes that it is checked by."""

    export_version: int
    model_sha256: str  # ModelFolder.digest
    graph_sha256: str
    tokenizer_sha256: str
    dimension: int
    max_tokens: int
    inputs: tuple[str, ...]

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises OSError, ValueError, TypeError."""
        fields = json.loads((folder / MANIFEST).read_text("utf-8"))
        return cls(**{**fields, "inputs": tuple(fields["inputs"])})


class OnnxEmbedder(FolderEmbedder):
    """One text per run, one thread per run, several runs at once.

    That is the fastest way through a build on a CPU (no padding, every layer in the cache), and a passage
    gets the same bits whatever else is embedded beside it.
    """

    def __init__(self, source: ModelFolder, folder: Path, manifest: Manifest) -> None:
        super().__init__(source, manifest.dimension)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(manifest.max_tokens)
        self._tokenizer.no_padding()
        self._manifest = manifest

    @classmethod
    def open(cls, source: ModelFolder, folder: Path) -> Self:
        """The graph that was exported into ``folder``. Raises EmbedderUnavailable unless every hash agrees."""
        try:
            manifest = Manifest.read(folder)
            found = (file_digest(folder / GRAPH), file_digest(folder / TOKENIZER))
            if (manifest.export_version, manifest.model_sha256) != (EXPORT_VERSION, source.digest):
                raise EmbedderUnavailable(f"The graph in {folder} was exported from another model; delete the folder.")
            if found != (manifest.graph_sha256, manifest.tokenizer_sha256):
                raise EmbedderUnavailable(f"The graph in {folder} was changed after its export; delete the folder.")
            return cls(source, folder, manifest)
        except (OSError, ValueError, TypeError, KeyError) as exc:
            raise EmbedderUnavailable(f"There is no usable graph in {folder}: {exc}") from exc

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        prompt = self._source.prompts.passage
        # The longest first, so that no thread is left with them at the end.
        order = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
        vectors = np.empty((len(texts), self.dimension), np.float32)
        with ThreadPoolExecutor(min(os.cpu_count() or 1, _MAX_THREADS)) as threads:
            for index, vector in zip(order, threads.map(self._embed, [prompt + texts[i] for i in order]), strict=True):
                vectors[index] = vector
        return vectors

    def embed_query(self, text: str) -> FloatArray:
        return self._embed(self._source.prompts.query + text)

    def _embed(self, text: str) -> FloatArray:
        encoding = self._tokenizer.encode(text)
        columns = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feed = {name: np.array([columns[name]], np.int64) for name in self._manifest.inputs}
        vector = np.asarray(self._session.run(None, feed)[0][0], np.float32)
        return vector / np.float32(np.linalg.norm(vector))
