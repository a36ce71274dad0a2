"""Articles -> an index folder, and the findings of its report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb_index.chunking import CHUNKING, split, terms
from kb_index.contents import IndexedArticle
from kb_index.hygiene.articles import Limits
from kb_index.hygiene.finding import Finding
from kb_index.hygiene.report import examine
from kb_index.moments import moment
from kb_index.records import Article
from kb_index.store.sqlite import SqliteStore

NOW = moment("2026-11-22") or 0.0
Examined = Callable[..., list[Finding]]


def indexed(folder: Path, articles: tuple[Article, ...], origins: dict[str, str]) -> None:
    with SqliteStore.create(folder, embedder="none", chunking=CHUNKING, dimension=4) as store:
        entries = []
        for article in articles:
            passages = split(article)
            found = tuple(terms(article, passage) for passage in passages)
            origin = origins.get(article.article_id, "")
            entries.append(IndexedArticle(article, passages, None, found, "kb", origin))
        store.commit(entries)


@pytest.fixture
def examined(tmp_path) -> Examined:
    """The findings, or those of one check."""

    def run(
        *articles: Article, check: str = "", origins: dict[str, str] | None = None, **limits: float
    ) -> list[Finding]:
        indexed(tmp_path / "index", articles, origins or {})
        report = examine(tmp_path / "index", Limits(NOW, **limits))
        return [one for one in report.findings if check in ("", one.check)]

    return run
