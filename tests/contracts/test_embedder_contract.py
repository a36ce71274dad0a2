"""Every Embedder keeps the port's promises, and ONNX Runtime computes what PyTorch computes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb_index.embedders.bundled import bundled_model
from kb_index.embedders.export import TOLERANCE, export_graph
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.model_folder import read_model_folder
from kb_index.embedders.onnx import OnnxEmbedder
from kb_index.embedders.open import open_embedder
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.embedders.sentence_transformer import SentenceTransformerEmbedder, load_model
from kb_index.embedders.static import StaticEmbedder
from kb_index.errors import EmbedderUnavailable
from kb_index.ports import Embedder
from tests.static_model import write_static_model

TEXTS = [
    "How do I reset my password?",
    "Refunds take 14 days.",
    "Как вернуть деньги?",
    "A webhook is retried five times. " * 40,
    "x",
    "",
]
LIKE = ["password reset for my account", "invoices are paid by bank card"]


@dataclass(frozen=True)
class Bundled:
    """The bundled model in both runtimes; torch is loaded once for this file."""

    model: Any
    torch: SentenceTransformerEmbedder
    onnx: OnnxEmbedder
    cache: Path


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Bundled:
    source = bundled_model()
    model = load_model(str(source.folder))
    cache = tmp_path_factory.mktemp("cache")
    graph = cache / f"onnx-{source.digest[:16]}"
    export_graph(source, model, graph)
    return Bundled(model, SentenceTransformerEmbedder(source, model), OnnxEmbedder.open(source, graph), cache)


@pytest.fixture(params=["hashing", "static", "routed", "onnx", "torch"])
def embedder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Embedder]:
    if request.param == "hashing":
        yield HashingEmbedder()
    elif request.param == "static":
        folder = write_static_model(tmp_path / "static", " ".join([*TEXTS, *LIKE]).lower().split(), layers=())
        yield StaticEmbedder.open(read_model_folder("static", folder))
    elif request.param == "routed":
        yield RoutedEmbedder({"en": HashingEmbedder(), "ru": HashingEmbedder()})
    else:
        yield getattr(request.getfixturevalue("bundled"), request.param)


def test_vectors_are_float32_of_the_dimension_and_of_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), embedder.dimension), np.float32)
    lengths = np.linalg.norm(vectors, axis=1)
    assert lengths[:-1] == pytest.approx(np.ones(len(TEXTS) - 1), abs=1e-5)
    assert lengths[-1] == 0.0 or lengths[-1] == pytest.approx(1.0, abs=1e-5)  # zeros: of "" it knows nothing


def test_what_is_unknown_as_a_passage_is_unknown_as_a_query(embedder: Embedder) -> None:
    passages = embedder.embed_passages(TEXTS)
    assert [bool(row.any()) for row in passages] == [bool(embedder.embed_query(text).any()) for text in TEXTS]


def test_a_query_is_one_vector_of_length_one(embedder: Embedder) -> None:
    vector = embedder.embed_query(TEXTS[0])
    assert (vector.shape, vector.dtype) == ((embedder.dimension,), np.float32)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)


def test_a_passage_has_the_same_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    together = embedder.embed_passages(TEXTS)
    for row, text in enumerate(TEXTS):
        assert embedder.embed_passages([text])[0] == pytest.approx(together[row], abs=1e-5)


def test_the_fingerprint_is_one_line_that_names_the_dimension(embedder: Embedder) -> None:
    assert "\n" not in embedder.fingerprint
    assert f"dimension={embedder.dimension}" in embedder.fingerprint


def test_a_text_is_nearer_to_its_like_than_to_another(embedder: Embedder) -> None:
    near, far = embedder.embed_passages(LIKE)
    query = embedder.embed_query("reset the password of my account")
    assert query @ near > query @ far + 0.2


def test_onnx_runtime_and_pytorch_agree_on_texts_that_the_export_was_not_checked_with(bundled: Bundled) -> None:
    texts = [f"{word} number {n}: the invoice {word * n} was not paid" for n, word in enumerate(["Order", "счёт", "é"])]
    difference = np.abs(bundled.onnx.embed_passages(texts) - bundled.torch.embed_passages(texts)).max()
    assert difference <= TOLERANCE
    assert np.abs(bundled.onnx.embed_query(texts[0]) - bundled.torch.embed_query(texts[0])).max() <= TOLERANCE


def test_both_runtimes_have_one_fingerprint(bundled: Bundled) -> None:
    assert bundled.onnx.fingerprint == bundled.torch.fingerprint
    assert bundled.onnx.languages == bundled.torch.languages == {"en"}


def test_an_exported_model_opens_without_torch(bundled: Bundled) -> None:
    script = (
        "import sys; from pathlib import Path; from kb_index.embedders.open import open_embedder;"
        "e = open_embedder('bundled-en', cache=Path(sys.argv[1])); e.embed_query('x');"
        "print(e.fingerprint, 'torch' in sys.modules, 'sentence_transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, bundled.cache], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{bundled.onnx.fingerprint} False False"


def copied_graph(bundled: Bundled, to: Path) -> Path:
    source = next(bundled.cache.iterdir())
    to.mkdir()
    for file in source.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    return to


def test_a_graph_with_one_changed_byte_is_not_used(bundled: Bundled, tmp_path: Path) -> None:
    folder = copied_graph(bundled, tmp_path / "graph")
    data = bytearray((folder / "model.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "model.onnx").write_bytes(data)
    with pytest.raises(EmbedderUnavailable, match="changed after its export"):
        OnnxEmbedder.open(bundled_model(), folder)


def test_a_graph_of_another_model_is_not_used(bundled: Bundled, tmp_path: Path) -> None:
    folder = copied_graph(bundled, tmp_path / "graph")
    with pytest.raises(EmbedderUnavailable, match="another model"):
        OnnxEmbedder.open(replace(bundled_model(), digest="0" * 64), folder)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"dimension": 1}'])
def test_a_broken_manifest_is_reported(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(EmbedderUnavailable, match="no usable graph"):
        OnnxEmbedder.open(bundled_model(), tmp_path)


@pytest.fixture(scope="module")
def small_model(bundled: Bundled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder that is not the bundled one: two random layers, and prompts of its own."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("models") / "small"
    encoder = folder.parent / "encoder"
    config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)
    BertModel(config).save_pretrained(encoder)
    bundled.model.tokenizer.save_pretrained(encoder)
    steps = [models.Transformer(str(encoder), max_seq_length=64), models.Pooling(32, "cls")]
    prompts = {"query": "question: ", "document": "answer: "}
    SentenceTransformer(modules=steps, prompts=prompts, device="cpu").save(str(folder), create_model_card=False)
    return folder


def test_any_model_folder_is_opened_with_its_own_prompts(small_model: Path, tmp_path: Path) -> None:
    embedder = open_embedder(str(small_model), cache=tmp_path)
    assert isinstance(embedder, OnnxEmbedder)
    assert embedder.languages == {"*"}
    assert embedder.fingerprint.startswith("small@")
    assert '["question: ", "answer: "]' in embedder.fingerprint
    plain = load_model(str(small_model)).encode(["answer: paid"], prompt="", normalize_embeddings=True)
    assert embedder.embed_passages(["paid"]) == pytest.approx(plain, abs=1e-5)
    assert np.abs(embedder.embed_query("paid") - plain[0]).max() > 1e-3


def test_a_damaged_graph_is_exported_again(small_model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = open_embedder(str(small_model), cache=tmp_path).embed_query("paid")
    graph = next(tmp_path.glob("onnx-*")) / "model.onnx"
    graph.write_bytes(graph.read_bytes()[:1000])
    again = open_embedder(str(small_model), cache=tmp_path)
    assert "onnx_graph_unusable" in caplog.text
    assert isinstance(again, OnnxEmbedder)
    assert again.embed_query("paid") == pytest.approx(first, abs=1e-6)
    assert [path.name for path in tmp_path.iterdir()] == [graph.parent.name]


def test_a_model_that_cannot_be_exported_runs_in_pytorch(
    small_model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where the cache folder should be")
    embedder = open_embedder(str(small_model), cache=tmp_path / "cache")
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert "onnx_export_failed" in caplog.text
    assert embedder.embed_query("paid").shape == (32,)


def test_changed_prompts_change_the_fingerprint(small_model: Path, tmp_path: Path) -> None:
    before = read_model_folder("small", small_model).fingerprint(32)
    copy = tmp_path / "small"
    copy.mkdir()
    for file in (path for path in small_model.rglob("*") if path.is_file()):
        (copy / file.relative_to(small_model)).parent.mkdir(parents=True, exist_ok=True)
        (copy / file.relative_to(small_model)).write_bytes(file.read_bytes())
    assert read_model_folder("small", copy).fingerprint(32) == before
    config = copy / "config_sentence_transformers.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"prompts": {"query": "q: "}}))
    assert read_model_folder("small", copy).fingerprint(32) != before


def test_a_graph_that_computes_something_else_is_thrown_away(small_model: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    class Skewed(SentenceTransformer):
        """Its steps are exported; what it says itself is another text's vector."""

        def encode(self, texts: list[str], **options: Any) -> Any:
            return super().encode([text + " not" for text in texts], **options)

    with pytest.raises(EmbedderUnavailable, match="differs from the model"):
        export_graph(
            read_model_folder("small", small_model), Skewed(str(small_model), device="cpu"), tmp_path / "graph"
        )
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_raises_while_it_is_exported_leaves_nothing_and_a_short_reason(
    small_model: Path, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    class Broken(SentenceTransformer):
        """Fails as PyTorch does: with pages of numbers."""

        def forward(self, *values: Any, **options: Any) -> Any:
            raise RuntimeError("no such operator" + "\n0.1 0.2 0.3" * 100_000)

    with pytest.raises(EmbedderUnavailable, match="no such operator") as caught:
        export_graph(
            read_model_folder("small", small_model), Broken(str(small_model), device="cpu"), tmp_path / "graph"
        )
    assert len(str(caught.value)) < 500
    assert list(tmp_path.iterdir()) == []
