"""An index asks itself questions, is calibrated on them, and keeps that until it has changed much."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kb_index.build import index_paths
from kb_index.calibration import PRIOR
from kb_index.chunking import CHUNKING
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.ports import Mode
from kb_index.records import Article
from kb_index.sample_kb import sample_path
from kb_index.search import Searcher
from kb_index.self_calibration import LabelledQuestion, calibrate, own_examples
from kb_index.self_questions import Form, everyday_questions, self_questions
from kb_index.store.sqlite import SqliteStore
from kb_index.writer import IndexWriter

EMBEDDER = HashingEmbedder(languages=frozenset({"en"}))
ARTICLE = Article(
    "labels",
    "Печать наклеек на термопринтере",
    "Подключите термопринтер кабелем и выберите размер ленты в настройках печати.\n\n"
    "Пробная наклейка печатается кнопкой «Проверить» рядом с названием принтера.",
    "ru",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Russian half of the sample help centre: 48 articles, no dense leg."""
    index = tmp_path_factory.mktemp("self") / "index"
    index_paths([sample_path() / "ru"], into=index, embedder=EMBEDDER)
    return index


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "index")
    return tmp_path / "index"


@contextmanager
def store_of(index: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(index, embedder=EMBEDDER.fingerprint, chunking=CHUNKING)) as store:
        yield store


def articles_of(index: Path) -> list[Article]:
    with store_of(index) as store:
        return [one.article for one in store.page(after=None, limit=200)]


def test_an_article_asks_in_three_forms_the_same_each_time_and_never_in_its_own_sentences() -> None:
    questions = list(self_questions(ARTICLE))
    assert [one.form for one in questions] == [Form.HEADING, Form.CLAUSE, Form.STORY]
    assert questions == list(self_questions(ARTICLE))
    assert all(one.source == "labels" and one.text.rstrip("?") not in ARTICLE.body_markdown for one in questions)
    assert "термопринтере" in questions[0].text


def test_an_article_without_text_asks_nothing() -> None:
    assert list(self_questions(Article("empty", "Пусто", "\n\n", "ru"))) == []


@pytest.mark.parametrize("code", ["ru", "en"])
def test_everyday_questions_come_from_many_trades(code: str) -> None:
    questions = everyday_questions(code)
    assert len(questions) >= 150
    assert len({one.source for one in questions}) >= 30
    assert len({one.text for one in questions}) == len(questions)


def test_a_language_without_everyday_questions_has_none() -> None:
    assert everyday_questions("de") == ()


def test_with_its_article_a_question_finds_more_than_without(built: Path) -> None:
    with closing(Searcher(built, EMBEDDER)) as searcher:
        found = list(own_examples(searcher, articles_of(built)[:12]))
    ours = [one for one in found if not one.group.startswith("everyday")]
    pairs = list(zip(ours[::2], ours[1::2], strict=True))
    assert len(pairs) > 20
    assert all(whole.answered and not partial.answered for whole, partial in pairs)
    better = [PRIOR.score(whole.evidence) >= PRIOR.score(partial.evidence) for whole, partial in pairs]
    assert sum(better) > 0.9 * len(better)


def test_a_calibration_lasts_until_a_fifth_of_the_articles_changed(index: Path) -> None:
    first = calibrate(index, EMBEDDER)
    assert first.record["fitted_on"] == "itself"
    with closing(Searcher(index, EMBEDDER)) as searcher:
        assert searcher.calibration == first
    with closing(IndexWriter(index, EMBEDDER)) as writer:
        writer.put(ARTICLE)
        with store_of(index) as store:
            before = store.generation()
            assert calibrate(index, EMBEDDER) == first
            assert store.generation() == before
        for article in articles_of(index)[:15]:
            writer.delete(article.article_id)
    assert calibrate(index, EMBEDDER).record["sketch"] != first.record["sketch"]


def test_the_same_articles_give_the_same_calibration(index: Path, tmp_path: Path) -> None:
    shutil.copytree(index, tmp_path / "other")
    first, other = calibrate(index, EMBEDDER), calibrate(tmp_path / "other", EMBEDDER)
    assert [other.weights(mode) for mode in Mode] == [first.weights(mode) for mode in Mode]
    assert other.record["modes"] == first.record["modes"]


def test_labelled_questions_are_worth_more_than_those_of_its_own(index: Path) -> None:
    labels = [LabelledQuestion(one.text, "ru", ()) for one in everyday_questions("ru")[:40]]
    asked = [question for one in articles_of(index) for question in self_questions(one)][:60]
    labels += [LabelledQuestion(one.text, "ru", (one.source,)) for one in asked]
    labels.append(LabelledQuestion("Сколько стоит тариф?", "ru", ("not-here",)))
    fitted = calibrate(index, EMBEDDER, labels=labels)
    modes = fitted.record["modes"]
    assert fitted.record["fitted_on"] == "labels"
    assert isinstance(modes, dict)
    assert modes["lexical_only"]["n"] == 40 + 2 * 60
    assert calibrate(index, EMBEDDER) == fitted
    assert calibrate(index, EMBEDDER, anew=True).record["fitted_on"] == "itself"
