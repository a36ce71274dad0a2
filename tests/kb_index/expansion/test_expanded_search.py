"""A search that knows other spellings, other layouts and several questions in one."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from eval.indexing import indexed_into
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.expansion.expander import WordExpander
from kb_index.records import Article, Query
from kb_index.search import Searcher

ARTICLES = [
    Article("slack", "Интеграция со Slack", "Подключите Slack в настройках: нажмите «Добавить».", "ru"),
    Article("refund", "Возврат средств", "Возврат приходит на карту за десять дней.", "ru"),
    Article("error", "Ошибка E-1043", "Ошибка E-1043 значит, что лицензия истекла.", "ru"),
    Article("export", "Выгрузка отчёта", "Отчёт выгружается в таблицу одной кнопкой.", "ru"),
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("expanded")
    embedder = HashingEmbedder(languages=frozenset({"en"}))  # Russian is found by its words alone
    with closing(Searcher(indexed_into(folder, ARTICLES, embedder), embedder, expander=WordExpander())) as opened:
        yield opened


def found(searcher: Searcher, text: str, *, language: str = "ru", compound: bool = False) -> list[str]:
    result = searcher.search(Query(text, language, compound=compound))
    return [hit.article.article_id for hit in result.hits]


@pytest.mark.parametrize(
    ("text", "article_id"),
    [
        ("слак", "slack"),
        ("интерграция", "slack"),
        ("манибэк", "refund"),
        ("e1043", "error"),
        ("отчте", "export"),
        ("djpdhfn chtlcnd", "refund"),
    ],
)
def test_an_article_is_found_in_other_words_and_spellings(searcher, text, article_id):
    assert found(searcher, text)[0] == article_id


def test_what_was_typed_in_the_wrong_layout_is_searched_in_its_own_language(searcher):
    assert found(searcher, "djpdhfn chtlcnd", language="en") == found(searcher, "возврат средств")


def test_two_questions_are_answered_side_by_side(searcher):
    text = "Как подключить Slack и когда придёт возврат?"
    assert set(found(searcher, text, compound=True)[:2]) == {"slack", "refund"}


def test_one_question_is_answered_alike_either_way(searcher):
    text = "Что значит ошибка E-1043?"
    whole, apart = (searcher.search(Query(text, "ru", compound=compound)) for compound in (False, True))
    assert whole == apart
