"""Articles in batches and under new ids; a change that is given up was not made."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import httpx
import pytest

from kb_index.records import Article
from service.api.examples import ARTICLE_REQUEST
from service.ports import Permit
from tests.fakes import FakeShelf, fake_services
from tests.service.api.test_load import listening

NEW = {"article_id": "new", **ARTICLE_REQUEST}
BLANK = {**NEW, "article_id": "blank", "body_markdown": "***"}


def test_a_batch_answers_for_each_item_in_the_order_of_the_request(client, services):
    body = {"articles": [NEW], "deletes": ["orders/export", "nothing"]}
    first = client.post("/v1/articles:batch", json=body).json()["results"]
    again = client.post("/v1/articles:batch", json=body).json()["results"]
    assert [(one["article_id"], one["status"]) for one in first] == [
        ("new", "created"),
        ("orders/export", "deleted"),
        ("nothing", "absent"),
    ]
    assert [one["status"] for one in again] == ["unchanged", "absent", "absent"]
    assert first[0]["version_hash"] == services.shelf.get("new").version_hash
    assert (first[0]["passages"], first[1].keys()) == (1, {"article_id", "status"})


def test_articles_that_cannot_be_indexed_refuse_the_batch_and_are_named_by_their_place(client, services):
    body = {"articles": [NEW, BLANK, NEW], "deletes": ["orders/export"]}
    refused = client.post("/v1/articles:batch", json=body)
    assert refused.status_code == 422
    assert {"articles[1]", "articles[2]"} <= {error["field"] for error in refused.json()["errors"]}
    assert services.shelf.get("new") is None
    assert services.shelf.get("orders/export") is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"articles": [NEW, {**NEW, "article_id": "x", "title": " "}]}, "articles[1].title"),
        ({"articles": [{**NEW, "article_id": ""}]}, "articles[0].article_id"),
        ({"articles": [ARTICLE_REQUEST]}, "articles[0].article_id"),
        ({"articles": [{**NEW, "colour": "red"}]}, "articles[0].colour"),
        ({"deletes": ["a", "a"]}, "deletes"),
        ({"deletes": [str(n) for n in range(1001)]}, "deletes"),
        ({"puts": []}, "puts"),
    ],
)
def test_a_batch_that_does_not_fit_the_contract_is_refused_naming_the_field(client, body, field):
    refused = client.post("/v1/articles:batch", json=body)
    assert refused.status_code == 422
    assert field in [error["field"] for error in refused.json()["errors"]]


def test_an_article_gets_another_id_once(client, services):
    body = {"from": "orders/export", "to": "reports/export"}
    renamed = client.post("/v1/articles:rename", json=body).json()
    again = client.post("/v1/articles:rename", json=body).json()
    assert (renamed["status"], again["status"], again["version_hash"]) == (
        "renamed",
        "unchanged",
        renamed["version_hash"],
    )
    assert again["reason"]
    assert services.shelf.get("reports/export").version_hash == renamed["version_hash"]
    assert services.shelf.get("orders/export") is None


@pytest.mark.parametrize(("wanted", "status"), [(("nothing", "new"), 404), (("orders/export", "there"), 409)])
def test_a_renaming_that_cannot_be_done_changes_nothing(serve, wanted, status):
    articles = Article("orders/export", "Export", "Text", "en"), Article("there", "There", "Text", "en")
    services = fake_services(*articles)
    refused = serve(services).post("/v1/articles:rename", json=dict(zip(("from", "to"), wanted, strict=True)))
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert services.shelf.articles.keys() == {"orders/export", "there"}


# --- past the deadline --------------------------------------------------------------------------------


class SlowShelf(FakeShelf):
    """Waits before it asks for the permit (a slow embedder), or after it (a slow disk)."""

    def __init__(self, *articles: Article, before: bool) -> None:
        super().__init__(*articles)
        self.released = threading.Event()
        self.started = threading.Event()
        self.ended = threading.Event()
        self._before = before

    def batch(
        self, articles: Sequence[Article], deletes: Sequence[str] = (), *, permit: Permit | None = None
    ) -> tuple[tuple[str, int], ...]:
        assert permit is not None
        self.started.set()
        try:
            if self._before:
                self.released.wait(10)
            permit()
            if not self._before:
                threading.Timer(1.5, self.released.set).start()
                self.released.wait(10)
            return super().batch(articles, deletes)
        finally:
            self.ended.set()


def post_batch(shelf: SlowShelf) -> httpx.Response:
    services = fake_services()
    services.shelf = shelf
    with listening(services, deadline_s=1.0) as client:
        answer = client.post("/v1/articles:batch", json={"articles": [NEW]})
        shelf.released.set()
        assert shelf.ended.wait(10) or not shelf.started.is_set()
    return answer


def test_a_change_that_met_its_deadline_before_it_was_committed_is_a_504_and_was_not_made():
    shelf = SlowShelf(before=True)
    assert post_batch(shelf).status_code == 504
    assert shelf.articles == {}


def test_a_change_that_is_being_committed_at_its_deadline_is_answered_as_done():
    shelf = SlowShelf(before=False)
    answer = post_batch(shelf)
    assert (answer.status_code, answer.json()["results"][0]["status"]) == (200, "created")
    assert shelf.articles.keys() == {"new"}
