"""The cross-encoder adapter beside the library that it wraps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb_index.errors import RerankerUnavailable
from kb_index.ports import Asked, Candidate
from kb_index.ranking.cross_encoder import SHARE, CrossEncoderReranker
from kb_index.ranking.open import open_reranker
from kb_index.records import Article, Passage, Span
from tests.tiny_cross_encoder import write_tiny_cross_encoder

TEXTS = ["Reset the password on the sign in page.", "Invoices are sent monthly.", "No."]
NONE = np.zeros(0, np.int64)
ASKED = Asked("reset password?", "en", (), NONE, NONE, np.zeros(0, np.float32), NONE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_cross_encoder(tmp_path_factory.mktemp("tiny"))


def candidate(text: str, similarity: float) -> Candidate:
    article = Article(text[:3], "Title", text, "en")
    return Candidate(Passage(text[:3], 0, Span(0, len(text)), text), article, similarity, None, similarity, {})


def test_logits_equal_those_of_sentence_transformers(folder: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    reference = CrossEncoder(str(folder), device="cpu").predict(
        [("reset password?", text) for text in TEXTS], activation_fn=torch.nn.Identity(), show_progress_bar=False
    )

    assert CrossEncoderReranker(str(folder)).logits("reset password?", TEXTS) == pytest.approx(reference, abs=1e-5)


def test_the_model_decides_the_order_of_equally_similar_passages(folder: Path) -> None:
    reranker = CrossEncoderReranker(str(folder))
    logits = reranker.logits(ASKED.text, [f"Title\n{text}" for text in TEXTS])

    found = reranker.similarities(ASKED, [candidate(text, 0.5) for text in TEXTS])

    assert np.argsort(-found).tolist() == np.argsort(-logits).tolist()
    assert 0 < SHARE < 1


def test_the_fingerprint_tells_weights_apart(folder: Path, tmp_path: Path) -> None:
    other = write_tiny_cross_encoder(tmp_path)
    weights = other / "model.safetensors"
    from safetensors.numpy import load_file, save_file

    held = load_file(weights)
    held["classifier.bias"] = held["classifier.bias"] + 1
    save_file(held, weights, metadata={"format": "pt"})

    prints = {CrossEncoderReranker(str(one)).fingerprint.split()[-1] for one in (folder, other)}

    assert len(prints) == 2


def test_a_folder_opens_by_its_path(folder: Path) -> None:
    assert isinstance(open_reranker(str(folder)), CrossEncoderReranker)


def test_a_missing_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RerankerUnavailable, match="OTVET_RERANKER"):
        CrossEncoderReranker(str(tmp_path / "nothing"))


def test_a_model_with_several_outputs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RerankerUnavailable, match="3 outputs"):
        CrossEncoderReranker(str(write_tiny_cross_encoder(tmp_path, outputs=3)))
