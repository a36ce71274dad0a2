"""Where age counts, the newer of two equal articles comes first, and the older loses a tenth at most."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.records import Query
from kb_index.search import Searcher

WRITTEN = {"a-old": "2020-01-01", "b-unknown": None, "c-month": "2026-02-12", "d-new": "2026-03-14"}
QUERY = Query("how long do refunds take", "en", as_of="2026-03-14T00:00:00Z")


@pytest.fixture
def searcher(tmp_path: Path) -> Iterator[Searcher]:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, updated in WRITTEN.items():
        head = f"id: {name}\ntitle: Refunds\nlanguage: en\n" + (f"updated_at: {updated}\n" if updated else "")
        (pages / f"{name}.md").write_text(f"---\n{head}---\nRefunds take three days.")
    embedder = HashingEmbedder()
    index_paths([pages], into=tmp_path / "index", embedder=embedder)
    with closing(Searcher(tmp_path / "index", embedder)) as searcher:
        yield searcher


def similarities(searcher: Searcher, query: Query) -> dict[str, float]:
    return {hit.article.article_id: hit.similarity for hit in searcher.search(query).hits}


def test_without_a_half_life_age_counts_nothing(searcher: Searcher) -> None:
    found = similarities(searcher, QUERY)
    assert list(found) == sorted(WRITTEN)
    assert len(set(found.values())) == 1


def test_with_a_half_life_the_newer_comes_first_and_the_old_loses_a_tenth(searcher: Searcher) -> None:
    plain = similarities(searcher, QUERY)["d-new"]
    found = similarities(searcher, replace(QUERY, freshness_days=30))
    assert list(found) == ["d-new", "b-unknown", "c-month", "a-old"]
    assert list(found.values()) == pytest.approx([plain, plain * 0.95, plain * 0.95, plain * 0.9], abs=1e-5)


def test_age_is_counted_to_the_moment_that_is_asked_about(searcher: Searcher) -> None:
    then = similarities(searcher, replace(QUERY, freshness_days=30, as_of="2020-01-31T00:00:00Z"))
    assert then["a-old"] == pytest.approx(then["d-new"] * 0.95, abs=1e-5)
    assert then["c-month"] == pytest.approx(then["d-new"], abs=1e-5)
