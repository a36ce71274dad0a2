"""Words -> the folder of a real static sentence-transformers model, as Otvet's own is laid out; torch is not loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordPiece

_STATIC = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
_DENSE = "sentence_transformers.base.modules.dense.Dense"
_NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяabcdefghijklmnopqrstuvwxyz0123456789"
MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~№«»—–…€°→"


@dataclass(frozen=True)
class Dense:
    """One dense layer; its weights are random, from a seed."""

    size: int
    activation: str = "torch.nn.modules.linear.Identity"
    bias: bool = True
    residual: bool = False


def tiny_tokenizer(words: Sequence[str]) -> Tokenizer:
    """WordPiece over whole words, letters, and marks; capitals and ё are folded."""
    pieces = [*words, *LETTERS, *MARKS, *(f"##{letter}" for letter in LETTERS), "##ция", "##ing", "##ов"]
    vocabulary = {token: number for number, token in enumerate(dict.fromkeys(["[UNK]", *pieces]))}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=40))
    changes = [normalizers.NFC(), normalizers.Lowercase(), normalizers.Replace("ё", "е")]
    tokenizer.normalizer = normalizers.Sequence(changes)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def write_static_model(
    folder: Path,
    words: Sequence[str],
    *,
    layers: Sequence[Dense] = (Dense(8),),
    half: bool = False,
    flat: bool = False,
    prompts: Mapping[str, str] | None = None,
    tokenizer: Tokenizer | None = None,
) -> Path:
    """``half``: rows of half precision; ``flat``: a row for each token (`embedding.weight`), not model2vec's layout."""
    folder.mkdir(parents=True, exist_ok=True)
    held = tokenizer or tiny_tokenizer(words)
    held.save(str(folder / "tokenizer.json"))
    random = np.random.default_rng(7)
    tokens, width = held.get_vocab_size(), 6
    table = random.standard_normal((tokens if flat else tokens // 2, width)).astype(np.float16 if half else np.float32)
    arrays = {"embedding.weight": table}
    if not flat:
        arrays = {"embeddings": table, "mapping": (np.arange(tokens) % len(table)).astype(np.int32)}
        arrays["weights"] = random.uniform(0.2, 2.0, tokens).astype(np.float32)
    save_file(arrays, folder / "model.safetensors")
    modules = [("", _STATIC)]
    for number, layer in enumerate(layers, 1):
        modules.append((f"{number}_Dense", _DENSE))
        _write_dense(folder / f"{number}_Dense", layer, width, random)
        width = layer.size
    modules.append((f"{len(modules)}_Normalize", _NORMALIZE))
    (folder / modules[-1][0]).mkdir(exist_ok=True)
    entries = [{"idx": at, "name": str(at), "path": path, "type": kind} for at, (path, kind) in enumerate(modules)]
    (folder / "modules.json").write_text(json.dumps(entries))
    config = {"model_type": "SentenceTransformer", "prompts": dict(prompts or {}), "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    return folder


def write_manifest(folder: Path, *, partner: str, weights_sha256: str, dimension: int, form: int = 1) -> None:
    """otvet.json, listing what is in the folder now."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "otvet.json")
    fields = {
        "format": form,
        "name": "otvet-ru",
        "version": "1",
        "languages": ["ru"],
        "dimension": dimension,
        "partner": {"name": partner, "weights_sha256": weights_sha256},
        "files": {path.relative_to(folder).as_posix(): digest_of(path) for path in files},
    }
    (folder / "otvet.json").write_text(json.dumps(fields))


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_dense(folder: Path, layer: Dense, width: int, random: np.random.Generator) -> None:
    folder.mkdir(exist_ok=True)
    config: dict[str, object] = {
        "in_features": width,
        "out_features": layer.size,
        "bias": layer.bias,
        "activation_function": layer.activation,
        "module_input_name": "sentence_embedding",
        "module_output_name": "sentence_embedding",
    }
    arrays = {"linear.weight": random.standard_normal((layer.size, width)).astype(np.float32)}
    if layer.bias:
        arrays["linear.bias"] = random.standard_normal(layer.size).astype(np.float32)
    if layer.residual:
        config["use_residual"] = True
        if width != layer.size:
            arrays["residual.weight"] = random.standard_normal((layer.size, width)).astype(np.float32)
    (folder / "config.json").write_text(json.dumps(config))
    save_file(arrays, folder / "model.safetensors")
