"""What is missing, too short, too long, out of date or in another language is named, article by article."""

from __future__ import annotations

import pytest

from kb_index.records import Article

TEXT = (
    "Open the settings and choose the export. The file is sent to your address when it is ready, which takes a minute."
)


def page(body: str = TEXT, language: str = "en", **fields: str) -> Article:
    return Article(
        "a", "Export", body, language, **{"uri": "https://x.example/a", "updated_at": "2026-11-01", **fields}
    )


def checks(examined, article: Article, **limits: float) -> list[str]:
    return [str(one.check) for one in examined(article, **limits)]


def test_an_article_with_everything_has_no_findings(examined):
    assert checks(examined, page()) == []


@pytest.mark.parametrize(
    ("article", "check"),
    [
        (page(""), "empty"),
        (page("# Export\n\n---\n"), "empty"),
        (page("See below."), "short"),
        (page(f"{TEXT}\n\n" * 600), "huge"),
        (page(uri=""), "no_uri"),
        (page(updated_at=""), "no_update_time"),
        (Article("a", " ", TEXT, "en", uri="https://x.example/a", updated_at="2026-11-01"), "no_title"),
        (page(valid_to="2026-11-01"), "expired"),
        (page(TEXT * 3, "ru"), "language_mismatch"),
        (
            page("Откройте настройки и выберите выгрузку, файл придёт на почту, когда будет готов. " * 4),
            "language_mismatch",
        ),
        (page(f"{TEXT}\n\n## Then\n\n## At last\n\n{TEXT}"), "empty_section"),
        (page(f"{TEXT}\n\n## At last"), "empty_section"),
        (page("8f3a-" * 280), "beyond_embedder"),
    ],
)
def test_each_flaw_is_named(examined, article, check):
    assert check in checks(examined, article)


@pytest.mark.parametrize(
    "article",
    [
        page(valid_to="2026-11-22"),  # the day is not over
        page(valid_to="2027-01-01"),
        page(f"{TEXT}\n\n## Part\n\n### Detail\n\n{TEXT}"),  # a heading with a part below it
        page("Press **OK** to go on. " * 5),
        page("Нажмите Export. " * 8, "ru"),
        page("- [Сети](https://x.example/the/way/to/all/of/the/networks/that/we/have)\n" * 6, "ru"),
    ],
)
def test_near_misses_are_not_named(examined, article):
    assert checks(examined, article) == []


def test_age_is_looked_at_only_when_asked_for(examined):
    old = page(updated_at="2025-11-01")
    assert checks(examined, old) == []


def test_an_article_older_than_asked_for_is_stale(examined):
    (finding,) = examined(page(updated_at="2025-11-22"), check="stale", stale_days=364.0)
    assert finding.message == "last updated 365 days ago"


def test_an_article_as_old_as_asked_for_is_not_stale(examined):
    assert examined(page(updated_at="2025-11-22"), check="stale", stale_days=365.0) == []
