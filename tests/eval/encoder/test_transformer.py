"""The Russian transformer: rows from translations, training that can be stopped, a folder that opens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from eval.encoder.fit import Examples
from eval.encoder.navec import WordVectors
from eval.encoder.transformer import Training, give_rows, loss_of, new_model, train, vectors_of, write_model
from eval.encoder.transformer_start import Parallel, align, first_rows, read_ids, tokenizer_file
from eval.encoder.words import Vocabulary, build_vocabulary
from kb_index.arrays import FloatArray
from kb_index.embedders.bundled import bundled_folder
from kb_index.embedders.onnx import OnnxEmbedder
from kb_index.embedders.open import open_embedder

RUSSIAN = ("красный дом", "дом", "красный сад", "сад", "сервер kubernetes", "дома") * 4
ENGLISH = ("red house", "house", "red garden", "garden", "kubernetes server", "houses") * 4


def _vectors() -> WordVectors:
    names = ("дом", "дома", "домом", "красный", "сад", "сервер")
    return WordVectors(names, np.eye(6, dtype=np.float32), (60, 50, 40, 30, 20, 10))


def _vocabulary() -> Vocabulary:
    return build_vocabulary(RUSSIAN, _vectors(), rows=20, pieces=60)


def _tokenizer() -> Tokenizer:
    return Tokenizer.from_str(tokenizer_file(_vocabulary(), _vectors(), forms=100))


def _unit(rows: FloatArray) -> FloatArray:
    found: FloatArray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return found


def test_alignment_finds_which_word_translates_which_though_they_stand_together() -> None:
    red, house, garden = 1, 2, 3
    sources = [np.array(text, np.int64) for text in ([11, 12], [12], [11, 13], [13])]
    targets = [np.array(text, np.int64) for text in ([red, house], [house], [red, garden], [garden])]
    pairs, chance = align(sources, targets)
    best = {
        source: max((c, t) for (s, t), c in zip(pairs.tolist(), chance, strict=True) if s == source)[1]
        for source in (11, 12, 13)
    }
    assert best == {11: red, 12: house, 13: garden}


def test_the_forms_of_a_lemma_share_one_id_in_any_case_of_letters() -> None:
    tokenizer = _tokenizer()
    one, other, third = (tokenizer.encode(text, add_special_tokens=False).ids for text in ("дом", "ДОМА", "домом!"))
    assert one == other == third
    assert tokenizer.encode("сад", add_special_tokens=False).ids != one


def test_a_text_stands_between_the_marks_that_the_english_model_knows() -> None:
    assert read_ids(_tokenizer(), ["дом"], ends=True)[0].tolist()[::2] == [1, 2]


def test_a_row_begins_as_its_translation_and_a_latin_name_as_itself() -> None:
    english = new_model((0,)).embeddings.word_embeddings.weight.detach().numpy()
    teacher = Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
    vocabulary, tokenizer = _vocabulary(), _tokenizer()
    texts = Parallel(RUSSIAN * 10, ENGLISH * 10, np.zeros((len(RUSSIAN) * 10, 384), np.float32))
    rows = first_rows(texts, vocabulary, tokenizer, english)
    garden, server = (tokenizer.encode(word, add_special_tokens=False).ids[0] for word in ("сад", "kubernetes"))
    near = _unit(english) @ _unit(rows[[garden]])[0]
    pieces = teacher.encode("kubernetes", add_special_tokens=False).ids
    assert near.argmax() == teacher.token_to_id("garden")
    assert np.allclose(rows[server], english[[p for p in pieces if p]].mean(0), atol=1e-6)


def test_nothing_is_nearer_to_the_teacher_than_the_teacher() -> None:
    wanted, other = (torch.nn.functional.normalize(torch.eye(4) + x, dim=-1) for x in (0.0, 0.5))
    assert loss_of(wanted, wanted, other) < loss_of(other, wanted, other)


def _training(state: Path) -> Training:
    torch.manual_seed(0)
    model = new_model((5,)).train()
    give_rows(model, np.random.default_rng(0).normal(0, 0.05, (40, 384)).astype(np.float32))
    return Training(model, state)


def test_training_that_was_stopped_goes_on_to_the_same_model(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    texts = [np.array([1, 5 + n, 6 + n, 2]) for n in range(8)]
    wanted, bank = (_unit(chance.normal(size=(n, 384)).astype(np.float32)) for n in (8, 16))
    whole, first = _training(tmp_path / "none"), _training(tmp_path / "state")
    for training in (whole, first):
        training.step(texts, wanted, bank, seconds=1e9)
    first.keep()
    second = _training(tmp_path / "state")
    for training in (whole, second):
        training.step(texts, wanted, bank, seconds=1e9)
    assert second.steps == 2
    with torch.inference_mode():
        assert torch.allclose(vectors_of(whole.model, texts), vectors_of(second.model, texts), atol=1e-4)


def test_training_goes_on_for_its_time_and_tells_how_the_held_back_texts_fare(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [np.array([1, 5 + n, 6 + n, 2]) for n in range(8)]
    targets = _unit(np.random.default_rng(1).normal(size=(8, 384)).astype(np.float32))
    examples = Examples(RUSSIAN[:8], targets, np.full(8, 1.5, np.float32), np.array([3, 7]))
    training = _training(tmp_path / "state")
    train(training, texts, examples, seconds=0.2)
    assert training.steps > 0
    assert training.spent >= 0.2
    assert "before: cosine" in capsys.readouterr().out
    assert _training(tmp_path / "state").steps == training.steps


def test_the_folder_opens_as_an_ordinary_model_and_gives_the_same_vectors(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    tokenizer = tokenizer_file(_vocabulary(), _vectors(), forms=100)
    model = _training(tmp_path / "none").model.eval()
    give_rows(model, np.random.default_rng(0).normal(0, 0.05, (200, 384)).astype(np.float32))
    write_model(model, tokenizer, tmp_path / "model")
    opened = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    texts = ["Красный дом", "сервер Kubernetes", *(token for token in _vocabulary().tokens if token.isalpha())]
    with torch.inference_mode():
        ours = torch.cat(
            [vectors_of(model, [text]) for text in read_ids(Tokenizer.from_str(tokenizer), texts, ends=True)]
        )
    assert np.allclose(opened.encode(texts).astype(np.float32), ours.numpy(), atol=5e-3)
    exported = open_embedder(str(tmp_path / "model"), cache=tmp_path / "cache")
    assert isinstance(exported, OnnxEmbedder)
    # Forms share the id of their lemma, which the library forgets when it writes a tokenizer.
    assert np.allclose(exported.embed_passages(texts), ours.numpy(), atol=5e-3)
