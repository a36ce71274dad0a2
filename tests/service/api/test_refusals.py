from __future__ import annotations

import json

import pytest

from service.api.wellformed import MAX_DEPTH

CUSTOMER = {"role": "end_user", "text": "How do I export orders?"}
THREAD = {"conversation": {"channel": "email", "messages": [CUSTOMER]}}
JSON = {"content-type": "application/json"}


def thread(**changes):
    return {"conversation": {**THREAD["conversation"], **changes}}


def assert_problem(response, status, field=None):
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert {"type", "title", "detail", "instance"} <= body.keys()
    assert body["request_id"] == response.headers["x-request-id"]
    if field is not None:
        assert field in [error["field"] for error in body["errors"]]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "conversation"),
        ([], "body"),
        ({**THREAD, "tone": "warm"}, "tone"),
        ({"conversation": {**THREAD["conversation"], "lang": "ru"}}, "conversation.lang"),
        (thread(messages=[{**CUSTOMER, "author": "x"}]), "conversation.messages[0].author"),
        (thread(messages=[]), "conversation.messages"),
        (thread(messages=[{"role": "human_agent", "text": "Hello"}]), "conversation.messages"),
        (thread(messages=[{**CUSTOMER, "role": "customer"}]), "conversation.messages[0].role"),
        (thread(messages=[{**CUSTOMER, "create_time": "yesterday"}]), "conversation.messages[0].create_time"),
        (thread(messages=[{**CUSTOMER, "text": "я" * 20_001}]), "conversation.messages[0].text"),
        (thread(messages=[{**CUSTOMER, "text": 7}]), "conversation.messages[0].text"),
        (thread(channel="fax"), "conversation.channel"),
        ({**THREAD, "case": {"redirect_count": -1}}, "case.redirect_count"),
        ({**THREAD, "case": {"is_first_reply": "yes"}}, "case.is_first_reply"),
        ({**THREAD, "case": {"stage": "middle"}}, "case.stage"),
        ({**THREAD, "case": {"sla": {"respond_by": "2026-01-01"}}}, "case.sla.respond_by"),
        ({**THREAD, "max_results": 0}, "max_results"),
        ({**THREAD, "language_code": "de"}, "language_code"),
        ({**THREAD, "offset_unit": "bytes"}, "offset_unit"),
        ({**THREAD, "standard": "../../etc/passwd.yaml"}, "standard"),
    ],
)
def test_a_request_that_cannot_be_used_is_refused_naming_the_field(client, body, field):
    assert_problem(client.post("/v1/suggestions", json=body), 422, field)


def test_the_familiar_form_of_address_is_not_served_and_refused_with_501(client, services):
    assert_problem(client.post("/v1/suggestions", json={**THREAD, "address_form": "ty"}), 501, "address_form")
    assert services.suggester.seen == []


def test_a_language_model_that_is_not_configured_cannot_be_asked_for(client, services):
    response = client.post("/v1/suggestions", json={**THREAD, "mode": "llm"})
    assert_problem(response, 501, "mode")
    assert "OTVET_LLM__BASE_URL" in response.json()["detail"]
    assert services.suggester.seen == []


def test_only_suggestions_stream(client):
    headers = {"accept": "text/event-stream"}
    assert_problem(client.post("/v1/check", json={"text": "x"}, headers=headers), 501, "Accept")


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "\xe9"])
def test_an_idempotency_key_is_visible_ascii_of_bounded_length(client, key):
    headers = [(b"idempotency-key", key.encode("latin-1"))]
    assert_problem(client.post("/v1/suggestions", json=THREAD, headers=headers), 422, "Idempotency-Key")


def test_a_client_that_takes_json_besides_a_stream_gets_json(client):
    accept = {"accept": "application/json, text/event-stream"}
    assert client.post("/v1/suggestions", json=THREAD, headers=accept).status_code == 200


@pytest.mark.parametrize(
    "raw",
    [
        b'{"conversation": ',
        b"nonsense",
        b'{"conversation": NaN}',
        b'{"case": {"compensation_limit": 1e999}}',
        b'{"text": "\xd0"}',
        b'{"text": "\xed\xa0\x80"}',
        b"[" * 100_000,
        b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2),
        b'{"x": ' + b"1" * 5000 + b"}",
        b'{"mode": "llm", "mode": "extractive"}',
        b'{"end_user": {"name": "a", "name": "b"}}',
    ],
)
def test_a_body_that_is_not_json_is_a_400(client, raw):
    assert_problem(client.post("/v1/suggestions", content=raw, headers=JSON), 400)


def test_no_body_at_all_is_a_422(client):
    assert_problem(client.post("/v1/suggestions"), 415)
    assert_problem(client.post("/v1/suggestions", headers=JSON), 422, "body")


@pytest.mark.parametrize("declared", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_a_body_that_is_not_declared_as_json_is_a_415(client, declared):
    assert_problem(client.post("/v1/check", content=b'{"text": "x"}', headers={"content-type": declared}), 415)


def test_a_body_of_two_mebibytes_is_a_413(client):
    assert_problem(client.post("/v1/suggestions", content=b" " * 2**21, headers=JSON), 413)


def test_a_body_that_hides_its_length_is_a_413_too(client):
    chunks = (b" " * 2**16 for _ in range(32))
    assert_problem(client.post("/v1/suggestions", content=chunks, headers=JSON), 413)


def test_a_body_that_nobody_asked_for_ends_at_the_limit_too(client):
    chunks = (b" " * 2**16 for _ in range(32))
    assert client.request("GET", "/v1/articles", content=chunks).status_code in {200, 413}
    assert_problem(client.request("GET", "/v1/articles", content=b" " * 2**21), 413)


def test_a_body_of_just_one_mebibyte_is_read(client):
    raw = json.dumps(THREAD).encode()
    padded = raw + b" " * (2**20 - len(raw))
    assert client.post("/v1/suggestions", content=padded, headers=JSON).status_code == 200
    assert client.post("/v1/suggestions", content=padded + b" ", headers=JSON).status_code == 413


@pytest.mark.parametrize("letter", ["я", "🙂"])
def test_a_message_of_20000_code_points_is_accepted(client, letter):
    body = thread(messages=[{**CUSTOMER, "text": letter * 20_000}])
    assert client.post("/v1/suggestions", json=body).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/check", 405),
        ("POST", "/v1/check/", 404),
        ("GET", "/docs/assets/nothing.js", 404),
        ("GET", "/v1/articles/none", 404),
        ("DELETE", "/v1/articles/none", 404),
        ("GET", "/v1/standards/none", 404),
        ("GET", "/v1/standards/..%2Fdefault.yaml", 404),
        ("GET", "/v1/articles?limit=0", 422),
        ("GET", "/v1/articles?cursor=%25", 422),
        ("GET", "/v1/articles?cursor=_w", 422),
        ("GET", "/v1/articles/a%00b", 422),
    ],
)
def test_every_path_answers_with_problems(client, method, path, status):
    assert_problem(client.request(method, path), status)


def test_405_says_what_is_allowed(client):
    assert client.get("/v1/check").headers["allow"] == "POST"


@pytest.mark.parametrize("text", ["", "  \n ", "---"])
def test_an_article_without_text_is_refused_and_nothing_is_stored(client, services, text):
    body = {"title": "T", "body_markdown": text, "language_code": "en"}
    assert_problem(client.put("/v1/articles/empty", json=body), 422, "body_markdown")
    assert services.shelf.get("empty") is None


def test_an_unknown_standard_is_refused_by_name(client):
    assert_problem(client.post("/v1/check", json={"text": "x", "standard": "nobody"}), 422, "standard")


@pytest.mark.parametrize("text", ["", "я" * 20_001])
def test_a_text_to_check_has_between_one_and_20000_characters(client, text):
    assert_problem(client.post("/v1/check", json={"text": text}), 422, "text")


def test_an_error_never_repeats_the_customers_words(client):
    secret = "Zanzibar-4711"
    bodies = [
        {"conversation": {"channel": secret, "messages": [{"role": secret, "text": [secret]}]}},
        {"conversation": secret, "case": {"now": secret}, "max_length": secret},
        [secret],
    ]
    for body in bodies:
        response = client.post("/v1/suggestions", json=body)
        assert response.status_code == 422
        assert secret not in response.text
    assert secret not in client.post("/v1/check", content=f'{{"text": "{secret}', headers=JSON).text
