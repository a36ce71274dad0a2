"""A search finds what answers, within its filters, in the customer's language, and sees what others commit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kb_index.chunking import CHUNKING
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.errors import FilterInvalid, IndexMismatch, IndexMissing
from kb_index.records import Article, Query
from kb_index.search import Searcher
from kb_index.store.sqlite import SqliteStore
from kb_index.writer import IndexWriter

ENGLISH = HashingEmbedder(dimension=256, languages=frozenset({"en"}))
REFUND = Article("ru/refund", "Возврат денег", "Деньги вернутся на карту за 10 рабочих дней.", "ru", product="billing")
ROLES = Article(
    "ru/roles", "Роли сотрудников", "Роль меняет владелец: **Настройки → Сотрудники**.", "ru", product="team"
)
SYNC = Article("ru/sync", "Ошибка E-1044", "E-1044: файл больше 20 МБ. Разделите прайс-лист на части.", "ru")
REFUND_EN = Article(
    "en/refund", "Refunds", "Money is back on the card within 10 business days.", "en", product="billing"
)
SYNC_EN = Article("en/sync", "Error E-1044", "E-1044 means that the file is over 20 MB. Split the price list.", "en")
ALL = (REFUND, ROLES, SYNC, REFUND_EN, SYNC_EN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    SqliteStore.create(folder, embedder=ENGLISH.fingerprint, chunking=CHUNKING, dimension=ENGLISH.dimension).close()
    return folder


@pytest.fixture
def writer(folder: Path) -> Iterator[IndexWriter]:
    writer = IndexWriter(folder, ENGLISH)
    for article in ALL:
        writer.put(article)
    yield writer
    writer.close()


@pytest.fixture
def searcher(folder: Path, writer: IndexWriter) -> Iterator[Searcher]:
    del writer  # has filled the folder
    searcher = Searcher(folder, ENGLISH)
    yield searcher
    searcher.close()


def found(searcher: Searcher, text: str, language: str = "ru", **fields: object) -> list[str]:
    query = replace(Query(text, language), **fields)  # type: ignore[arg-type]
    return [hit.article.article_id for hit in searcher.search(query).hits]


def test_another_form_of_a_word_is_found(searcher: Searcher) -> None:
    assert found(searcher, "как вернуть деньги на карточку")[0] == "ru/refund"
    assert found(searcher, "поменять роль сотруднику")[0] == "ru/roles"


def test_a_hit_holds_its_passage_article_version_and_scores(searcher: Searcher) -> None:
    hit = searcher.search(Query("when do I get my money back on the card", "en")).hits[0]
    assert hit.article == REFUND_EN
    assert hit.version_hash == REFUND_EN.version_hash
    assert hit.passage.span.of(hit.article.body_markdown) == hit.passage.text
    assert 0 < hit.similarity <= 1
    assert set(hit.signals) == {"lexical", "dense", "fused"}
    assert -1 <= hit.signals["dense"] <= 1.0001


def test_hits_come_best_first_and_no_more_than_asked_for(searcher: Searcher) -> None:
    result = searcher.search(Query("E-1044 деньги роль", "ru", limit=3))
    similarities = [hit.similarity for hit in result.hits]
    assert len(similarities) == 3
    assert similarities == sorted(similarities, reverse=True)


def test_the_dense_leg_is_skipped_for_a_language_that_the_embedder_does_not_know(searcher: Searcher) -> None:
    hits = searcher.search(Query("возврат денег", "ru")).hits
    assert hits
    assert all(set(hit.signals) == {"lexical", "fused"} for hit in hits)


def test_articles_in_the_language_of_the_query_come_first(searcher: Searcher) -> None:
    assert found(searcher, "что значит E-1044")[:2] == ["ru/sync", "en/sync"]
    assert found(searcher, "what does E-1044 mean", "en")[:2] == ["en/sync", "ru/sync"]


def test_a_filter_compares_fields_and_metadata(folder: Path, writer: IndexWriter, searcher: Searcher) -> None:
    writer.put(replace(REFUND, article_id="ru/refund-eu", metadata={"region": "eu", "tier": 2}))
    assert set(found(searcher, "возврат денег", filter={"product": "billing", "language_code": "ru"})) == {
        "ru/refund",
        "ru/refund-eu",
    }
    assert found(searcher, "возврат денег", filter={"region": "eu", "tier": 2}) == ["ru/refund-eu"]
    assert found(searcher, "возврат денег", filter={"region": "us"}) == []
    writer.put(replace(REFUND, article_id="ru/refund-us", metadata={"tier": 1}))
    assert found(searcher, "возврат денег", filter={"tier": 1}) == ["ru/refund-us"]
    assert found(searcher, "возврат денег", filter={"tier": True}) == []


def test_a_filter_by_a_field_that_no_article_has_is_refused_by_name(searcher: Searcher) -> None:
    with pytest.raises(FilterInvalid, match="'colour'"):
        found(searcher, "возврат", filter={"colour": "red"})


def test_an_article_is_found_only_while_it_is_valid(writer: IndexWriter, searcher: Searcher) -> None:
    old = replace(REFUND, article_id="ru/old", valid_to="2026-03-14", product="prices")
    new = replace(REFUND, article_id="ru/new", valid_from="2026-03-15T00:00:00+00:00", product="prices")
    for article in (old, new):
        writer.put(article)
    prices = {"product": "prices"}
    assert found(searcher, "возврат денег", filter=prices, as_of="2026-03-14T23:00:00Z") == ["ru/old"]
    assert found(searcher, "возврат денег", filter=prices, as_of="2026-03-15T00:00:00Z") == ["ru/new"]
    with pytest.raises(FilterInvalid, match="as_of"):
        found(searcher, "возврат денег", as_of="yesterday")


@pytest.mark.parametrize("last", ["9999-12-31", "9999-12-31T23:59:59-14:00", "2026-03-14", "20260314"])
def test_a_last_day_counts_as_a_whole_and_may_be_the_last_of_all(
    writer: IndexWriter, searcher: Searcher, last: str
) -> None:
    writer.put(replace(REFUND, article_id="ru/ends", valid_from="0001-01-01T00:00:00+14:00", valid_to=last))
    assert "ru/ends" in found(searcher, "возврат денег", as_of="2026-03-14T23:00:00Z")


def test_what_another_writer_commits_is_found_without_a_restart(writer: IndexWriter, searcher: Searcher) -> None:
    before = searcher.describe()
    writer.put(Article("ru/barcode", "Печать штрихкодов", "Наклейки печатает термопринтер.", "ru"))
    assert found(searcher, "термопринтер") == ["ru/barcode"]
    writer.put(Article("ru/barcode", "Печать штрихкодов", "Наклейки печатает плоттер.", "ru"))
    assert found(searcher, "термопринтер") == []
    assert found(searcher, "плоттер") == ["ru/barcode"]
    writer.delete("ru/barcode")
    assert found(searcher, "плоттер") == []
    after = searcher.describe()
    assert after.version != before.version
    assert (after.articles, after.passages) == (before.articles, before.passages)


def test_following_changes_gives_what_opening_anew_gives(folder: Path, writer: IndexWriter, searcher: Searcher) -> None:
    texts = ["деньги", "возврат на карту", "E-1044 файл", "роль владельца и склад", "плоттер печатает"]
    found(searcher, "деньги")
    writer.put(Article("ru/z", "Склад и деньги", "Плоттер печатает деньги на складе.\n\n## Роли\n\nВладелец.", "ru"))
    writer.delete("ru/roles")
    searcher.refresh()
    writer.put(replace(SYNC, body_markdown="E-1044: файл слишком велик."))
    fresh = Searcher(folder, ENGLISH)
    for text in texts:
        assert searcher.search(Query(text, "ru")) == fresh.search(Query(text, "ru"))
        assert searcher.search(Query(text, "en")) == fresh.search(Query(text, "en"))
    fresh.close()


def test_searches_go_on_while_articles_change(writer: IndexWriter, searcher: Searcher) -> None:
    stop = threading.Event()

    def change() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            writer.put(replace(ROLES, body_markdown=f"Роль номер {number} меняет владелец."))

    def ask() -> list[list[str]]:
        return [found(searcher, "роль владельца") for _ in range(40)]

    with ThreadPoolExecutor(4) as pool:
        changing = pool.submit(change)
        answers = [answer for asked in [pool.submit(ask) for _ in range(3)] for answer in asked.result()]
        stop.set()
        changing.result()
    assert all(answer[0] == "ru/roles" for answer in answers)


def test_the_same_query_gets_the_same_answer(searcher: Searcher) -> None:
    query = Query("деньги E-1044 card", "en")
    assert searcher.search(query) == searcher.search(query)


@pytest.mark.parametrize("text", ["", " ", "???", "и на в", "😀", "\ud800", "\x00", "zzzz"])
def test_a_query_without_a_known_word_finds_nothing_and_is_sure_of_nothing(searcher: Searcher, text: str) -> None:
    result = searcher.search(Query(text, "ru"))
    assert result.hits == ()
    assert result.confidence < 0.05


def test_a_question_that_is_answered_gets_more_confidence_than_one_that_is_not(searcher: Searcher) -> None:
    def confidence(text: str) -> float:
        return searcher.search(Query(text, "ru")).confidence

    assert confidence("за сколько дней вернутся деньги на карту") > 0.5
    assert confidence("сколько стоит доставка пиццы в Казань") < 0.2


def test_a_message_of_20_000_characters_is_searched(searcher: Searcher) -> None:
    story = "Мы давно работаем с вами и всем довольны, кроме одного. " * 350
    assert found(searcher, f"{story} Пишет E-1044.")[0] == "ru/sync"


def test_an_empty_index_answers_with_nothing(folder: Path) -> None:
    searcher = Searcher(folder, ENGLISH)
    assert searcher.search(Query("возврат денег", "ru")).hits == ()
    assert searcher.search(Query("refund", "en")).confidence < 0.05
    assert (searcher.describe().articles, searcher.describe().languages) == (0, ())
    searcher.close()


def test_the_index_describes_itself(searcher: Searcher) -> None:
    info = searcher.describe()
    assert (info.articles, info.languages, info.embedder) == (5, ("ru", "en"), ENGLISH.fingerprint)


def test_a_missing_index_and_one_of_another_model_are_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Searcher(tmp_path / "nowhere", ENGLISH)
    with pytest.raises(IndexMismatch):
        Searcher(folder, HashingEmbedder(dimension=32))


def test_all_passages_that_can_be_found_are_given_and_those_of_former_versions_are_not(
    searcher: Searcher, writer: IndexWriter
) -> None:
    assert {article.article_id: span.of(article.body_markdown) for article, span in searcher.spans()} == {
        one.article_id: one.body_markdown for one in ALL
    }
    changed = replace(REFUND, body_markdown="Деньги вернутся на карту за 3 дня.")
    writer.put(changed)
    writer.delete("ru/sync")
    searcher.refresh()
    given = [article for article, _ in searcher.spans()]
    assert sorted(given, key=lambda one: one.article_id) == [REFUND_EN, SYNC_EN, changed, ROLES]
