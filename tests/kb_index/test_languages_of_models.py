"""Which model reads which language: multilingual ones join languages, several ones share the work, settings tell."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.open import open_embedder
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.errors import EmbedderUnavailable
from kb_index.fusion import CROSS_SHARE
from kb_index.ports import DENSE_SHARE, Embedder, Leg
from kb_index.records import Query
from kb_index.search import Searcher
from kb_index.view import BRIDGED, FOREIGN
from tests.word_model import write_word_model

# Words of both languages, by meaning.
MEANINGS = {
    "refund": 0, "возврат": 0, "вернуть": 0,
    "money": 1, "деньги": 1,
    "password": 2, "пароль": 2,
    "reset": 3, "сбросить": 3,
    "invoice": 4, "счёт": 4,
    "query": 5, "passage": 6,
}  # fmt: skip
PAGES = {
    "refund": "# Refund\n\nThe refund of the money takes three days.",
    "password": "# Password\n\nTo reset the password, open the profile.",
    "invoice": "# Invoice\n\nThe invoice is in the archive.",
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_word_model(tmp_path_factory.mktemp("models") / "words", MEANINGS)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, text in PAGES.items():
        (folder / f"{name}.md").write_text(f"---\nlanguage: en\n---\n{text}")
    return folder


def found(embedder: Embedder, pages: Path, index: Path, question: str) -> list[str]:
    index_paths([pages], into=index, embedder=embedder)
    with closing(Searcher(index, embedder)) as searcher:
        return [hit.article.article_id for hit in searcher.search(Query(question, "ru")).hits]


@pytest.mark.parametrize(
    ("question", "page"),
    [("Как вернуть деньги?", "refund"), ("Хочу сбросить пароль", "password"), ("Где счёт?", "invoice")],
)
def test_with_a_multilingual_model_a_russian_question_finds_the_english_article(
    model: Path, pages: Path, tmp_path: Path, question: str, page: str
) -> None:
    multilingual = open_embedder(str(model), cache=tmp_path)
    assert multilingual.languages == {"*"}
    assert found(multilingual, pages, tmp_path / "index", question)[0] == page


def test_a_model_that_is_told_to_know_english_alone_finds_nothing_for_the_same_question(
    model: Path, pages: Path, tmp_path: Path
) -> None:
    english = open_embedder(str(model), cache=tmp_path, languages=frozenset({"en"}))
    assert found(english, pages, tmp_path / "index", "Как вернуть деньги?") == []


def test_languages_that_are_told_stand_in_the_fingerprint_and_the_models_own_do_not(
    model: Path, tmp_path: Path
) -> None:
    plain = open_embedder(str(model), cache=tmp_path)
    told = open_embedder(str(model), cache=tmp_path, languages=frozenset({"ru", "en"}))
    same = open_embedder(str(model), cache=tmp_path, languages=frozenset({"*"}))
    assert told.fingerprint == f"{plain.fingerprint} languages=en,ru"
    assert same.fingerprint == plain.fingerprint


def test_prompts_that_are_told_stand_before_the_texts_and_in_the_fingerprint(model: Path, tmp_path: Path) -> None:
    plain = open_embedder(str(model), cache=tmp_path)
    told = open_embedder(str(model), cache=tmp_path, query_prompt="query ", passage_prompt="passage ")
    assert told.embed_query("refund") == pytest.approx(plain.embed_query("query refund"))
    assert told.embed_passages(["refund"]) == pytest.approx(plain.embed_passages(["passage refund"]))
    assert '["query ", "passage "]' in told.fingerprint


def test_one_prompt_that_is_told_leaves_the_models_other_one(tmp_path: Path) -> None:
    folder = write_word_model(tmp_path / "words", MEANINGS, prompts={"query": "q: ", "passage": "p: "})
    assert '["query ", "p: "]' in open_embedder(str(folder), cache=tmp_path, query_prompt="query ").fingerprint
    assert '["", "p: "]' in open_embedder(str(folder), cache=tmp_path, query_prompt="").fingerprint


def test_each_text_goes_to_the_encoder_of_its_language_and_one_without_cyrillic_to_the_english_one(
    tmp_path: Path,
) -> None:
    """Two models of one space, each deaf to the other's words."""
    russian = {word: meaning for word, meaning in MEANINGS.items() if not word.isascii()} | {"passage": 6}
    english = {word: meaning for word, meaning in MEANINGS.items() if word.isascii()}
    ru, en = (write_word_model(tmp_path / name, words) for name, words in (("ru", russian), ("en", english)))
    routed = open_embedder(f"ru={ru},en={en}", cache=tmp_path)
    alone = {"ru": open_embedder(str(ru), cache=tmp_path), "en": open_embedder(str(en), cache=tmp_path)}
    texts = {"Как вернуть деньги за счёт?": "ru", "How can I get a refund of the money?": "en", "invoice 404": "en"}
    together = routed.embed_passages(list(texts))
    for row, (text, code) in enumerate(texts.items()):
        assert together[row] == pytest.approx(alone[code].embed_passages([text])[0])
        assert routed.embed_query(text) == pytest.approx(alone[code].embed_query(text))
    assert together[0] @ together[1] > 0.8
    assert routed.languages == {"ru", "en"}
    assert all(one.fingerprint in routed.fingerprint for one in alone.values())


def test_with_routed_encoders_a_russian_question_finds_the_english_article(
    model: Path, pages: Path, tmp_path: Path
) -> None:
    routed = open_embedder(f"ru={model},en={model}", cache=tmp_path)
    assert found(routed, pages, tmp_path / "index", "Как вернуть деньги?")[0] == "refund"


def test_encoders_with_vectors_of_different_sizes_are_refused() -> None:
    with pytest.raises(EmbedderUnavailable, match="ru: 8, en: 16"):
        RoutedEmbedder({"ru": HashingEmbedder(8), "en": HashingEmbedder(16)})


def test_no_texts_make_no_vectors_whatever_the_routes() -> None:
    routed = RoutedEmbedder({"ru": HashingEmbedder(8), "en": HashingEmbedder(8)})
    assert np.array_equal(routed.embed_passages([]), np.zeros((0, 8), np.float32))


@pytest.mark.parametrize(("languages", "stands_back"), [({"ru", "en"}, BRIDGED), ({"*"}, BRIDGED), ({"en"}, FOREIGN)])
def test_articles_in_another_language_stand_back_less_where_the_model_joins_the_languages(
    tmp_path: Path, languages: set[str], stands_back: float
) -> None:
    text = "E-1044 E-1045 OAuth SSO"
    pages = tmp_path / "pages"
    pages.mkdir()
    for code in ("ru", "en"):
        (pages / f"{code}.md").write_text(f"---\nlanguage: {code}\ntitle: {text}\n---\n{text}")
    embedder = HashingEmbedder(languages=frozenset(languages))
    index_paths([pages], into=tmp_path / "index", embedder=embedder)
    with closing(Searcher(tmp_path / "index", embedder)) as searcher:
        # By the words alone: with the cosine, an article in another language is weighed by its meaning more.
        ranked = searcher.ranked(Query(text, "ru"), legs=frozenset({Leg.LEXICAL}))
    hits = {hit.article.article_id: hit for hit in ranked.hits}
    assert hits["en"].similarity == pytest.approx(hits["ru"].similarity * stands_back, abs=1e-5)


def test_between_languages_the_meaning_counts_more_than_the_few_words_in_common(tmp_path: Path) -> None:
    text = "E-1044 E-1045 OAuth SSO"
    pages = tmp_path / "pages"
    pages.mkdir()
    for code in ("ru", "en"):
        (pages / f"{code}.md").write_text(f"---\nlanguage: {code}\ntitle: {text}\n---\n{text} and more")
    embedder = HashingEmbedder(languages=frozenset({"*"}))
    index_paths([pages], into=tmp_path / "index", embedder=embedder)
    with closing(Searcher(tmp_path / "index", embedder)) as searcher:
        asked = Query("E-1044 OAuth", "ru")
        words = {hit.article.article_id: hit for hit in searcher.ranked(asked, legs=frozenset({Leg.LEXICAL})).hits}
        both = {hit.article.article_id: hit for hit in searcher.search(asked).hits}
    lexical = words["ru"].similarity
    cosine = (both["ru"].similarity - (1 - DENSE_SHARE) * lexical) / DENSE_SHARE
    expected = BRIDGED * DENSE_SHARE * (cosine + (1 - CROSS_SHARE) / CROSS_SHARE * lexical)
    assert both["en"].similarity == pytest.approx(expected, abs=1e-5)
    assert abs(cosine - lexical) > 0.05
