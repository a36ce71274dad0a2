"""A run's folder, written by hand: two tickets with personal data, and drafts that a test names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.observed import Observed
from eval.runs.record import Manifest, Run
from tests.run_folders import written

BODY = "# Refunds\n\nA refund takes **10 days**. It goes to the card that paid, unless the card was closed."
QUOTE = "A refund takes **10 days**."
SECRETS = ("Wolfram", "Kessler", "+49 30 901820", "wolfram@kessler.example", "Прохор", "Злобин", "8 912 345-67-89")
DRAFTS = {
    "en-1": "Hello Wolfram,\n\nA refund takes 10 days.\n\nBest regards, Nina",
    "ru-1": "Здравствуйте, Прохор!\n\nВозврат занимает 10 дней.\n\nС уважением, Нина",
}
_ASKED = {
    "en-1": "I am Wolfram Kessler, call me on +49 30 901820 or write to wolfram@kessler.example. When is my refund?",
    "ru-1": "Это Прохор Злобин, телефон 8 912 345-67-89. Когда вернут деньги?",
}
_CUSTOMERS = {"en-1": {"name": "Wolfram", "surname": "Kessler"}, "ru-1": {"name": "Прохор", "surname": "Злобин"}}


def case(case_id: str, **labels: Any) -> Case:
    request = {
        "conversation": {"channel": "email", "messages": [{"role": "end_user", "text": _ASKED[case_id]}]},
        "end_user": _CUSTOMERS[case_id],
        "agent": {"first_name": "Nina", "company": "Shop"},
    }
    expected = {"outcome": ["suggest"], "language_code": case_id[:2]}
    return Case.model_validate(
        {"id": case_id, "request": request, "relevant": ["refunds"], "expected": expected, **labels}
    )


def answer(case_id: str, text: str) -> dict[str, Any]:
    start = BODY.index(QUOTE)
    source = {"article_id": "refunds", "title": "Refunds", "version_hash": "v1", "quote": QUOTE}
    place = {"start": start, "end": start + len(QUOTE)}
    draft = {
        "text": text,
        "citations": [{"span": {"start": 0, "end": len(text)}, "source": {**source, "quote_span": place}}],
        "grounding": {"unsupported_claims": [], "supported_claims": []},
        "guardrail": {"findings": [], "skipped": []},
    }
    found = {"article_id": "refunds", "title": "Refunds", "excerpt": BODY[:60]}
    other = {"article_id": "cards", "title": "Cards", "excerpt": "A card is changed in the profile."}
    fields = {"outcome": "suggest", "language_code": case_id[:2], "confidence": 0.9, "stage": "first"}
    return {**fields, "should_escalate": False, "drafts": [draft], "retrieved": [found, other], "timings_ms": {}}


def observed(one: Case, text: str | None) -> Observed:
    """``text``: of the draft; None: the service failed."""
    if text is None:
        return Observed(one, None, error="500: broken")
    articles = {"refunds": {"version_hash": "v1", "body_markdown": BODY}}
    return Observed(one, answer(one.id, text), None, articles)


def write_run(folder: Path, drafts: Mapping[str, str | None] = DRAFTS, labels: Mapping[str, Any] | None = None) -> Path:
    """``labels``: fields of the cases beside those of ``case``."""
    cases = tuple(case(case_id, **(labels or {})) for case_id in drafts)
    manifest = Manifest.model_validate(
        {"name": folder.name, "created": "2026-01-01T00:00:00Z", "target": "by hand", "versions": {}, "settings": {}}
    )
    return written(Run(folder, manifest, cases, tuple(observed(one, drafts[one.id]) for one in cases)))
