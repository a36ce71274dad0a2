from __future__ import annotations

import asyncio

import pytest
from starlette.testclient import TestClient

import kb_index.errors
import service.errors
from kb_index.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing, IndexUnwritable, KbError
from service.api.problems import STATUSES
from service.app import create_app
from service.errors import NoCustomerMessage, NotReady, OtvetError, UnknownStandard
from tests.fakes import FailingSuggester, fake_services, opening, settings

ASK = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "How to export orders?"}]}}
SECRET = "Zanzibar-4711"


def family(root: type[Exception]) -> set[type[Exception]]:
    return {root}.union(*(family(child) for child in root.__subclasses__()))


def test_every_error_of_the_trees_has_a_status():
    modules = (kb_index.errors, service.errors)
    declared = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    errors = {one for one in declared if issubclass(one, OtvetError | KbError)}
    assert errors == set(STATUSES)
    assert errors <= family(OtvetError) | family(KbError)


@pytest.mark.parametrize("error", [RuntimeError(SECRET), KeyError(SECRET), OtvetError(SECRET), KbError(SECRET)])
def test_a_crash_is_a_500_that_says_nothing_of_the_cause(serve, error):
    services = fake_services(suggester=FailingSuggester(error))
    response = serve(services).post("/v1/suggestions", json=ASK)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["request_id"] == response.headers["x-request-id"]
    assert SECRET not in response.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoCustomerMessage("nothing to answer"), 422),
        (UnknownStandard("no such standard"), 422),
        (NotReady("the model is loading"), 503),
        (IndexBusy("another process writes"), 503),
        (IndexUnwritable("the disk is full"), 503),
        (IndexMismatch("built with another model; run otvet index"), 503),
    ],
)
def test_a_known_error_keeps_its_message(serve, error, status):
    response = serve(fake_services(suggester=FailingSuggester(error))).post("/v1/suggestions", json=ASK)
    assert response.status_code == status
    assert response.json()["detail"] == str(error)
    assert ("retry-after" in response.headers) is (status == 503)


@pytest.mark.parametrize(
    "error",
    [
        IndexMissing("there is no index in .otvet/index; run `otvet index PATH…`"),
        IndexCorrupt("the index cannot be read; build it anew"),
        IndexMismatch("the index was built with another model; build it anew"),
    ],
)
def test_an_index_that_cannot_be_opened_leaves_a_living_service_that_says_why_it_is_not_ready(error):
    def failing(_):
        raise error

    with TestClient(create_app(settings(), failing)) as client:
        ready, live, asked = client.get("/readyz"), client.get("/livez"), client.post("/v1/suggestions", json=ASK)
        assert live.status_code == 200
        assert (ready.status_code, ready.json()["not_ready"]) == (503, [str(error)])
        assert (asked.status_code, asked.json()["detail"]) == (503, str(error))
        assert client.get("/v1/articles").status_code == 503


def test_readiness_lists_what_is_missing(serve):
    services = fake_services()
    services.missing = ("the embedder is loading", "the index is empty")
    response = serve(services).get("/readyz")
    assert response.status_code == 503
    assert response.json()["not_ready"] == ["the embedder is loading", "the index is empty"]
    services.missing = ()
    assert serve(services).get("/readyz").json() == {"status": "ready"}


def test_services_are_closed_once_when_the_app_ends():
    services = fake_services()
    with TestClient(create_app(settings(), opening(services))):
        assert services.closed == 0
    assert services.closed == 1


def test_a_request_id_is_kept_when_sane_and_made_otherwise(client):
    kept = client.get("/livez", headers={"x-request-id": "abc-1.2:3_4"}).headers["x-request-id"]
    made = client.get("/livez", headers={"x-request-id": "a b\t<script>"}).headers["x-request-id"]
    long = client.get("/livez", headers={"x-request-id": "a" * 129}).headers["x-request-id"]
    assert kept == "abc-1.2:3_4"
    assert len({kept, made, long}) == 3
    assert len(made) == len(long) == 32


def test_every_answer_carries_a_request_id(client):
    for method, path in [
        ("GET", "/"),
        ("GET", "/nowhere"),
        ("PATCH", "/v1/check"),
        ("GET", "/docs"),
        ("POST", "/v1/check"),
    ]:
        assert client.request(method, path).headers["x-request-id"]


def test_a_header_names_the_request_before_its_body_does(client):
    response = client.post("/v1/suggestions", json={**ASK, "request_id": "b"}, headers={"x-request-id": "h"})
    assert response.headers["x-request-id"] == "h"


def test_the_app_can_be_opened_and_closed_in_one_loop_twice():
    services = fake_services()

    async def twice():
        for _ in range(2):
            app = create_app(settings(), opening(services))
            async with app.router.lifespan_context(app):
                pass

    asyncio.run(twice())
    assert services.closed == 2
