"""A student reads word forms as their lemmas, learns the teacher's space, and is written as an ordinary model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.encoder.fit import Epoch, Examples, Recipe, fit
from eval.encoder.navec import WordVectors
from eval.encoder.static_export import check, export, said
from eval.encoder.words import CONTINUED, NOTHING, Reader, build_vocabulary, words
from kb_index.embedders.model_folder import read_model_folder
from kb_index.embedders.partners import read_artefact

THINGS = ["заказ", "счет", "пароль", "возврат", "доставка", "карта", "чек", "письмо", "адрес", "курьер"]
ACTS = ["оплатить", "вернуть", "изменить", "отменить", "найти", "получить", "потерять", "отправить"]
TEXTS = [f"Как {act} {thing} номер {n}?" for n, (act, thing) in enumerate((a, t) for a in ACTS for t in THINGS)]
RECIPE = Recipe(rows=60, pieces=80, size=16, epochs=12, batch=16, rate=3e-2, shared_rate=1e-2)


def meaning(text: str) -> np.ndarray:
    """A teacher of eight and ten directions: what is done, and with what."""
    held = words(text)
    vector = np.zeros(24, np.float32)
    vector[next(i for i, act in enumerate(ACTS) if act in held)] = 1
    vector[8 + next(i for i, thing in enumerate(THINGS) if thing in held)] = 1
    return vector / np.linalg.norm(vector)


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    known = [*THINGS, *ACTS, "как", "номер", "заказы", "заказу", "заказа"]
    numbers = np.random.default_rng(1).normal(size=(len(known), 12)).astype(np.float32)
    return WordVectors(tuple(known), numbers, tuple(range(len(known) + 100, 100, -1)))


@pytest.fixture(scope="module")
def examples() -> Examples:
    targets = np.stack([meaning(text) for text in TEXTS])
    return Examples(TEXTS, targets, np.ones(len(TEXTS), np.float32), np.arange(0, len(TEXTS), 7))


def test_words_are_in_lower_case_without_signs_and_addresses() -> None:
    text = "Ёлку №5 см. [здесь](https://a.example/b?c=d) или [там](../vm/delete.md), S3!"
    assert words(text) == ["елку", "5", "см", "здесь", "или", "там", "s3"]


def test_forms_of_a_lemma_share_a_row_and_unknown_words_are_read_by_their_pieces(vectors: WordVectors) -> None:
    vocabulary = build_vocabulary(TEXTS, vectors, rows=60, pieces=200)
    reader = Reader(vocabulary)
    rows = {form: vocabulary.rows[reader.tokens(form)[0]] for form in ("заказ", "заказы", "заказу", "чек")}
    assert rows["заказ"] == rows["заказы"] == rows["заказу"] != rows["чек"]
    pieces = reader.tokens("заказной")
    assert vocabulary.tokens[pieces[0]] == "заказ"
    assert all(vocabulary.tokens[piece].startswith(CONTINUED) for piece in pieces[1:])
    assert vocabulary.rows[reader.tokens("日本")[0]] == NOTHING
    assert len(reader.tokens("заказ", whole=False)) > 1


def test_no_more_rows_than_asked_for_and_the_frequent_words_first(vectors: WordVectors) -> None:
    vocabulary = build_vocabulary(TEXTS, vectors, rows=5, pieces=0)
    assert {"как", "номер"} <= set(vocabulary.units[1:6])
    assert not set(vocabulary.units[6:]) & set(THINGS)


def test_training_reaches_texts_that_it_never_saw(vectors: WordVectors, examples: Examples, tmp_path: Path) -> None:
    told: list[Epoch] = []
    trained = fit(examples, vectors, RECIPE, checkpoint=tmp_path / "a.pt", told=told.append)
    assert told == list(trained.epochs)
    assert max(epoch.cosine for epoch in told) > max(0.8, told[0].cosine)
    held = [TEXTS[number] for number in examples.held]
    best = (said(trained.student, trained.vocabulary, held) * examples.targets[examples.held]).sum(1).mean()
    assert best == pytest.approx(max(epoch.cosine for epoch in told), abs=1e-5)


def test_a_run_that_was_interrupted_ends_where_an_unbroken_one_does(
    vectors: WordVectors, examples: Examples, tmp_path: Path
) -> None:
    whole = fit(examples, vectors, RECIPE, checkpoint=tmp_path / "whole.pt")

    def interrupt(epoch: Epoch) -> None:
        if epoch.number == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(examples, vectors, RECIPE, checkpoint=tmp_path / "broken.pt", told=interrupt)
    told: list[Epoch] = []
    resumed = fit(examples, vectors, RECIPE, checkpoint=tmp_path / "broken.pt", told=told.append)
    assert [epoch.number for epoch in told] == list(range(4, RECIPE.epochs + 1))
    assert np.allclose(whole.student.table(), resumed.student.table(), atol=1e-6)


def test_a_checkpoint_of_another_recipe_is_not_gone_on_with(
    vectors: WordVectors, examples: Examples, tmp_path: Path
) -> None:
    short = replace(RECIPE, epochs=1)
    fit(examples, vectors, short, checkpoint=tmp_path / "one.pt")
    told: list[Epoch] = []
    fit(examples, vectors, replace(short, seed=5), checkpoint=tmp_path / "one.pt", told=told.append)
    assert [epoch.number for epoch in told] == [1]


@pytest.mark.parametrize("layers", [0, 1])
def test_what_is_written_is_an_ordinary_model_that_says_what_the_student_says(
    vectors: WordVectors, examples: Examples, tmp_path: Path, layers: int
) -> None:
    from sentence_transformers import SentenceTransformer

    trained = fit(examples, vectors, replace(RECIPE, epochs=2, layers=layers), checkpoint=tmp_path / "a.pt")
    folder = tmp_path / "model"
    export(trained, folder, name="tiny-ru", version="7", card="---\nlanguage: ru\n---\n# tiny\n")
    texts = [*TEXTS[:20], "Заказы №5: https://a.example/x [тут](b.md#c), ЁЖ — дикобраз?", "заказу"]
    assert check(trained, folder, texts) > 0.999
    library = SentenceTransformer(str(folder), device="cpu").encode(texts, show_progress_bar=False)
    assert (np.asarray(library, np.float32) * said(trained.student, trained.vocabulary, texts)).sum(1).min() > 0.998
    source = read_model_folder("tiny-ru", folder)
    artefact = read_artefact(source)
    assert artefact is not None
    assert (artefact.name, artefact.version, artefact.languages, artefact.dimension) == ("tiny-ru", "7", {"ru"}, 24)
    assert source.languages == {"ru"}
