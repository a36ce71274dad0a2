"""Texts -> vectors of a static model: the weighted mean of its tokens' rows through dense layers, with numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load_file

from kb_index.arrays import FloatArray
from kb_index.embedders.dense_layers import Layer, module_kind, read_layers, read_modules
from kb_index.embedders.model_folder import FolderEmbedder, ModelFolder
from kb_index.embedders.token_ids import TokenIds
from kb_index.errors import EmbedderUnavailable

_SHARE = 0.35  # of a similarity: a mean of words knows no context, so the words themselves say more beside it
_SHORTEST = 1e-12  # a vector that is no longer than this points nowhere
_HALF_TO_SINGLE = np.float32(2.0**112)  # the exponents of the two formats begin 112 apart


@dataclass(frozen=True, slots=True, eq=False)
class TokenTable:
    """The vector of token t is ``weights[t] * rows[row_of[t]]``; None: a row for each token, a weight of 1."""

    rows: npt.NDArray[np.float16 | np.int8] | FloatArray  # (rows, width); kept as they are: it is half the memory
    row_of: npt.NDArray[np.integer[Any]] | None  # (tokens,)
    weights: FloatArray | None  # (tokens,)

    def __len__(self) -> int:
        return len(self.rows) if self.row_of is None else len(self.row_of)

    def mean(self, ids: Sequence[int]) -> FloatArray:
        """Shape (width,): of one token at least."""
        tokens = np.fromiter(ids, np.int64, len(ids))
        vectors = _single(self.rows.take(tokens if self.row_of is None else self.row_of[tokens], axis=0))
        weights = np.ones(len(ids), np.float32) if self.weights is None else self.weights[tokens]
        mean: FloatArray = weights @ vectors / np.float32(len(ids))
        return mean


class StaticEmbedder(FolderEmbedder):
    """Safe for several threads. A text without a single known word gets zeros: nothing is known of it."""

    def __init__(self, source: ModelFolder, tokens: TokenIds, table: TokenTable, layers: Sequence[Layer]) -> None:
        dimension = next((one.width for one in reversed(layers) if one.width), table.rows.shape[1])
        super().__init__(source, dimension, dense_share=_SHARE)
        self._tokens = tokens
        self._table = table
        self._layers = tuple(layers)

    @classmethod
    def open(cls, source: ModelFolder) -> Self:
        """Raises EmbedderUnavailable for a model that is no static one, is damaged, or has a part unknown here."""
        try:
            modules = read_modules(source.folder)
            first = source.folder / modules[0].path
            tokens = TokenIds.open(first / "tokenizer.json")
            table = _read_table(first / "model.safetensors")
            if tokens.size > len(table):
                raise ValueError(f"the tokenizer has {tokens.size} tokens, the table {len(table)}")
            layers = read_layers(source.folder, modules[1:], width=table.rows.shape[1])
        except (OSError, SafetensorError, ValueError, TypeError, KeyError, AttributeError, IndexError) as exc:
            said = f"{type(exc).__name__} {exc}" if isinstance(exc, KeyError) else str(exc)
            raise EmbedderUnavailable(f"The static model in {source.folder} cannot be read: {said}.") from exc
        return cls(source, tokens, table, layers)

    def embed_passages(self, texts: Sequence[str]) -> FloatArray:
        return self._embed([self._source.prompts.passage + text for text in texts], texts)

    def embed_query(self, text: str) -> FloatArray:
        vector: FloatArray = self._embed([self._source.prompts.query + text], [text])[0]
        return vector

    def _embed(self, prompted: Sequence[str], texts: Sequence[str]) -> FloatArray:
        vectors = np.zeros((len(texts), self._dimension), np.float32)
        held = [self._ids(whole, text) for whole, text in zip(prompted, texts, strict=True)]
        known = [row for row, ids in enumerate(held) if ids]
        if not known:
            return vectors
        values = np.stack([self._table.mean(held[row]) for row in known])
        told = np.linalg.norm(values, axis=1) > _SHORTEST  # else a bias alone would be taken for a meaning
        for layer in self._layers:
            values = layer.apply(values)
        lengths = np.linalg.norm(values, axis=1)
        told &= lengths > _SHORTEST
        vectors[np.array(known)[told]] = values[told] / lengths[told, np.newaxis]
        return vectors

    def _ids(self, prompted: str, text: str) -> Sequence[int]:
        """None of a text that has no known word of its own, whatever the prompt says."""
        ids = self._tokens.of(prompted)
        own = ids if len(prompted) == len(text) else self._tokens.of(text)
        return ids if any(one != self._tokens.unknown for one in own) else ()


def is_static(source: ModelFolder) -> bool:
    """Whether the first step of the model is a table of token vectors."""
    try:
        return module_kind(read_modules(source.folder)[0]) == "StaticEmbedding"
    except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return False


def _read_table(path: Path) -> TokenTable:
    """Both layouts: one row for each token, or model2vec's, where tokens share rows and carry weights."""
    arrays = load_file(path)
    rows = arrays["embedding.weight"] if "embedding.weight" in arrays else arrays["embeddings"]
    row_of, weights = arrays.get("mapping"), arrays.get("weights")
    scaled = rows.dtype == np.int8 and weights is not None  # the weight of a token holds the scale of its row
    if rows.ndim != 2 or not (scaled or rows.dtype.kind == "f"):
        raise ValueError(f"{path.name}: the rows are no table of floating-point numbers")
    rows = rows if rows.dtype in (np.float16, np.int8) else rows.astype(np.float32)
    if row_of is not None and (row_of.dtype.kind not in "iu" or row_of.min() < 0 or row_of.max() >= len(rows)):
        raise ValueError(f"{path.name}: the mapping points outside the table")
    table = TokenTable(rows, row_of, None if weights is None else weights.astype(np.float32))
    if weights is not None and weights.shape != (len(table),):
        raise ValueError(f"{path.name}: {len(table)} tokens have {weights.shape} weights")
    if not _all_finite(rows) or (weights is not None and not np.isfinite(weights).all()):
        raise ValueError(f"{path.name}: a number of it is infinite or none")
    return table


def _all_finite(rows: npt.NDArray[Any]) -> bool:
    if rows.dtype == np.int8:
        return True
    if rows.dtype == np.float16:
        return not bool(np.any((rows.view(np.uint16) & 0x7C00) == 0x7C00))
    return bool(np.isfinite(rows).all())


def _single(rows: npt.NDArray[Any]) -> FloatArray:
    """Half precision as single, bit by bit: three times as fast as numpy's own conversion. Finite numbers only."""
    if rows.dtype != np.float16:
        return rows.astype(np.float32, copy=False)
    bits = rows.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= np.int32(-0x70002000)  # the sign stayed at the top, its copies below it go
    values: FloatArray = bits.view(np.float32)
    values *= _HALF_TO_SINGLE
    return values
