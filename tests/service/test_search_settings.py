"""The settings of the search reach it: the encoder's languages and prompts, and the half-life of an article's age."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.records import Query
from service.encoder import open_encoder
from service.errors import ConfigInvalid
from service.settings import Settings, load_settings
from service.wiring import open_services
from tests.word_model import write_word_model


def test_the_encoder_is_opened_with_the_prompts_and_languages_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = write_word_model(tmp_path / "words", {"refund": 0, "query": 1})
    monkeypatch.setenv("OTVET_EMBEDDER", str(model))
    monkeypatch.setenv("OTVET_EMBEDDER_LANGUAGES", "ru, en")
    monkeypatch.setenv("OTVET_QUERY_PROMPT", "query ")
    encoder = open_encoder(load_settings(), cache=tmp_path)
    assert encoder.languages == {"ru", "en"}
    assert '["query ", ""]' in encoder.fingerprint


@pytest.mark.parametrize(
    ("name", "value"),
    [("EMBEDDER_LANGUAGES", "russian"), ("FRESHNESS_DAYS", "0"), ("FRESHNESS_DAYS", "inf"), ("FRESHNESS_DAYS", "x")],
)
def test_a_setting_of_the_search_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"OTVET_{name}", value)
    with pytest.raises(ConfigInvalid, match=f"OTVET_{name}"):
        load_settings()


@pytest.mark.parametrize(("freshness_days", "worth"), [(None, 1.0), (30.0, 0.9)])
def test_every_search_of_the_service_minds_the_age_that_the_settings_tell(
    tmp_path: Path, freshness_days: float | None, worth: float
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, updated in (("a-old", "2020-01-01"), ("b-new", "2026-03-14")):
        head = f"---\nid: {name}\ntitle: Refunds\nlanguage: en\nupdated_at: {updated}\n---\n"
        (pages / f"{name}.md").write_text(f"{head}Refunds take three days.")
    embedder = HashingEmbedder()
    index_paths([pages], into=tmp_path / "index", embedder=embedder)
    settings = Settings(index=tmp_path / "index", freshness_days=freshness_days)
    with closing(open_services(settings, embedder=embedder)) as services:
        result = services.retriever.search(Query("how long do refunds take", "en", as_of="2026-03-14"))
    found = {hit.article.article_id: hit.similarity for hit in result.hits}
    assert found["a-old"] == pytest.approx(found["b-new"] * worth, abs=1e-5)
