"""A static model is computed with numpy as sentence-transformers computes it, and refused where it cannot be."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from kb_index.arrays import FloatArray
from kb_index.embedders.model_folder import read_model_folder
from kb_index.embedders.open import open_embedder
from kb_index.embedders.sentence_transformer import SentenceTransformerEmbedder, load_model
from kb_index.embedders.static import StaticEmbedder
from kb_index.errors import EmbedderUnavailable
from tests.static_model import Dense, write_static_model
from tests.word_model import write_word_model

WORDS = ["пароль", "аккаунт", "деньги", "вернуть", "как", "reset", "vpn", "passage", "query"]
TEXTS = [
    "Как вернуть деньги?",
    "Как сбросить ПАРОЛЬ аккаунта: VPN, reset, s3…",
    "пароль " * 200,
    "й",
    "ёлка 😀 №5",
    "Σ пароль 如何",
]
GELU = "torch.nn.modules.activation.GELU"
TANH = "torch.nn.modules.activation.Tanh"
RELU = "torch.nn.modules.activation.ReLU"
SHAPES: dict[str, Sequence[Dense]] = {
    "no layer": (),
    "one": (Dense(8),),
    "no bias": (Dense(8, bias=False),),
    "gelu beside": (Dense(8), Dense(8, GELU, residual=True)),
    "tanh": (Dense(8, TANH), Dense(5, RELU)),
    "projected": (Dense(9, GELU, residual=True), Dense(4)),
}


def opened(folder: Path) -> StaticEmbedder:
    return StaticEmbedder.open(read_model_folder("tiny", folder))


@pytest.mark.parametrize("flat", [True, False], ids=["a row each", "model2vec"])
@pytest.mark.parametrize("shape", SHAPES)
def test_vectors_are_those_of_sentence_transformers(tmp_path: Path, shape: str, flat: bool) -> None:
    """Loads torch."""
    prompts = {"query": "query ", "passage": "passage "}
    folder = write_static_model(tmp_path / "tiny", WORDS, layers=SHAPES[shape], flat=flat, prompts=prompts)
    reference = SentenceTransformerEmbedder(read_model_folder("tiny", folder), load_model(str(folder)))
    ours = opened(folder)
    assert ours.dimension == reference.dimension
    assert ours.fingerprint == reference.fingerprint
    assert np.abs(ours.embed_passages(TEXTS) - reference.embed_passages(TEXTS)).max() < 2e-6
    assert np.abs(ours.embed_query(TEXTS[0]) - reference.embed_query(TEXTS[0])).max() < 2e-6


def test_rows_of_half_precision_give_the_vectors_of_the_numbers_that_they_hold(tmp_path: Path) -> None:
    half = write_static_model(tmp_path / "half", WORDS, half=True)
    full = write_static_model(tmp_path / "full", WORDS)
    arrays = load_file(half / "model.safetensors")
    arrays["embeddings"][:2] = [[6e-8, -6e-8, 65504, -65504, 0.0, -0.0]] * 2  # the smallest and the largest there are
    save_file(arrays, half / "model.safetensors")
    save_file({**arrays, "embeddings": arrays["embeddings"].astype(np.float32)}, full / "model.safetensors")
    assert np.array_equal(opened(half).embed_passages(TEXTS), opened(full).embed_passages(TEXTS))


def test_rows_of_eight_bits_are_those_of_sentence_transformers(tmp_path: Path) -> None:
    """Loads torch."""
    folder = write_static_model(tmp_path / "tiny", WORDS, layers=SHAPES["one"])
    arrays = load_file(folder / "model.safetensors")
    arrays["embeddings"] = np.rint(arrays["embeddings"] * 30).clip(-127, 127).astype(np.int8)
    save_file({**arrays, "weights": arrays["weights"] / 30}, folder / "model.safetensors")
    reference = SentenceTransformerEmbedder(read_model_folder("tiny", folder), load_model(str(folder)))
    assert np.abs(opened(folder).embed_passages(TEXTS) - reference.embed_passages(TEXTS)).max() < 2e-6


def test_half_precision_stays_near_to_what_sentence_transformers_makes_of_it(tmp_path: Path) -> None:
    """Loads torch, which computes all layers in half precision."""
    folder = write_static_model(tmp_path / "half", WORDS, half=True, layers=SHAPES["gelu beside"])
    reference = SentenceTransformerEmbedder(read_model_folder("tiny", folder), load_model(str(folder)))
    cosines = np.einsum("ij,ij->i", opened(folder).embed_passages(TEXTS), reference.embed_passages(TEXTS))
    assert cosines.min() > 0.9999


@pytest.mark.parametrize("text", ["", "  \n", "如何", "😀😀", "如何 😀"])
def test_a_text_without_a_known_word_has_zeros_as_passage_and_as_query(tmp_path: Path, text: str) -> None:
    prompts = {"query": "query ", "passage": "passage "}
    model = opened(write_static_model(tmp_path / "tiny", WORDS, prompts=prompts))  # with a bias, which means nothing
    vectors = model.embed_passages([text, "пароль"])
    assert not vectors[0].any()
    assert np.linalg.norm(vectors[1]) == pytest.approx(1.0)
    assert not model.embed_query(text).any()


def test_words_without_weight_have_zeros_not_nothing_by_nothing(tmp_path: Path) -> None:
    folder = write_static_model(tmp_path / "tiny", WORDS)
    arrays = load_file(folder / "model.safetensors")
    save_file({**arrays, "weights": np.zeros_like(arrays["weights"])}, folder / "model.safetensors")
    assert not opened(folder).embed_passages(TEXTS).any()


def test_threads_get_the_vectors_that_one_gets(tmp_path: Path) -> None:
    folder = write_static_model(tmp_path / "tiny", WORDS)
    texts = [f"пароль{number} деньги {number}" for number in range(400)]
    alone = [opened(folder).embed_query(text) for text in texts]
    shared = opened(folder)
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(shared.embed_query, texts))
    assert np.array_equal(alone, together)


def test_a_folder_with_a_static_model_opens_without_torch_and_without_an_exported_graph(tmp_path: Path) -> None:
    folder = write_static_model(tmp_path / "tiny", WORDS)
    script = (
        "import sys; from pathlib import Path; from kb_index.embedders.open import open_embedder;"
        "e = open_embedder(sys.argv[1], cache=Path(sys.argv[2])); e.embed_query('Как вернуть пароль?');"
        "print(type(e).__name__, 'torch' in sys.modules, 'tokenizers' in sys.modules)"
    )
    given = [sys.executable, "-c", script, str(folder), str(tmp_path / "cache")]
    done = subprocess.run(given, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "StaticEmbedder False False"
    assert not (tmp_path / "cache").exists()


def test_the_older_layout_with_a_row_for_each_word_opens_so_too(tmp_path: Path) -> None:
    folder = write_word_model(tmp_path / "words", {"refund": 0, "возврат": 0})
    model = open_embedder(str(folder), cache=tmp_path)
    assert isinstance(model, StaticEmbedder)
    assert model.embed_query("refund") @ model.embed_query("возврат") == pytest.approx(1.0)


# --- what is refused ----------------------------------------------------------------------------------


def changed_json(path: str, **fields: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / path).write_text(json.dumps(json.loads((folder / path).read_text()) | fields))

    return change


def no_scale(folder: Path) -> None:
    """Whole numbers mean nothing without the weights that hold their scale."""
    arrays = load_file(folder / "model.safetensors")
    row_of = arrays["mapping"]
    save_file({"embeddings": arrays["embeddings"].astype(np.int8), "mapping": row_of}, folder / "model.safetensors")


def changed_array(name: str, make: Callable[[FloatArray], object]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        arrays = load_file(folder / "model.safetensors")
        save_file({**arrays, name: np.asarray(make(arrays[name]))}, folder / "model.safetensors")

    return change


def unknown_module(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    modules[1]["type"] = "somebody.elses.Dense"
    (folder / "modules.json").write_text(json.dumps(modules))


def spoilt(array: FloatArray) -> FloatArray:
    array[0] = np.inf
    return array


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "an activation": (changed_json("1_Dense/config.json", activation_function="my.Swish"), "an activation my.Swish"),
    "another input": (changed_json("1_Dense/config.json", module_input_name="token_embeddings"), "token_embeddings"),
    "a residual without weights": (changed_json("1_Dense/config.json", use_residual=True), "not what its config"),
    "a layer of another size": (changed_json("1_Dense/config.json", out_features=9), "of shape"),
    "a module": (unknown_module, "somebody.elses.Dense is not known"),
    "a mapping outside": (changed_array("mapping", lambda one: one + 1000), "points outside"),
    "too few weights": (changed_array("weights", lambda one: one[:-1].copy()), "weights"),
    "too few tokens": (changed_array("mapping", lambda one: one[:5].copy()), "the table 5|weights"),
    "whole numbers without a scale": (no_scale, "floating-point"),
    "wider whole numbers": (changed_array("embeddings", lambda one: one.astype(np.int32)), "floating-point"),
    "an infinite number": (changed_array("embeddings", spoilt), "infinite"),
    "no table": (lambda folder: (folder / "model.safetensors").write_bytes(b"no table"), "cannot be read"),
    "no tokenizer": (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json"),
    "a tokenizer of another kind": (lambda folder: (folder / "tokenizer.json").write_text("[]"), "cannot be read"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("half", [True, False])
def test_a_model_that_cannot_be_read_exactly_is_refused_with_the_reason(tmp_path: Path, case: str, half: bool) -> None:
    change, reason = REFUSED[case]
    folder = write_static_model(tmp_path / "tiny", WORDS, half=half)
    change(folder)
    with pytest.raises(EmbedderUnavailable, match=reason):
        opened(folder)


def test_a_static_model_with_an_unknown_part_runs_as_any_other_model(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Loads torch, which knows the part."""
    folder = write_static_model(tmp_path / "tiny", WORDS)
    changed_json("1_Dense/config.json", activation_function="torch.nn.modules.activation.Sigmoid")(folder)
    with caplog.at_level(logging.WARNING):
        model = open_embedder(str(folder), cache=tmp_path / "cache")
    assert isinstance(model, SentenceTransformerEmbedder)
    assert "static_model_unknown" in caplog.text
    assert model.embed_query("пароль").shape == (8,)
