"""The sample help centre and its labelled tickets are complete, consistent and refer only to what exists."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from eval.cases import Case, load_cases
from service.api.schemas.asked import SuggestionRequest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "kb_index" / "sample"
HELP_CENTRE = "https://help.ambarika.example/"
LANGUAGES = ("ru", "en")
REQUIRED_KEYS = {"id", "title", "language", "product", "kind", "updated_at", "url", "parallel_id", "tags"}
OPTIONAL_KEYS = {"valid_from", "valid_to"}
KINDS = {"article", "faq", "troubleshooting"}
FEWEST_ARTICLES = 45
FEWEST_CASES = {"ru": 60, "en": 40}
# Words a reply may not contain: sentences of articles are quoted in replies.
UNQUOTABLE = {
    "ru": re.compile(r"проблем|дефект|вы должны|(?:^|[.!?] |- |\*\* )Нет\b", re.IGNORECASE | re.MULTILINE),
    "en": re.compile(r"\bproblem|\bdefect|you must|you have to|(?:^|[.!?] |- )No\b", re.IGNORECASE | re.MULTILINE),
}


@dataclass(frozen=True, slots=True)
class Page:
    path: Path
    front: dict[str, Any]
    body: str


def _page(path: Path) -> Page:
    head, separator, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    assert separator, f"{path}: no front matter"
    front = yaml.safe_load(head)
    assert isinstance(front, dict), f"{path}: the front matter is not a mapping"
    return Page(path, front, body)


@cache
def pages(language: str) -> dict[str, Page]:
    return {f"{language}/{path.stem}": _page(path) for path in sorted((SAMPLE / language).glob("*.md"))}


def every_page() -> dict[str, Page]:
    return {key: page for language in LANGUAGES for key, page in pages(language).items()}


@cache
def cases(language: str) -> tuple[Case, ...]:
    return load_cases(ROOT / "eval" / "cases" / f"{language}.jsonl")


def squeezed(text: str) -> str:
    """Without emphasis, all spaces (no-break ones too) dropped: `5 900 ₽` is found in `5\u00a0900 ₽`."""
    return re.sub(r"[\s\u00a0\u202f]+", "", text.replace("**", ""))


def error_codes(text: str) -> set[str]:
    return set(re.findall(r"\bE-\d{4}\b", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_articles(language: str) -> None:
    assert len(pages(language)) >= FEWEST_ARTICLES


def test_every_front_matter_has_the_agreed_keys() -> None:
    for key, page in every_page().items():
        assert set(page.front) >= REQUIRED_KEYS, key
        assert set(page.front) <= REQUIRED_KEYS | OPTIONAL_KEYS, key


def test_every_front_matter_value_is_usable() -> None:
    for key, page in every_page().items():
        front = page.front
        language, slug = key.split("/")
        assert front["id"] == key
        assert front["language"] == language, key
        assert front["url"] == f"{HELP_CENTRE}{language}/{slug}"
        assert front["kind"] in KINDS, key
        assert isinstance(front["title"], str), key
        assert front["title"].strip(), key
        assert front["tags"], key
        assert all(isinstance(tag, str) for tag in front["tags"]), key
        dates = [date.fromisoformat(str(front[name])) for name in ("updated_at", *OPTIONAL_KEYS) if name in front]
        assert all(day.year == 2026 for day in dates), key


def test_every_article_has_its_twin_in_the_other_language() -> None:
    known = every_page()
    for key, page in known.items():
        twin = known[page.front["parallel_id"]]
        assert twin.front["parallel_id"] == key
        for shared in ("product", "kind", "updated_at", "valid_from", "valid_to"):
            assert twin.front.get(shared) == page.front.get(shared), (key, shared)
        assert error_codes(twin.body) == error_codes(page.body), key


def test_titles_are_unique_within_a_language() -> None:
    for language in LANGUAGES:
        titles = [page.front["title"] for page in pages(language).values()]
        assert len(set(titles)) == len(titles), language


def test_a_body_does_not_repeat_the_title_as_a_heading() -> None:
    for key, page in every_page().items():
        assert page.body.strip(), key
        outside_code = re.sub(r"```.*?```", "", page.body, flags=re.DOTALL)
        assert not re.search(r"^# ", outside_code, re.MULTILINE), key


def test_every_internal_link_leads_to_an_article_in_the_same_language() -> None:
    known = every_page()
    for key, page in known.items():
        for target in re.findall(rf"{re.escape(HELP_CENTRE)}([^\s)\"]+)", page.body):
            assert target in known, (key, target)
            assert target.split("/")[0] == key.split("/")[0], (key, target)


def test_articles_can_be_quoted_in_a_reply() -> None:
    for key, page in every_page().items():
        assert not UNQUOTABLE[key.split("/")[0]].search(page.body), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_knowledge_base_holds_long_and_very_short_articles(language: str) -> None:
    words = [len(page.body.split()) for page in pages(language).values()]
    assert sum(count >= 850 for count in words) >= 3
    assert sum(count <= 60 for count in words) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_older_and_a_newer_article_disagree_on_the_rows_of_an_import(language: str) -> None:
    older = pages(language)[f"{language}/import-file-requirements"]
    newer = pages(language)[f"{language}/import-products"]
    assert older.front["updated_at"] < newer.front["updated_at"]
    rows = {"ru": ("5 000 строк", "20 000 строк"), "en": ("5,000 rows", "20,000 rows")}[language]
    assert squeezed(rows[0]) in squeezed(older.body)
    assert squeezed(rows[1]) in squeezed(newer.body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_labelled_tickets(language: str) -> None:
    assert len(cases(language)) >= FEWEST_CASES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ticket_is_a_request_that_the_service_accepts(language: str) -> None:
    for case in cases(language):
        assert SuggestionRequest.model_validate(case.request), case.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_relevant_articles_exist_in_the_language_of_the_ticket(language: str) -> None:
    for case in cases(language):
        for article_id in case.relevant:
            assert article_id in pages(case.expected.language_code), (case.id, article_id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_required_fact_stands_in_a_relevant_article(language: str) -> None:
    for case in cases(language):
        texts = [squeezed(every_page()[article_id].body) for article_id in case.relevant]
        for fact in case.facts_required:
            assert any(squeezed(fact) in text for text in texts), (case.id, fact)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fact_is_both_required_and_forbidden(language: str) -> None:
    for case in cases(language):
        for fact in case.facts_required:
            assert not any(squeezed(banned) in squeezed(fact) for banned in case.facts_forbidden), (case.id, fact)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tickets_cover_channels_and_outcomes(language: str) -> None:
    channels = {case.request["conversation"]["channel"] for case in cases(language)}
    assert channels == {"email", "chat", "messenger", "ticket", "social_public", "social_private"}
    outcomes = {outcome for case in cases(language) for outcome in case.expected.outcome}
    assert {"suggest", "clarify", "abstain"} <= outcomes
    assert {case.expected.should_escalate for case in cases(language)} == {True, False}
