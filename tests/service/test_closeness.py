"""Sentences are compared with a question where a static model makes that cheap."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.open import open_embedder
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.ports import Embedder
from service.closeness import QuickReader, quick_encoders
from tests.static_model import write_static_model

WORDS = ("тариф", "стоит", "возврат", "денег", "пароль")


@pytest.fixture
def static(tmp_path: Path) -> Embedder:
    return open_embedder(str(write_static_model(tmp_path / "model", WORDS)), cache=tmp_path)


def test_the_same_words_are_closest(static: Embedder) -> None:
    reader = QuickReader({"ru": static})

    same, other = reader.near("возврат денег", ("возврат денег", "пароль"), "ru")

    assert same == pytest.approx(1.0, abs=1e-5)
    assert other < same


def test_what_was_read_before_is_read_alike(static: Embedder) -> None:
    reader = QuickReader({"*": static})
    first = reader.near("возврат", ("тариф стоит", "пароль", "тариф стоит"), "ru")

    assert reader.near("возврат", ("пароль", "тариф стоит"), "ru") == pytest.approx((first[1], first[0]))
    assert first[0] == first[2]


@pytest.mark.parametrize(("texts", "language"), [(("пароль",), "en"), ((), "ru")])
def test_without_an_encoder_for_the_language_or_a_text_there_is_nothing(
    static: Embedder, texts: tuple[str, ...], language: str
) -> None:
    assert QuickReader({"ru": static}).near("пароль", texts, language) == ()


def test_only_static_encoders_are_quick(static: Embedder) -> None:
    other = HashingEmbedder(dimension=static.dimension)

    assert quick_encoders(RoutedEmbedder({"ru": static, "en": other})) == {"ru": static}
    assert quick_encoders(other) == {}
    assert set(quick_encoders(static).values()) == {static}
