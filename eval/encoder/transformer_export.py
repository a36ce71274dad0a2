"""A trained transformer -> a folder that sentence-transformers opens as an ordinary model, checked against it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from eval.encoder.manifest import empty_folder, write_json, write_manifest
from eval.encoder.transformer import POSITIONS, vectors_of
from eval.encoder.transformer_start import SPECIAL, read_ids
from eval.encoder.words import UNKNOWN
from eval.errors import TrainingDataUnusable
from kb_index.embedders.model_folder import read_model_folder
from kb_index.embedders.open import open_embedder
from kb_index.embedders.partners import MANIFEST, Words
from kb_index.embedders.static import StaticEmbedder

_LEAST_COSINE = 0.99  # eight bits cost some thousandths
_LARGE = 100_000  # numbers of a matrix that is written in eight bits; the others are next to nothing
WORDS = "words"  # the folder of the static model below
_STEPS = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))


def write_model(model: Any, tokenizer: str, into: Path, *, name: str, version: str, card: str) -> None:
    """Writes the folder anew; what stood in it is gone. The large matrices are written in eight bits, which the library
    reads as single precision where the settings say so."""
    empty_folder(into)
    model.half().save_pretrained(into)
    model.float()
    _cut_to_eight_bits(into / "model.safetensors")
    width = int(model.config.hidden_size)
    marks = dict(zip(("pad_token", "cls_token", "sep_token", "unk_token"), (*SPECIAL, UNKNOWN), strict=True))
    reading = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": POSITIONS}
    settings: dict[str, Any] = {
        "modules.json": [
            {"idx": number, "name": str(number), "path": place, "type": f"sentence_transformers.models.{kind}"}
            for number, (place, kind) in enumerate(_STEPS)
        ],
        "sentence_bert_config.json": {
            "max_seq_length": POSITIONS,
            "model_kwargs": {"add_pooling_layer": False, "dtype": "float32"},
        },
        "tokenizer_config.json": reading | marks,
        "1_Pooling/config.json": {"word_embedding_dimension": width, "pooling_mode_mean_tokens": True},
    }
    for place, _ in _STEPS:
        (into / place).mkdir(parents=True, exist_ok=True)
    for place, content in settings.items():
        write_json(into / place, content)
    (into / "tokenizer.json").write_text(tokenizer, "utf-8")
    (into / "README.md").write_text(card, "utf-8")
    write_manifest(into, name=name, version=version, dimension=width)


def _cut_to_eight_bits(path: Path) -> None:
    """Four bits of exponent, three of mantissa: https://arxiv.org/abs/2209.05433"""
    kept = {
        name: array.to(torch.float8_e4m3fn) if array.dim() == 2 and array.numel() >= _LARGE else array
        for name, array in load_file(path).items()
    }
    save_file(kept, path, metadata={"format": "pt"})


def add_words(into: Path, words: Path, *, share: float, name: str, version: str) -> None:
    """A copy of a static model below, and a manifest that says how much of the mean is its own.

    Raises EmbedderUnavailable where the two do not work together.
    """
    skipped = shutil.ignore_patterns("README.md", MANIFEST)
    shutil.copytree(words, into / WORDS, ignore=skipped)
    width = StaticEmbedder.open(read_model_folder(words.name, words)).dimension
    write_manifest(into, name=name, version=version, dimension=width, words=Words(WORDS, share))


def check(model: Any, tokenizer: str, folder: Path, texts: Sequence[str]) -> float:
    """The least cosine between what the folder, opened as Otvet opens it, and what the model say of the texts.

    Raises TrainingDataUnusable, EmbedderUnavailable.
    """
    with tempfile.TemporaryDirectory(prefix="otvet-encoder-") as cache:
        found = open_embedder(str(folder), cache=Path(cache)).embed_passages(texts)
    ids = read_ids(Tokenizer.from_str(tokenizer), texts, ends=True, longest=POSITIONS)
    with torch.inference_mode():
        own = np.concatenate([vectors_of(model, [one]).numpy() for one in ids])
    least = float((found * own).sum(1).min())
    if not least >= _LEAST_COSINE:
        raise TrainingDataUnusable(f"{folder} says other things than the student: the least cosine is {least:.4f}.")
    return least
