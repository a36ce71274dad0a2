"""A transformer and a static model of one space are one encoder: the mean of both, opened whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kb_index.embedders.blended import BlendedEmbedder
from kb_index.embedders.bundled import russian_model
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.model_folder import read_model_folder
from kb_index.embedders.open import open_embedder
from kb_index.embedders.partners import read_artefact, words_below
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.embedders.static import StaticEmbedder
from kb_index.errors import EmbedderUnavailable
from service.closeness import quick_encoders
from tests.static_model import Dense, write_manifest, write_static_model

WORDS = ["пароль", "деньги", "вернуть", "как"]
TEXTS = ["Как вернуть деньги?", "пароль", "如何"]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A static model stands for the transformer: how the deep one computes is nothing to the mean."""
    folder = write_static_model(tmp_path / "whole", WORDS)
    write_static_model(folder / "words", [*WORDS, "счет"])
    write_manifest(folder, partner="partner", weights_sha256="0" * 64, dimension=8)
    told(folder, format=2, words={"path": "words", "share": 0.25})
    return folder


def told(folder: Path, **fields: object) -> None:
    path = folder / "otvet.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_a_vector_is_the_mean_of_what_both_say(whole: Path, tmp_path: Path) -> None:
    found = open_embedder(str(whole), cache=tmp_path)
    deep, words = (StaticEmbedder.open(read_model_folder("one", place)) for place in (whole, whole / "words"))
    mean = 0.75 * deep.embed_passages(TEXTS[:2]) + 0.25 * words.embed_passages(TEXTS[:2])
    expected = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    assert np.allclose(found.embed_passages(TEXTS)[:2], expected, atol=1e-6)
    assert np.allclose(found.embed_query(TEXTS[0]), expected[0], atol=1e-6)
    assert not found.embed_passages(TEXTS)[2].any()
    assert not found.embed_query(TEXTS[2]).any()


def test_another_share_or_other_words_are_another_encoder(whole: Path, tmp_path: Path) -> None:
    first = open_embedder(str(whole), cache=tmp_path).fingerprint
    told(whole, words={"path": "words", "share": 0.5})
    assert open_embedder(str(whole), cache=tmp_path).fingerprint != first


def test_the_words_are_what_sentences_are_compared_with(whole: Path, tmp_path: Path) -> None:
    blended = open_embedder(str(whole), cache=tmp_path)
    assert isinstance(blended, BlendedEmbedder)
    assert set(quick_encoders(blended).values()) == {blended.words}
    assert not quick_encoders(HashingEmbedder())


@pytest.mark.parametrize("share", [0, 1, -0.1, float("nan")])
def test_a_share_that_leaves_nothing_of_one_is_refused(whole: Path, tmp_path: Path, share: float) -> None:
    told(whole, words={"path": "words", "share": share})
    with pytest.raises(EmbedderUnavailable, match="not between 0 and 1"):
        open_embedder(str(whole), cache=tmp_path)


def test_words_that_are_not_listed_are_refused(whole: Path, tmp_path: Path) -> None:
    told(whole, words={"path": "other", "share": 0.5})
    with pytest.raises(EmbedderUnavailable, match="lists no model in other"):
        open_embedder(str(whole), cache=tmp_path)


def test_damaged_words_are_refused(whole: Path, tmp_path: Path) -> None:
    path = whole / "words" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(EmbedderUnavailable, match="damaged or was changed"):
        open_embedder(str(whole), cache=tmp_path)


def test_the_words_can_be_asked_for_alone(tmp_path: Path) -> None:
    quick = open_embedder("bundled-quick", cache=tmp_path)
    assert isinstance(quick, RoutedEmbedder)
    words = quick.encoders["ru"]
    assert isinstance(words, StaticEmbedder)
    assert words.languages == {"ru"}
    alone = StaticEmbedder.open(read_model_folder("words", russian_model().folder / "words"))
    assert np.allclose(words.embed_passages(TEXTS), alone.embed_passages(TEXTS))
    assert set(quick_encoders(quick)) == {"ru"}


def test_an_artefact_without_words_has_no_quick_part(tmp_path: Path) -> None:
    folder = write_static_model(tmp_path / "student", WORDS)
    write_manifest(folder, partner="partner", weights_sha256="0" * 64, dimension=8)
    source = read_model_folder("student", folder)
    artefact = read_artefact(source)
    assert artefact is not None
    with pytest.raises(EmbedderUnavailable, match="student has no static model of its own"):
        words_below(source, artefact)


def test_words_of_another_size_are_refused(whole: Path, tmp_path: Path) -> None:
    write_static_model(whole / "words", WORDS, layers=[Dense(5)])
    write_manifest(whole, partner="partner", weights_sha256="0" * 64, dimension=8)
    told(whole, format=2, words={"path": "words", "share": 0.25})
    with pytest.raises(EmbedderUnavailable, match="8 numbers, its words of 5"):
        open_embedder(str(whole), cache=tmp_path)
