from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.api import examples
from service.api.freeze import described
from service.api.problems import STATUSES
from service.api.schemas import answered, asked, batch, judged, rewritten, stored
from service.settings import load_settings

ROOT = Path(__file__).parents[3]
REQUESTS = {
    "SUGGESTION_REQUEST": asked.SuggestionRequest,
    "CHECK_REQUEST": asked.CheckRequest,
    "RETRIEVE_REQUEST": asked.RetrieveRequest,
    "ARTICLE_REQUEST": asked.ArticleBody,
    "REWRITE_REQUEST": asked.RewriteRequest,
    "BATCH_REQUEST": batch.BatchRequest,
    "RENAME_REQUEST": batch.RenameRequest,
}
ANSWERS = {
    "SUGGESTION_ANSWER": answered.SuggestionAnswer,
    "CHECK_ANSWER": judged.CheckAnswer,
    "REWRITE_ANSWER": rewritten.RewriteAnswer,
    "RETRIEVE_ANSWER": stored.RetrieveAnswer,
    "ARTICLE_PUT_ANSWER": stored.ArticlePutAnswer,
    "ARTICLE_ANSWER": stored.ArticleAnswer,
    "BATCH_ANSWER": batch.BatchAnswer,
    "RENAME_ANSWER": batch.RenameAnswer,
    "ARTICLE_PAGE": stored.ArticlePage,
    "STANDARDS_ANSWER": stored.StandardsAnswer,
    "STANDARD_ANSWER": stored.StandardAnswer,
}
METHODS = {"get", "put", "post", "delete"}


@pytest.fixture(scope="module")
def frozen():
    return json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))


def test_the_frozen_contract_is_what_the_service_serves(client, frozen):
    assert described() == (ROOT / "openapi.json").read_text(encoding="utf-8"), "run `make openapi` and review the diff"
    assert client.get("/openapi.json").json() == frozen


def operations(frozen):
    return [(path, operation) for path, item in frozen["paths"].items() for operation in item.values()]


def test_every_operation_has_an_example_of_what_it_takes_and_gives(frozen):
    for path, operation in operations(frozen):
        taken = operation.get("requestBody", {"content": {"application/json": {"examples": {"none": {}}}}})
        assert taken["content"]["application/json"]["examples"], path
        given = operation["responses"].get("200")
        assert given is None or given["content"]["application/json"]["example"], path


def test_every_error_of_every_operation_is_a_described_problem(frozen):
    for path, operation in operations(frozen):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (path, status)
                assert response["description"], (path, status)


def test_every_status_of_the_error_table_is_declared_by_the_main_operation(frozen):
    declared = set(frozen["paths"]["/v1/suggestions"]["post"]["responses"])
    assert {str(status) for status in STATUSES.values()} <= declared


@pytest.mark.parametrize("name", REQUESTS)
def test_the_example_requests_are_valid(name):
    REQUESTS[name].model_validate(getattr(examples, name))


@pytest.mark.parametrize("name", ANSWERS)
def test_the_example_answers_are_what_the_models_would_write(name):
    example = getattr(examples, name)
    assert ANSWERS[name].model_validate(example).model_dump(mode="json") == example


def test_the_spans_of_the_examples_hold_what_they_say():
    (draft,) = examples.SUGGESTION_ANSWER["drafts"]
    (citation,) = draft["citations"]
    (finding,) = examples.CHECK_ANSWER["guardrail"]["findings"]
    (hit,) = examples.RETRIEVE_ANSWER["hits"]
    span, quote = citation["span"], citation["source"]["quote"]
    assert draft["text"][span["start"] : span["end"]] == quote
    place = citation["source"]["quote_span"]
    assert place["end"] - place["start"] == len(quote)
    assert examples.CHECK_REQUEST["text"][finding["span"]["start"] : finding["span"]["end"]] == finding["match"]
    place = hit["passage"]["span"]
    body = examples.ARTICLE_REQUEST["body_markdown"]
    assert body[place["start"] : place["end"]] == hit["passage"]["text"]


def test_the_environment_does_not_change_the_contract(monkeypatch):
    before = described()
    monkeypatch.setenv("OTVET_CORS_ORIGINS", "https://helpdesk.example.com")
    monkeypatch.setenv("OTVET_TOKEN", "x")
    assert load_settings().token is not None
    assert described() == before
