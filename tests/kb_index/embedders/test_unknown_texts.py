"""What no encoder knows is found by its words alone; what they know is found across languages."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.open import open_embedder
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.ports import Embedder
from kb_index.records import Hit, Query
from kb_index.search import Searcher
from tests.word_model import write_word_model

MEANINGS = {
    "refund": 0, "возврат": 0, "вернуть": 0,
    "money": 1, "деньги": 1,
    "password": 2, "пароль": 2,
    "reset": 3, "сбросить": 3,
}  # fmt: skip
GERMAN = "Wie kann ich mein Passwort ändern, wenn es nicht geht?"
ENGLISH = {"refund": "# Refund\n\nThe refund of the money.", "password": "# Password\n\nReset the password in it."}
RUSSIAN = {"возврат": "# Возврат\n\nВозврат денег: деньги придут.", "пароль": "# Пароль\n\nКак сбросить пароль."}


@pytest.fixture(scope="module")
def routed(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """Two models of one space, each deaf to the other's words."""
    folder = tmp_path_factory.mktemp("models")
    russian = write_word_model(folder / "ru", {word: at for word, at in MEANINGS.items() if not word.isascii()})
    english = write_word_model(folder / "en", {word: at for word, at in MEANINGS.items() if word.isascii()})
    return open_embedder(f"ru={russian},en={english}", cache=folder)


def indexed(folder: Path, embedder: Embedder, **pages: Mapping[str, str]) -> Path:
    """Pages by declared language."""
    for code, texts in pages.items():
        for name, text in texts.items():
            (folder / "pages").mkdir(exist_ok=True)
            (folder / "pages" / f"{name}.md").write_text(f"---\nlanguage: {code}\n---\n{text}")
    index_paths([folder / "pages"], into=folder / "index", embedder=embedder)
    return folder / "index"


def hits(index: Path, embedder: Embedder, text: str, language_code: str) -> tuple[Hit, ...]:
    with closing(Searcher(index, embedder)) as searcher:
        return searcher.search(Query(text, language_code)).hits


@pytest.mark.parametrize("declared", ["ru", "en", "und"])
def test_a_russian_question_finds_the_english_article_whatever_language_it_is_declared_to_be(
    tmp_path: Path, routed: Embedder, declared: str
) -> None:
    index = indexed(tmp_path, routed, en=ENGLISH)
    best = hits(index, routed, "Как вернуть деньги?", declared)[0]
    assert best.article.article_id == "refund"
    assert best.signals["dense"] > 0.8


def test_an_english_question_finds_the_russian_article(tmp_path: Path, routed: Embedder) -> None:
    index = indexed(tmp_path, routed, ru=RUSSIAN)
    best = hits(index, routed, "I want to reset the password", "en")[0]
    assert best.article.article_id == "пароль"
    assert best.signals["dense"] > 0.8


@pytest.mark.parametrize(("text", "code"), [("Как вернуть деньги?", "ru"), ("A refund of my money?", "en")])
def test_in_a_mixed_index_both_languages_answer(tmp_path: Path, routed: Embedder, text: str, code: str) -> None:
    index = indexed(tmp_path, routed, en=ENGLISH, ru=RUSSIAN)
    assert {hit.article.article_id for hit in hits(index, routed, text, code)[:2]} == {"refund", "возврат"}


@pytest.mark.parametrize("declared", ["de", "en", "ru", "und"])
def test_a_question_in_a_third_language_is_searched_by_its_words_alone(
    tmp_path: Path, routed: Embedder, declared: str
) -> None:
    german = {"passwort": "# Passwort\n\nDas Passwort ändern Sie hier."}
    index = indexed(tmp_path, routed, en=ENGLISH, de=german)
    found = hits(index, routed, GERMAN, declared)
    assert found[0].article.article_id == "passwort"
    assert all("dense" not in hit.signals for hit in found)


def test_an_article_in_a_third_language_that_is_declared_english_has_no_vector(
    tmp_path: Path, routed: Embedder
) -> None:
    index = indexed(tmp_path, routed, en=ENGLISH | {"passwort": f"# Passwort\n\n{GERMAN} password reset"})
    found = {hit.article.article_id: hit for hit in hits(index, routed, "Reset the password, Passwort", "en")}
    assert found["passwort"].signals["dense"] == 0.0
    assert found["passwort"].signals["lexical"] > 0.0
    assert found["password"].signals["dense"] > 0.5


def test_an_index_where_nothing_is_known_is_built_read_and_built_again(tmp_path: Path, routed: Embedder) -> None:
    index = indexed(tmp_path, routed, en={"passwort": f"# Passwort\n\n{GERMAN}"})
    assert [hit.article.article_id for hit in hits(index, routed, "Passwort", "en")] == ["passwort"]
    assert index_paths([tmp_path / "pages"], into=index, embedder=routed).unchanged == 1
    indexed(tmp_path, routed, en={"passwort": f"# Passwort\n\n{GERMAN}", "again": f"# Passwort\n\n{GERMAN}"})
    assert len(hits(index, routed, "Passwort", "en")) == 2


def test_a_russian_question_of_unknown_words_asks_no_vectors(tmp_path: Path, routed: Embedder) -> None:
    silent = write_word_model(tmp_path / "silent", {"пароль": 2, "money": 1})
    embedder = open_embedder(f"ru={silent},en={silent}", cache=tmp_path)
    index = indexed(
        tmp_path, embedder, ru={"звонок": "# Звонок\n\nЗвонок по телефону.", "пароль": "# Пароль\n\nПароль."}
    )
    found = hits(index, embedder, "Телефону звонок", "ru")
    assert [hit.article.article_id for hit in found] == ["звонок"]
    assert "dense" not in found[0].signals


def test_english_texts_have_the_vectors_of_the_english_encoder_bit_by_bit() -> None:
    english = HashingEmbedder(32)
    routed = RoutedEmbedder({"ru": HashingEmbedder(32), "en": english})
    texts = ["How do I reset my password?", "404", "", "kubectl get pods", "Refund"]
    assert (routed.embed_passages(texts) == english.embed_passages(texts)).all()
    assert all((routed.embed_query(text) == english.embed_query(text)).all() for text in texts)
