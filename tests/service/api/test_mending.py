"""`repair: true` over HTTP, with the real checker: only it knows what must stay as it is."""

from __future__ import annotations

import pytest

from service.guardrail.open import open_checker
from service.standards.load import available
from tests.fakes import FakeServices, fake_services


class RealCheckers(FakeServices):
    def checker(self, name):
        return open_checker(name or "default")

    def standards(self):
        return available()


@pytest.fixture(scope="module")
def real():
    fakes = fake_services()
    return RealCheckers(fakes.shelf, fakes.retriever, fakes.suggester)


def test_safe_fixes_are_applied_and_spans_refer_to_the_mended_text(serve, real):
    text = "🙂 При оплате возникла проблема. Счёт № 15 мы проверили."
    asked = {"text": text, "fragment": True, "conversation": {"channel": "chat"}, "case": {"stage": "followup"}}
    before = serve(real).post("/v1/check", json=asked).json()
    after = serve(real).post("/v1/check", json={**asked, "repair": True}).json()
    assert before["guardrail"]["findings"]
    assert "text" not in before
    for finding in after["guardrail"]["findings"]:
        assert after["text"][finding["span"]["start"] : finding["span"]["end"]] == finding["match"]
    for repair in after["guardrail"]["repairs"]:
        assert after["text"][repair["span"]["start"] : repair["span"]["end"]] == repair["after"]
        assert repair["before"] in text
    assert after["guardrail"]["repairs"]
    assert "№ 15" in after["text"]


def test_a_text_that_needs_no_mending_comes_back_as_it_was(serve, real):
    text = "Откройте раздел «Заказы»."
    answer = serve(real).post("/v1/check", json={"text": text, "fragment": True, "repair": True}).json()
    assert (answer["text"], answer["guardrail"]["repairs"]) == (text, [])


def test_a_standard_is_shown_with_its_rules_in_words(serve, real):
    client = serve(real)
    for listed in client.get("/v1/standards").json()["standards"]:
        shown = client.get(f"/v1/standards/{listed['id']}").json()
        assert shown["rule_count"] == listed["rule_count"] == len(shown["rules"])
        assert all(rule["statement"]["ru"] and rule["statement"]["en"] for rule in shown["rules"])
