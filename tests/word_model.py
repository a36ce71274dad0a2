"""Words and their vectors -> the folder of a real sentence-transformers model, written without loading torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace


def write_word_model(folder: Path, meanings: Mapping[str, int], *, prompts: Mapping[str, str] | None = None) -> Path:
    """A text is the mean of its words; words of one meaning (a dimension) have one vector, others none at all."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0} | {word: row for row, word in enumerate(meanings, 1)}, "[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    weights = np.zeros((len(meanings) + 1, max(meanings.values()) + 2), np.float32)
    weights[0, -1] = 0.05  # an unknown word says a little of nothing
    for row, dimension in enumerate(meanings.values(), 1):
        weights[row, dimension] = 1.0
    save_file({"embedding.weight": weights}, folder / "model.safetensors")
    step = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    (folder / "modules.json").write_text(json.dumps([{"idx": 0, "name": "0", "path": "", "type": step}]))
    config = {"model_type": "SentenceTransformer", "prompts": dict(prompts or {}), "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    return folder
