"""A trained student -> a folder that sentence-transformers loads as an ordinary model, checked against the student.

Only modules of sentence-transformers itself: StaticEmbedding in the layout of model2vec (tokens share rows and carry
weights), Dense into the teacher's space, Normalize. Its loader refuses other modules without ``trust_remote_code``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from eval.encoder.fit import Trained, bags
from eval.encoder.manifest import empty_folder, write_json, write_manifest
from eval.encoder.student import Student
from eval.encoder.words import CONTINUED, NOTHING, UNKNOWN, Reader, Vocabulary, words
from eval.errors import TrainingDataUnusable
from kb_index.arrays import FloatArray
from kb_index.embedders.model_folder import read_model_folder
from kb_index.embedders.static import StaticEmbedder
from kb_index.embedders.wordpiece import ADDRESS

_MODULES = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
_DENSE = "sentence_transformers.base.modules.dense.Dense"
_NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"
_SIGNS = "№°€₽$→←•©®™✓✔"  # stand against words without a blank; they must not make the word unreadable
_LEAST_COSINE = 0.999  # half precision and eight bits cost less
_MOST, _SMALLEST = 127, 1e-12  # of eight bits; of a row's largest number


def export(trained: Trained, into: Path, *, name: str, version: str, card: str, bits: int = 16) -> None:
    """Writes the folder anew; what stood in it is gone. ``bits`` of a number in the table: 16 or 8.

    Raises TrainingDataUnusable for a student that reads n-grams.
    """
    if trained.vocabulary.grams:
        raise TrainingDataUnusable(f"{into} was not written: no tokenizer of the library cuts texts into n-grams.")
    empty_folder(into)
    _write_table(trained, into, bits)
    modules = [("", _MODULES), ("1_Dense", _DENSE)]
    _write_dense(into / "1_Dense", trained.student.basis.detach().numpy().T, None)
    for layer in trained.student.layers:
        at = len(modules)
        modules += [(f"{at}_Normalize", _NORMALIZE), (f"{at + 1}_Dense", _DENSE)]
        _write_dense(into / f"{at + 1}_Dense", layer.weight.detach().numpy(), layer.bias.detach().numpy())
    modules.append((f"{len(modules)}_Normalize", _NORMALIZE))
    _write_config(into, modules)
    (into / "README.md").write_text(card, "utf-8")
    width = int(trained.student.basis.shape[1])
    write_manifest(into, name=name, version=version, dimension=width)


def check(trained: Trained, folder: Path, texts: Sequence[str]) -> float:
    """The least cosine between what the folder and what the student say of the texts. Raises TrainingDataUnusable."""
    found = StaticEmbedder.open(read_model_folder(folder.name, folder)).embed_passages(texts)
    least = float((found * said(trained.student, trained.vocabulary, texts)).sum(1).min())
    if least < _LEAST_COSINE:
        raise TrainingDataUnusable(f"{folder} says other things than the student: the least cosine is {least:.4f}.")
    return least


def said(student: Student, vocabulary: Vocabulary, texts: Sequence[str]) -> FloatArray:
    """Shape (texts, d): the student's own vectors."""
    reader = Reader(vocabulary)
    read = [[int(vocabulary.rows[token]) for word in words(text) for token in reader.tokens(word)] for text in texts]
    with torch.no_grad():
        vectors: FloatArray = student(*bags([rows or [NOTHING] for rows in read])).numpy()
    return vectors


def _write_table(trained: Trained, into: Path, bits: int) -> None:
    vocabulary = trained.vocabulary
    tokens = [*vocabulary.tokens, *(sign for sign in _SIGNS if sign not in vocabulary.tokens)]
    rows = np.concatenate([vocabulary.rows, np.zeros(len(tokens) - len(vocabulary.tokens), np.int64)])
    weights = np.exp(trained.student.weights.detach().numpy())
    weights[NOTHING] = 0.0
    table = trained.student.table()
    table[NOTHING] = 0.0
    numbers, steps = _in_bits(table, bits)
    mapping = rows.astype(np.int32 if bits == 16 else np.min_scalar_type(len(table)))
    arrays = {"embeddings": numbers, "mapping": mapping, "weights": (weights * steps)[rows]}
    save_file({key: np.ascontiguousarray(array) for key, array in arrays.items()}, into / "model.safetensors")
    tokenizer = Tokenizer(
        models.WordPiece(
            {token: number for number, token in enumerate(tokens)},
            unk_token=UNKNOWN,
            continuing_subword_prefix=CONTINUED,
            max_input_chars_per_word=100,
        )
    )
    addresses = normalizers.Replace(Regex(ADDRESS), " ")
    changes = [addresses, normalizers.NFC(), normalizers.Lowercase(), normalizers.Replace("ё", "е")]
    tokenizer.normalizer = normalizers.Sequence(changes)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(into / "tokenizer.json"), pretty=False)


def _in_bits(table: FloatArray, bits: int) -> tuple[npt.NDArray[Any], FloatArray]:
    """Numbers, and by row what they are to be multiplied by: sentence-transformers does so with a token's weight."""
    if bits == 16:
        return table.astype(np.float16), np.ones(len(table), np.float32)
    steps = np.maximum(np.abs(table).max(1), _SMALLEST).astype(np.float32) / np.float32(_MOST)
    return np.rint(table / steps[:, None]).astype(np.int8), steps


def _write_dense(folder: Path, weight: FloatArray, bias: FloatArray | None) -> None:
    """A layer with a bias is one that adds to its input; one without maps rows into the space."""
    folder.mkdir()
    arrays = {"linear.weight": np.ascontiguousarray(weight.astype(np.float16))}
    config: dict[str, Any] = {
        "in_features": weight.shape[1],
        "out_features": weight.shape[0],
        "bias": bias is not None,
        "activation_function": "torch.nn.modules.linear.Identity",
        "module_input_name": "sentence_embedding",
        "module_output_name": "sentence_embedding",
    }
    if bias is not None:
        arrays["linear.bias"] = bias.astype(np.float16)
        config |= {"activation_function": "torch.nn.modules.activation.GELU", "use_residual": True}
    save_file(arrays, folder / "model.safetensors")
    write_json(folder / "config.json", config)


def _write_config(into: Path, modules: Sequence[tuple[str, str]]) -> None:
    listed = [
        {"idx": number, "name": str(number), "path": path, "type": kind} for number, (path, kind) in enumerate(modules)
    ]
    write_json(into / "modules.json", listed)
    for path, kind in modules:
        if kind == _NORMALIZE:
            (into / path).mkdir()
            write_json(into / path / "config.json", {})
    settings = {"model_type": "SentenceTransformer", "prompts": {"query": "", "document": ""}}
    similarity = {"default_prompt_name": None, "similarity_fn_name": "cosine"}
    write_json(into / "config_sentence_transformers.json", settings | similarity)
