"""No answer and no log line holds a word of an article that the caller may not see, nor one that is not valid then."""

from __future__ import annotations

import io
import logging
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.testclient import TestClient

from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from service import logs
from service.app import create_app
from service.settings import Settings
from service.wiring import open_services
from tests.fakes import settings

EMBEDDER = HashingEmbedder()
GROUPS = ("staff", "partners", "vip")
SUBJECTS = {
    "en": ("orders", "refunds", "invoices", "passwords", "backups", "contracts"),
    "ru": ("заказы", "возвраты", "счета", "пароли", "копии", "договоры"),
}
TEXTS = {
    "en": "To export {0}, open **Settings** and choose *{0}*. {1} It takes {2} minutes.",
    "ru": "Чтобы выгрузить {0}, откройте **Настройки** и выберите *{0}*. {1} Это займёт {2} мин.",
}
ASKED = {"en": "How do I export {}?", "ru": "Как выгрузить {}?"}


def some_articles(chance: random.Random) -> list[dict[str, Any]]:
    """Guarded articles hold their mark wherever an article can hold a text."""
    return [_article(chance, number) for number in range(18)]


def _article(chance: random.Random, number: int) -> dict[str, Any]:
    language = chance.choice(["ru", "en"])
    groups = chance.choice([[], *([one] for one in GROUPS), ["partners", "vip"]])
    subject, mark = chance.choice(SUBJECTS[language]), f"Qz{number}mark"
    text = TEXTS[language].format(subject, f"{mark}. E-{number}1044", number)
    return {
        "id": f"{mark}/{subject}",
        "title": f"{subject} {mark}",
        "body_markdown": f"## {ASKED[language].format(subject)}\n\n{text}",
        "language_code": language,
        "uri": f"https://help.example.com/{mark}",
        "product": mark,
        "access_groups": groups,
        "metadata": {mark: mark},
    }


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers, root.level
    logs.configure("debug", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers = before
    root.setLevel(level)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[[list[dict[str, Any]]], TestClient]]:
    (tmp_path / "kb").mkdir()
    index_paths([tmp_path / "kb"], into=tmp_path / "index", embedder=EMBEDDER)
    given = Settings(index=tmp_path / "index", freshness_days=30)
    with TestClient(create_app(settings(), lambda _: open_services(given, embedder=EMBEDDER))) as client:

        def fill(articles: list[dict[str, Any]]) -> TestClient:
            for article in articles:
                body = {name: value for name, value in article.items() if name != "id"}
                assert client.put(f"/v1/articles/{article['id']}", json=body).status_code == 200
            return client

        yield fill


def answers(client: TestClient, language: str, subject: str, groups: list[str]) -> Iterator[str]:
    question = ASKED[language].format(subject)
    for wanted in ({}, {"language_code": ["ru", "en"]}):
        thread = {"channel": "email", "messages": [{"role": "end_user", "text": question}]}
        knowledge = {"access_groups": groups, "filter": wanted}
        body = {"conversation": thread, "knowledge": knowledge, "offset_unit": "utf16"}
        yield client.post("/v1/suggestions", json=body).text
        yield client.post("/v1/retrieve", json={"query": question, "access_groups": groups, "filter": wanted}).text
    for wanted in ({"margin": "x"}, {"product": "x"}):
        yield client.post("/v1/retrieve", json={"query": question, "access_groups": groups, "filter": wanted}).text


@pytest.mark.parametrize("seed", range(3))
def test_no_answer_and_no_log_line_holds_a_word_of_what_the_caller_may_not_see(
    serving: Callable[[list[dict[str, Any]]], TestClient], lines: io.StringIO, seed: int
) -> None:
    chance = random.Random(seed)
    articles = some_articles(chance)
    client = serving(articles)
    mine = chance.sample(GROUPS, chance.randrange(3))
    marks = {
        one["product"]: bool(not one["access_groups"] or set(mine) & set(one["access_groups"])) for one in articles
    }
    lines.truncate(0)
    written = [
        text
        for language, subjects in SUBJECTS.items()
        for one in subjects
        for text in answers(client, language, one, mine)
    ]
    for mark, visible in marks.items():
        assert any(mark in text for text in written) is visible, (mark, mine)
        assert mark not in lines.getvalue()
    assert len(lines.getvalue().splitlines()) >= len(written)


def test_an_article_comes_back_with_its_groups_and_a_change_of_them_is_a_new_version(
    serving: Callable[[list[dict[str, Any]]], TestClient],
) -> None:
    body = {"title": "Refunds", "body_markdown": "Refunds take three days.", "language_code": "en"}
    client = serving([])

    def put(**fields: object) -> tuple[str, str]:
        answer = client.put("/v1/articles/a", json={**body, **fields}).json()
        return answer["status"], answer["version_hash"]

    def found(groups: list[str]) -> int:
        return len(client.post("/v1/retrieve", json={"query": "refunds", "access_groups": groups}).json()["hits"])

    created = put()
    assert "access_groups" not in client.get("/v1/articles/a").json()
    assert (found([]), found(["staff"])) == (1, 1)
    guarded = put(access_groups=["vip", "staff", "vip"])
    assert (created[0], guarded[0]) == ("created", "updated")
    assert put(access_groups=["staff", "vip"]) == ("unchanged", guarded[1])
    assert client.get("/v1/articles/a").json()["access_groups"] == ["staff", "vip"]
    assert client.get("/v1/articles").json()["articles"][0]["access_groups"] == ["staff", "vip"]
    assert (found([]), found(["staff"]), found(["other"])) == (0, 1, 0)


@pytest.mark.parametrize("groups", ["staff", [""], [" staff"], ["a\nb"], [1], {"staff": True}, None, ["x" * 201]])
def test_groups_that_are_no_list_of_names_are_refused_and_nothing_is_stored(client: TestClient, groups: object) -> None:
    body = {"title": "T", "body_markdown": "Text", "language_code": "en", "access_groups": groups}
    assert client.put("/v1/articles/guarded", json=body).status_code == 422
    assert client.get("/v1/articles/guarded").status_code == 404


def test_groups_hidden_in_the_metadata_are_refused(serving: Callable[[list[dict[str, Any]]], TestClient]) -> None:
    body = {"title": "T", "body_markdown": "Text", "language_code": "en", "metadata": {"access_groups": ["staff"]}}
    refused = serving([]).put("/v1/articles/guarded", json=body)
    assert refused.status_code == 422
    assert "guards nothing" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        ("2026-03-14", 5),
        ("2026-03-14T23:59:59Z", 5),
        ("2026-03-15T01:00:00+03:00", 5),
        ("2026-03-15", 7),
        ("2026-03-15T03:00:00+03:00", 7),
    ],
)
def test_suggestions_and_searches_keep_to_what_is_valid_then(
    serving: Callable[[list[dict[str, Any]]], TestClient], as_of: str, days: int
) -> None:
    def article(days: int, **window: str) -> dict[str, Any]:
        text = f"## How long do refunds take?\n\nRefunds take {days} days."
        return {"id": f"d{days}", "title": "Refunds", "body_markdown": text, "language_code": "en", **window}

    client = serving([article(5, valid_to="2026-03-14"), article(7, valid_from="2026-03-15")])
    question = "How long do refunds take?"
    thread = {"channel": "chat", "messages": [{"role": "end_user", "text": question}]}
    hits = client.post("/v1/retrieve", json={"query": question, "as_of": as_of}).json()["hits"]
    asked = {"conversation": thread, "knowledge": {"as_of": as_of}, "case": {"now": "2020-01-01T00:00:00Z"}}
    by_clock = {"conversation": thread, "case": {"now": as_of}}
    assert [hit["article_id"] for hit in hits] == [f"d{days}"]
    for body in (asked, by_clock):
        suggestion = client.post("/v1/suggestions", json=body)
        assert [one["article_id"] for one in suggestion.json()["retrieved"]] == [f"d{days}"]
        assert f"take {12 - days} days" not in suggestion.text
