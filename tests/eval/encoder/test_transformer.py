"""The Russian transformer: rows from translations, training that can be stopped, a folder that opens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from eval.encoder.fit import Examples
from eval.encoder.navec import WordVectors
from eval.encoder.transformer import Training, Tuned, give_rows, loss_of, new_model, train, vectors_of
from eval.encoder.transformer_export import WORDS, add_words, check, write_model
from eval.encoder.transformer_start import Parallel, align, first_rows, read_ids, tokenizer_file
from eval.encoder.words import Vocabulary, build_vocabulary
from eval.errors import TrainingDataUnusable
from kb_index.arrays import FloatArray, IntArray
from kb_index.embedders.blended import BlendedEmbedder
from kb_index.embedders.bundled import bundled_folder
from kb_index.embedders.model_folder import read_model_folder
from kb_index.embedders.onnx import OnnxEmbedder
from kb_index.embedders.open import open_embedder
from kb_index.embedders.partners import read_artefact
from kb_index.embedders.static import StaticEmbedder
from tests.static_model import Dense, write_static_model

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


def _training(state: Path, *, steps: int = 10, key: str = "") -> Training:
    torch.manual_seed(0)
    model = new_model((5,)).train()
    give_rows(model, np.random.default_rng(0).normal(0, 0.05, (40, 384)).astype(np.float32))
    return Training(model, state, steps=steps, key=key)


def _examples() -> tuple[list[IntArray], Examples]:
    texts = [np.array([1, 5 + n, 6 + n, 2]) for n in range(8)]
    targets = _unit(np.random.default_rng(1).normal(size=(8, 384)).astype(np.float32))
    return texts, Examples(RUSSIAN[:8], targets, np.full(8, 1.5, np.float32), np.array([3, 7]))


def _trained(state: Path, *, steps: int) -> tuple[Tuned, list[str]]:
    told: list[str] = []
    return train(_training(state, steps=steps), *_examples(), told=told.append), told


def test_training_takes_its_steps_and_tells_how_the_held_back_texts_fare(tmp_path: Path) -> None:
    tuned, told = _trained(tmp_path / "state", steps=4)
    assert _training(tmp_path / "state", steps=4).done == 4
    assert [line.split(":")[0] for line in told] == ["step 0", "step 4"]
    assert told[-1].endswith(str(tuned.fares))
    assert -1 <= tuned.fares.cosine <= 1


def test_the_rates_rise_at_first_and_fall_to_nothing(tmp_path: Path) -> None:
    texts, examples = _examples()
    training = _training(tmp_path / "none", steps=100)
    rates = []
    for training.done in (0, 60, 99):
        training.step(texts, examples.targets, examples.targets)
        rates.append(training.optimiser.param_groups[0]["lr"])
    assert max(rates[0], rates[2]) < rates[1] / 10


def test_a_training_that_was_stopped_ends_where_an_unbroken_one_does(tmp_path: Path) -> None:
    whole, _ = _trained(tmp_path / "whole", steps=6)
    for stop in ("step 2", "step 4"):

        def interrupt(line: str, stop: str = stop) -> None:
            if line.startswith(stop):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            train(_training(tmp_path / "state", steps=6), *_examples(), told=interrupt, kept_every=2)
    resumed, told = _trained(tmp_path / "state", steps=6)
    assert told[0].startswith("step 4")
    texts, _ = _examples()
    with torch.inference_mode():
        assert torch.equal(vectors_of(whole.model, texts), vectors_of(resumed.model, texts))


def test_a_training_of_other_texts_or_steps_is_not_gone_on_with(tmp_path: Path) -> None:
    _training(tmp_path / "state", steps=6, key="these").keep()
    for steps, key in ((7, "these"), (6, "those")):
        with pytest.raises(TrainingDataUnusable, match="other texts or of 6 steps: remove it"):
            _training(tmp_path / "state", steps=steps, key=key)
    assert _training(tmp_path / "state", steps=6, key="these").done == 0


def test_the_folder_opens_as_an_ordinary_model_and_gives_the_same_vectors(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    tokenizer = tokenizer_file(_vocabulary(), _vectors(), forms=100)
    model = _training(tmp_path / "none").model.eval()
    give_rows(model, np.random.default_rng(0).normal(0, 0.05, (200, 384)).astype(np.float32))
    write_model(model, tokenizer, tmp_path / "model", name="tiny-ru", version="7", card="---\nlanguage: ru\n---\n")
    opened = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    texts = ["Красный дом", "сервер Kubernetes", *(token for token in _vocabulary().tokens if token.isalpha())]
    with torch.inference_mode():
        ours = torch.cat(
            [vectors_of(model, [text]) for text in read_ids(Tokenizer.from_str(tokenizer), texts, ends=True)]
        )
    assert np.allclose(opened.encode(texts).astype(np.float32), ours.numpy(), atol=3e-2)
    exported = open_embedder(str(tmp_path / "model"), cache=tmp_path / "cache")
    assert isinstance(exported, OnnxEmbedder)
    # Forms share the id of their lemma, which the library forgets when it writes a tokenizer.
    assert np.allclose(exported.embed_passages(texts), ours.numpy(), atol=3e-2)
    assert check(model, tokenizer, tmp_path / "model", texts) > 0.99
    artefact = read_artefact(read_model_folder("tiny-ru", tmp_path / "model"))
    assert artefact is not None
    assert (artefact.name, artefact.version, artefact.dimension) == ("tiny-ru", "7", 384)
    assert set(artefact.languages) == {"ru"}


def test_a_static_model_is_put_below_and_mixed_in(tmp_path: Path) -> None:
    tokenizer = tokenizer_file(_vocabulary(), _vectors(), forms=100)
    model = _training(tmp_path / "none").model.eval()
    give_rows(model, np.random.default_rng(0).normal(0, 0.05, (200, 384)).astype(np.float32))
    write_model(model, tokenizer, tmp_path / "model", name="tiny-ru", version="7", card="")
    words = write_static_model(tmp_path / "static", ["дом", "сад"], layers=[Dense(384)])
    add_words(tmp_path / "model", words, share=0.5, name="tiny-ru", version="7")
    blended = open_embedder(str(tmp_path / "model"), cache=tmp_path / "cache")
    alone = StaticEmbedder.open(read_model_folder("words", tmp_path / "model" / WORDS))
    assert isinstance(blended, BlendedEmbedder)
    assert 0.5 < blended.embed_query("дом") @ alone.embed_query("дом") < 0.99


def test_a_folder_that_says_other_things_than_the_trained_model_is_refused(tmp_path: Path) -> None:
    tokenizer = tokenizer_file(_vocabulary(), _vectors(), forms=100)
    model, other = (_training(tmp_path / "none").model.eval() for _ in range(2))
    for number, one in enumerate((model, other)):
        give_rows(one, np.random.default_rng(number).normal(0, 0.5, (200, 384)).astype(np.float32))
    write_model(model, tokenizer, tmp_path / "model", name="tiny-ru", version="7", card="")
    with pytest.raises(TrainingDataUnusable, match="says other things than the student"):
        check(other, tokenizer, tmp_path / "model", ["красный дом"])
