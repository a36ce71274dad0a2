from __future__ import annotations

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from service.api.auth import is_loopback
from service.api.examples import ARTICLE_REQUEST
from service.app import create_app
from service.errors import ConfigInvalid
from tests.fakes import fake_services, opening, settings

TOKEN = {"token": SecretStr("s3cret-токен")}
BEARER = "Bearer s3cret-токен".encode()
PAGE = "https://helpdesk.example.com"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "otvet.example.com"])
def test_an_address_that_others_can_reach_is_refused_without_a_token(host):
    with pytest.raises(ConfigInvalid, match="OTVET_TOKEN"):
        create_app(settings(host=host), opening(fake_services()))
    create_app(settings(host=host, **TOKEN), opening(fake_services()))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_needs_no_token(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/suggestions"),
        ("POST", "/v1/check"),
        ("GET", "/v1/articles"),
        ("PUT", "/v1/articles/a"),
        ("DELETE", "/v1/articles/a"),
        ("POST", "/v1/articles:batch"),
        ("POST", "/v1/articles:rename"),
        ("GET", "/v1/standards"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/nowhere"),
    ],
)
@pytest.mark.parametrize("given", [None, b"Bearer wrong", b"Bearer", b"Basic s3cret", b"Bearer \xff\xfe"])
def test_with_a_token_everything_but_health_needs_it(serve, method, path, given):
    headers = {} if given is None else {b"authorization": given}
    response = serve(fake_services(), **TOKEN).request(method, path, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("scheme", [b"Bearer ", b"bearer ", b"BEARER  "])
def test_the_right_token_opens(serve, scheme):
    client = serve(fake_services(), **TOKEN)
    headers = {b"authorization": scheme + BEARER.removeprefix(b"Bearer ")}
    assert client.put("/v1/articles/a", json=ARTICLE_REQUEST, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_needs_no_token(serve, path):
    assert serve(fake_services(), **TOKEN).get(path).status_code == 200


@pytest.mark.parametrize("origin", [PAGE, "http://evil.example:8080", "null", "http://[::1"])
def test_without_a_token_a_foreign_page_cannot_change_articles_through_the_users_browser(client, services, origin):
    response = client.put("/v1/articles/a", json=ARTICLE_REQUEST, headers={"origin": origin})
    assert response.status_code == 403
    assert services.shelf.get("a") is None


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:8080"])
def test_without_a_token_a_local_page_can_change_articles(client, origin):
    assert client.put("/v1/articles/a", json=ARTICLE_REQUEST, headers={"origin": origin}).status_code == 200


def test_without_a_token_another_machine_cannot_change_articles_but_may_read():
    app = create_app(settings(), opening(fake_services()))
    with TestClient(app, client=("203.0.113.9", 4711)) as remote:
        assert remote.put("/v1/articles/a", json=ARTICLE_REQUEST).status_code == 403
        assert remote.delete("/v1/articles/orders/export").status_code == 403
        assert remote.post("/v1/articles:batch", json={"deletes": ["orders/export"]}).status_code == 403
        assert remote.post("/v1/articles:rename", json={"from": "orders/export", "to": "x"}).status_code == 403
        assert remote.get("/v1/articles/orders/export").status_code == 200


def test_a_listed_page_may_call_with_a_token_and_read_the_request_id(serve):
    client = serve(fake_services(), cors_origins=(PAGE,), **TOKEN)
    asked = {"origin": PAGE, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    preflight = client.options("/v1/suggestions", headers=asked)
    refused = client.post("/v1/suggestions", json={}, headers={"origin": PAGE})
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == PAGE
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == PAGE
    assert "x-request-id" in refused.headers["access-control-expose-headers"]


def test_a_page_that_is_not_listed_gets_no_permission(serve):
    client = serve(fake_services(), cors_origins=(PAGE,))
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in client.options("/v1/suggestions", headers=asked).headers
    assert "access-control-allow-origin" not in client.get("/livez", headers=asked).headers


def test_no_page_is_listed_by_default(client):
    assert "access-control-allow-origin" not in client.get("/livez", headers={"origin": PAGE}).headers
