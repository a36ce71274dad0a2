"""What honest but odd clients send: each gets a right answer, or is told what to do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from service.api import fields
from service.api.wellformed import BodyUnreadable, read_json
from tests.service.api.test_refusals import JSON, THREAD, assert_problem, thread


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/docs", "/openapi.json", "/v1/standards", "/v1/articles"])
def test_head_answers_as_get_does_without_the_body(client, path):
    asked, told = client.head(path), client.get(path)
    assert asked.status_code == told.status_code == 200
    assert asked.content == b""
    assert asked.headers["content-length"] == str(len(told.content))
    assert asked.headers["content-type"] == told.headers["content-type"]


def test_head_of_what_is_only_posted_names_the_method(client):
    response = client.head("/v1/suggestions")
    assert (response.status_code, response.headers["allow"], response.content) == (405, "POST", b"")


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, identity"])
def test_a_compressed_body_is_refused_saying_what_to_send(client, encoding):
    body = gzip.compress(json.dumps(THREAD).encode())
    response = client.post("/v1/suggestions", content=body, headers={**JSON, "content-encoding": encoding})
    assert_problem(response, 415)
    assert "uncompressed" in response.json()["detail"]
    assert response.headers["accept-encoding"] == "identity"


def test_identity_is_no_compression(client):
    headers = {**JSON, "content-encoding": "Identity"}
    assert client.post("/v1/suggestions", content=json.dumps(THREAD), headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ([], "body: must be a JSON object"),
        ({}, "conversation: this field is required"),
        ({**THREAD, "end_user": None}, "end_user: must be a JSON object"),
        (thread(messages=[]), "conversation.messages: must not be empty"),
        (thread(messages={}), "conversation.messages: must be a JSON array"),
        (thread(messages=[{"role": "end_user", "text": 5}]), "conversation.messages[0].text: must be a string"),
        ({**THREAD, "max_results": "2"}, "max_results: must be an integer"),
        ({**THREAD, "max_results": 0}, "max_results: must be 1 or more"),
        ({**THREAD, "max_length": 1e300}, "max_length: must be 100000 or less"),
        ({**THREAD, "mode": "fast"}, "mode: must be 'auto', 'llm' or 'extractive'"),
        ({**THREAD, "case": {"is_first_reply": 1}}, "case.is_first_reply: must be true or false"),
        (
            {**THREAD, "end_user": {"locale": "русский"}},
            "end_user.locale: must be a language tag such as `en` or `ru-RU`",
        ),
        ({**THREAD, "request_id": "x" * 200}, "request_id: must be 128 characters long at most"),
    ],
)
def test_a_field_that_cannot_be_used_is_told_in_words_of_json(client, body, detail):
    response = client.post("/v1/suggestions", json=body)
    assert_problem(response, 422)
    assert response.json()["detail"] == detail


@pytest.mark.parametrize("value", [{"a": 1}, "x" * 1001, [[1]]])
def test_a_value_that_a_filter_cannot_hold_is_told_once_by_its_field(client, value):
    response = client.post("/v1/retrieve", json={"query": "export", "filter": {"product": value}})
    assert_problem(response, 422, "filter.product")
    assert len(response.json()["errors"]) == 1


def patterns(node):
    if isinstance(node, dict):
        yield from [node["pattern"]] if isinstance(node.get("pattern"), str) else []
        for value in node.values():
            yield from patterns(value)
    elif isinstance(node, list):
        for value in node:
            yield from patterns(value)


def test_every_pattern_of_the_contract_is_told_in_words():
    contract = json.loads((Path(__file__).parents[3] / "openapi.json").read_text(encoding="utf-8"))
    headers = {r"^[\x21-\x7e]+$"}  # of the Idempotency-Key, which has words of its own
    assert set(patterns(contract)) - headers == set(fields._PATTERNS)


def test_a_key_that_stands_twice_is_named():
    with pytest.raises(BodyUnreadable, match=r"the key `b` twice"):
        read_json(b'{"a": [{"b": 1, "c": 2, "b": 3}]}')
    assert read_json(b'{"a": {"b": 1}, "b": {"a": 1}}')[0] == {"a": {"b": 1}, "b": {"a": 1}}
