"""A student reads word forms as their lemmas, learns the teacher's space, and is written as an ordinary model."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.encoder.fit import Epoch, Examples, fit
from eval.encoder.navec import WordVectors
from eval.encoder.reading import Reading, alike
from eval.encoder.recipe import Batches, Loss, Recipe, Start
from eval.encoder.static_export import check, export, said
from eval.encoder.words import CONTINUED, NOTHING, Reader, Units, build_vocabulary, words
from eval.errors import TrainingDataUnusable
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


def test_forms_have_a_row_each_where_a_row_is_of_a_form(vectors: WordVectors) -> None:
    vocabulary = build_vocabulary(TEXTS, vectors, rows=60, pieces=0, kind=Units.FORMS)
    reader = Reader(vocabulary)
    rows = [vocabulary.rows[reader.tokens(form)[0]] for form in ("заказ", "заказы", "заказу")]
    assert len(set(rows)) == 3


@pytest.mark.parametrize(("kind", "own"), [(Units.GRAMS, 0), (Units.LEMMAS_AND_GRAMS, 1)])
def test_n_grams_are_the_last_rows_and_read_words_that_nobody_has_seen(
    vectors: WordVectors, kind: Units, own: int
) -> None:
    vocabulary = build_vocabulary(TEXTS, vectors, rows=60, pieces=0, kind=kind)
    known, unknown = Reading(vocabulary, ["заказ", "заказной"], kind=kind).plain
    first = vocabulary.size - vocabulary.grams
    assert [row < first for row in known] == [True] * own + [False] * 4  # <зак зака аказ каз>
    assert set(known[own:]) & set(unknown)


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


@pytest.mark.parametrize(
    "changed",
    [
        {"units": Units.FORMS},
        {"units": Units.GRAMS},
        {"units": Units.LEMMAS_AND_GRAMS},
        {"start": Start.RANDOM},
        {"loss": Loss.SQUARES},
        {"batches": Batches.ALIKE},
    ],
    ids=lambda changed: "-".join(map(str, changed.values())),
)
def test_every_variant_learns(
    vectors: WordVectors, examples: Examples, tmp_path: Path, changed: dict[str, object]
) -> None:
    epochs = fit(examples, vectors, replace(RECIPE, **changed), checkpoint=tmp_path / "a.pt").epochs
    assert max(epoch.cosine for epoch in epochs) > max(0.7, epochs[0].cosine)


def test_alike_texts_stand_in_one_batch() -> None:
    targets = np.repeat(np.eye(4, dtype=np.float32), 8, axis=0)
    order = alike(list(range(32)), targets, 8, random.Random(3))
    assert sorted(order) == list(range(32))
    groups = [{number // 8 for number in order[at : at + 8]} for at in range(0, 32, 8)]
    assert min(map(len, groups)) == 1


def test_a_student_of_n_grams_is_not_written(vectors: WordVectors, examples: Examples, tmp_path: Path) -> None:
    recipe = replace(RECIPE, epochs=1, units=Units.GRAMS)
    trained = fit(examples, vectors, recipe, checkpoint=tmp_path / "a.pt")
    with pytest.raises(TrainingDataUnusable, match="n-grams"):
        export(trained, tmp_path / "model", name="tiny-ru", version="7", card="")
    assert not (tmp_path / "model").exists()


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


@pytest.mark.parametrize(("layers", "bits"), [(0, 16), (1, 16), (0, 8)])
def test_what_is_written_is_an_ordinary_model_that_says_what_the_student_says(
    vectors: WordVectors, examples: Examples, tmp_path: Path, layers: int, bits: int
) -> None:
    from sentence_transformers import SentenceTransformer

    trained = fit(examples, vectors, replace(RECIPE, epochs=2, layers=layers), checkpoint=tmp_path / "a.pt")
    folder = tmp_path / "model"
    export(trained, folder, name="tiny-ru", version="7", card="---\nlanguage: ru\n---\n# tiny\n", bits=bits)
    texts = [*TEXTS[:20], "Заказы №5: https://a.example/x [тут](b.md#c), ЁЖ — дикобраз?", "заказу"]
    assert check(trained, folder, texts) > 0.999
    library = SentenceTransformer(str(folder), device="cpu").encode(texts, show_progress_bar=False)
    assert (np.asarray(library, np.float32) * said(trained.student, trained.vocabulary, texts)).sum(1).min() > 0.998
    source = read_model_folder("tiny-ru", folder)
    artefact = read_artefact(source)
    assert artefact is not None
    assert (artefact.name, artefact.version, artefact.languages, artefact.dimension) == ("tiny-ru", "7", {"ru"}, 24)
    assert source.languages == {"ru"}
