from __future__ import annotations

import pytest

from kb_index.records import Article
from service.api.examples import ARTICLE_REQUEST
from tests.fakes import ARTICLE, fake_services

ASK = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "How to export orders?"}]}}
JSON = {"content-type": "application/json"}


def utf16(text, span):
    return text.encode("utf-16-le")[2 * span["start"] : 2 * span["end"]].decode("utf-16-le")


def test_a_suggestion_carries_a_draft_whose_citation_checks_out(client):
    answer = client.post("/v1/suggestions", json=ASK).json()
    (draft,) = answer["drafts"]
    (citation,) = draft["citations"]
    span, source = citation["span"], citation["source"]
    article = client.get(f"/v1/articles/{source['article_id']}").json()
    quote_span = source["quote_span"]
    assert answer["outcome"] == "suggest"
    assert draft["text"][span["start"] : span["end"]] == source["quote"]
    assert article["body_markdown"][quote_span["start"] : quote_span["end"]] == source["quote"]
    assert article["version_hash"] == source["version_hash"]


def test_utf16_spans_count_as_a_browser_does(client):
    answer = client.post("/v1/suggestions", json={**ASK, "offset_unit": "utf16"}).json()
    (draft,) = answer["drafts"]
    (citation,) = draft["citations"]
    assert utf16(draft["text"], citation["span"]) == citation["source"]["quote"]
    assert utf16(ARTICLE.body_markdown, citation["source"]["quote_span"]) == citation["source"]["quote"]
    assert citation["span"]["start"] > draft["text"].index(citation["source"]["quote"])


def test_fields_that_the_contract_calls_optional_are_left_out_when_empty_and_others_never(client):
    answer = client.post("/v1/suggestions", json=ASK).json()
    assert not {"degraded_reason", "escalation", "missing", "clarifying_questions"} & answer.keys()
    assert answer["warnings"] == []
    assert answer["drafts"][0]["citations"][0]["source"]["uri"] is None


def test_an_abstention_says_what_was_looked_for_and_cites_nothing(serve):
    nothing = Article("a", "Nothing alike", "Text.", "en")
    answer = serve(fake_services(nothing)).post("/v1/suggestions", json=ASK).json()
    assert answer["outcome"] == "abstain"
    assert answer["missing"]
    assert answer["drafts"][0]["citations"] == []
    assert answer["drafts"][0]["text"]


def test_the_whole_request_reaches_the_suggester(client, services):
    body = {
        "request_id": "req-7",
        "conversation": {
            "id": "c1",
            "channel": "chat",
            "subject": "Orders",
            "messages": [
                {"role": "automated_agent", "text": "Hi", "create_time": "2026-03-14T09:30:00Z"},
                {"id": "m2", "role": "end_user", "text": "Export?", "language_code": "en-GB"},
            ],
        },
        "end_user": {"name": "Ann", "known_fields": ["email"], "metadata": {"plan": {"tier": 2}}},
        "agent": {"first_name": "Bob", "limits": {"refund": 100}},
        "case": {
            "id": "k9",
            "stage": "complaint",
            "sla": {"response_by": "2026-03-15"},
            "owner": {"first_name": "Eve", "last_name": "Li"},
            "attachments": [{"name": "a.png", "size": 3}],
            "authorised_offers": [],
            "compensation_limit": 5,
        },
        "instruction": "It ships on Monday",
        "context_references": [{"key": "order", "content": "17"}],
        "internal_notes": ["VIP"],
        "knowledge": {"filter": {"product": "shop"}, "as_of": "2026-01-01"},
        "standard": "default",
        "language_code": "en",
        "max_length": 500,
        "mode": "extractive",
        "address_form": "vy",
    }
    response = client.post("/v1/suggestions", json=body)
    (ticket,) = services.suggester.seen
    assert response.status_code == 200
    assert ticket.conversation.messages[1].message_id == "m2"
    assert ticket.end_user.metadata == {"plan": {"tier": 2}}
    assert (ticket.case.case_id, ticket.case.response_by, ticket.case.stage) == ("k9", "2026-03-15", "complaint")
    assert (ticket.case.owner.last_name, ticket.case.attachments[0].size) == ("Li", 3)
    assert ticket.case.authorised_offers == ()
    assert (ticket.knowledge_filter, ticket.as_of) == ({"product": "shop"}, "2026-01-01")
    assert (ticket.instruction, ticket.internal_notes, ticket.max_length) == ("It ships on Monday", ("VIP",), 500)
    assert ticket.context_references[0].content == "17"
    assert response.headers["x-request-id"] == "req-7"


@pytest.mark.parametrize(
    ("escaped", "seen"),
    [("\\ud83d", "\ufffd"), ("a\\u0000b", "a\ufffdb"), ("\\ude00\\ud83d", "\ufffd\ufffd"), ("\\ud83d\\ude00", "😀")],
)
def test_halves_of_surrogate_pairs_and_nuls_are_replaced_one_for_one_and_reported(client, services, escaped, seen):
    raw = f'{{"conversation": {{"channel": "chat", "messages": [{{"role": "end_user", "text": "{escaped}"}}]}}}}'
    response = client.post("/v1/suggestions", content=raw, headers=JSON)
    assert response.status_code == 200
    assert services.suggester.seen[0].conversation.messages[0].text == seen
    mended = "\ufffd" in seen
    assert any("conversation.messages[0].text" in warning for warning in response.json()["warnings"]) is mended


@pytest.mark.parametrize("path", ["/v1/check", "/v1/retrieve"])
def test_other_operations_report_replaced_characters_too(client, path):
    field = "text" if path == "/v1/check" else "query"
    answer = client.post(path, content=f'{{"{field}": "a\\ud800"}}', headers=JSON).json()
    assert answer["warnings"] == [f"{field}: invalid characters replaced by U+FFFD: 1"]


def test_an_answer_is_well_formed_whatever_the_index_holds(serve):
    broken = Article("x", "Export \udc80", "Choose Export.\x00\ud800", "en")
    response = serve(fake_services(broken)).post("/v1/suggestions", json=ASK)
    assert response.status_code == 200
    assert "Choose Export.\ufffd\ufffd" in response.json()["drafts"][0]["text"]


def test_a_check_returns_findings_with_exact_spans(client):
    text = "🙂 A problem. I will call at 5."
    answer = client.post("/v1/check", json={"text": text}).json()
    (finding,) = answer["guardrail"]["findings"]
    assert text[finding["span"]["start"] : finding["span"]["end"]] == finding["match"] == "problem"
    assert (answer["guardrail"]["verdict"], answer["guardrail"]["complete"]) == ("block", True)
    assert answer["commitments"][0]["what"] == "will call"
    assert "text" not in answer


def test_facts_are_traced_only_where_there_is_something_to_trace_them_to(client):
    text = {"text": "It takes 5 minutes."}
    source = {"id": "s", "title": "T", "text": "It takes 6 minutes."}
    assert "grounding" not in client.post("/v1/check", json=text).json()
    traced = client.post("/v1/check", json={**text, "sources": [source]}).json()["grounding"]
    assert [claim["text"] for claim in traced["unsupported_claims"]] == ["5"]
    assert client.post("/v1/check", json={**text, "conversation": {"channel": "chat"}}).status_code == 200


def test_a_check_counts_in_utf16_on_request(client):
    text = "🙂 A problem."
    answer = client.post("/v1/check", json={"text": text, "offset_unit": "utf16"}).json()
    assert utf16(text, answer["guardrail"]["findings"][0]["span"]) == "problem"


def test_a_retrieval_returns_passages_with_their_place_in_the_article(client):
    answer = client.post("/v1/retrieve", json={"query": "export orders", "limit": 1}).json()
    (hit,) = answer["hits"]
    span = hit["passage"]["span"]
    assert ARTICLE.body_markdown[span["start"] : span["end"]] == hit["passage"]["text"]
    assert 0 <= hit["relevance_score"] <= 1
    assert 0 <= answer["confidence"] <= 1


def test_an_article_is_created_kept_updated_read_and_deleted_under_an_id_with_slashes(client):
    path = "/v1/articles/help/orders/export.md"
    created = client.put(path, json=ARTICLE_REQUEST).json()
    again = client.put(path, json=ARTICLE_REQUEST).json()
    updated = client.put(path, json={**ARTICLE_REQUEST, "title": "New", "metadata": {"a": None, "b": [1]}}).json()
    read = client.get(path).json()
    assert (created["status"], again["status"], updated["status"]) == ("created", "unchanged", "updated")
    assert created["version_hash"] == again["version_hash"] != updated["version_hash"] == read["version_hash"]
    assert again["reason"]
    assert read["article_id"] == "help/orders/export.md"
    assert read["body_markdown"] == ARTICLE_REQUEST["body_markdown"]
    assert read["metadata"] == {"a": None, "b": [1]}
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


def test_the_list_of_articles_is_paged_by_a_cursor_that_survives_changes(serve):
    services = fake_services(*(Article(f"id/{n}", f"Title {n}", "Text", "en") for n in range(5)))
    client = serve(services)
    first = client.get("/v1/articles", params={"limit": 2}).json()
    services.shelf.delete("id/1")  # the article that the cursor stands on
    second = client.get("/v1/articles", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    third = client.get("/v1/articles", params={"limit": 2, "cursor": second["next_cursor"]}).json()
    ids = [one["article_id"] for page in (first, second, third) for one in page["articles"]]
    assert ids == ["id/0", "id/1", "id/2", "id/3", "id/4"]
    assert "next_cursor" not in third
    assert "body_markdown" not in first["articles"][0]


def test_the_standards_are_listed(client):
    (standard,) = client.get("/v1/standards").json()["standards"]
    assert (standard["id"], standard["rule_count"]) == ("default", 1)


def test_the_root_leads_to_documentation_that_needs_no_network(client):
    assert client.get("/").headers["location"] == "/docs"
    page = client.get("/docs").text
    assert "://" not in page.replace("http://www.w3.org", "")
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert asset in page
        assert client.get(f"/docs/assets/{asset}").status_code == 200
