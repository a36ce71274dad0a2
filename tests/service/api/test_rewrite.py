"""POST /v1/rewrite over fakes: its body, its places, its refusals."""

from __future__ import annotations

import json

import pytest

from service.settings import LlmSettings
from tests.fakes import fake_services
from tests.scripted_model import ScriptedModel

TEXT = "🙂 The problem is solved. Your order arrives on 14 March."


def rewrite(client, **body):
    return client.post("/v1/rewrite", json={"text": TEXT, "operation": "to_standard", **body})


def test_the_repairs_of_the_standard_are_made_without_a_model(client):
    body = rewrite(client).json()
    assert body["text"] == TEXT.replace("problem", "difficulty")
    assert (body["changed"], body["mode"], body["operation"]) == (True, "extractive", "to_standard")
    assert body["contract"]["violations"] == []
    assert {"kind": "date", "text": "14 March"} in body["contract"]["kept"]
    assert body["guardrail"]["findings"] == []
    assert "degraded_reason" not in body
    assert "usage" not in body


def test_a_text_that_needs_nothing_is_not_changed(client):
    body = rewrite(client, text="Your order arrives on 14 March.").json()
    assert (body["text"], body["changed"]) == ("Your order arrives on 14 March.", False)


def test_a_selection_is_given_and_answered_in_the_unit_asked_for(client):
    text = f"The problem 🙂 remains. {TEXT}"
    start = len(text.encode("utf-16-le")) // 2 - len(TEXT.encode("utf-16-le")) // 2
    end = len(text.encode("utf-16-le")) // 2
    body = rewrite(client, text=text, selection={"start": start, "end": end}, offset_unit="utf16").json()
    assert body["text"] == f"The problem 🙂 remains. {TEXT.replace('problem', 'difficulty')}"
    assert body["span"] == {"start": start, "end": end + len("difficulty") - len("problem")}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"selection": {"start": 0, "end": 1000}}, "selection"),
        ({"selection": {"start": 5, "end": 5}}, "selection"),
        ({"selection": {"start": 1, "end": 2}}, "selection"),
        ({"selection": {"start": 1, "end": 9}, "offset_unit": "utf16"}, "selection"),
        ({"selection": {"from": 1, "end": 9}}, "selection.from"),
        ({"operation": "poem"}, "operation"),
        ({"operation": "translate"}, "target_language"),
        ({"target_language": "ru"}, "target_language"),
        ({"operation": "translate", "target_language": "en"}, "target_language"),
        ({"text": "  "}, "text"),
        ({"max_length": 0}, "max_length"),
        ({"standard": "nobody"}, "standard"),
        ({"text": "Guten Tag, ich habe die Rechnung nicht bekommen und möchte sie gerne sehen."}, "language_code"),
    ],
)
def test_what_cannot_be_used_is_refused_naming_the_field(serve, changes, field):
    services = fake_services()
    services.model = ScriptedModel(["{}"])
    response = rewrite(serve(services), **changes)
    assert response.status_code == 422, response.text
    assert field in [error["field"] for error in response.json()["errors"]]
    assert services.model.asked == []


@pytest.mark.parametrize("operation", ["friendlier", "more_formal", "expand"])
def test_what_only_a_model_can_do_is_a_501_that_names_the_settings(client, operation):
    response = rewrite(client, operation=operation)
    assert response.status_code == 501
    assert response.json()["errors"][0]["field"] == "operation"
    assert "OTVET_LLM__MODEL" in response.json()["detail"]


def test_a_model_writes_where_there_is_one_and_what_it_cost_is_told(serve):
    services = fake_services()
    services.model = ScriptedModel([json.dumps({"text": "🙂 All is solved, and your order arrives on 14 March."})])
    body = rewrite(serve(services), operation="friendlier").json()
    assert (body["mode"], body["versions"]["model"]) == ("llm", "scripted")
    assert body["text"] == "🙂 All is solved, and your order arrives on 14 March."
    assert body["usage"] == {"input_tokens": 100, "output_tokens": 10, "calls": 1, "estimated": False}


def test_why_a_models_text_was_refused_is_told(serve):
    services = fake_services()
    services.model = ScriptedModel([json.dumps({"text": "🙂 All is solved. Your order arrives on 20 March."})])
    body = rewrite(serve(services, llm=LlmSettings(max_concurrency=1)), operation="friendlier").json()
    assert (body["text"], body["changed"], body["degraded_reason"]) == (TEXT, False, "llm_ungrounded")
    assert {"kind": "date", "text": "20 March", "change": "added"} in body["contract"]["refused"]


def test_a_length_that_cannot_be_met_is_a_warning(client):
    body = rewrite(client, operation="shorten", max_length=10).json()
    assert body["warnings"][0].startswith("max_length:")
