"""Runs made by hand: cases, and answers as the service gives them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.observed import Observed
from eval.runs.record import Manifest, Run


def case(case_id: str, *, language: str = "en", text: str = "How do I export?", **labels: object) -> Case:
    expected = {"outcome": ["suggest"], "should_escalate": False, "language_code": language, "stage": ["first"]}
    request = {
        "conversation": {"channel": "chat", "messages": [{"role": "end_user", "text": text}]},
        "case": {"now": "2026-11-17T11:20:00+03:00"},
    }
    fields = {"id": case_id, "request": request, "expected": expected, "relevant": ["orders/export"]}
    return Case.model_validate({**fields, **labels})


def finding(rule: str, severity: str = "error", start: int = 0) -> dict[str, Any]:
    return {"rule": {"id": rule, "severity": severity}, "span": {"start": start, "end": start + 1}, "message": rule}


def answer(
    text: str = "Open the list.",
    *,
    outcome: str = "suggest",
    language: str = "en",
    findings: Sequence[dict[str, Any]] = (),
    standard: str = "default@1",
) -> dict[str, Any]:
    guardrail = {"verdict": "pass", "complete": True, "findings": list(findings), "repairs": []}
    draft = {
        "draft_id": "1",
        "text": text,
        "citations": [],
        "commitments": [],
        "grounding": {"coverage": 1.0, "unsupported_claims": [], "supported_claims": []},
        "guardrail": {**guardrail, "not_evaluated": [], "skipped": []},
    }
    return {
        "outcome": outcome,
        "mode": "extractive",
        "language_code": language,
        "stage": "first",
        "confidence": 0.9,
        "should_escalate": False,
        "drafts": [draft],
        "retrieved": [{"article_id": "orders/export", "title": "Export", "uri": None, "excerpt": text}],
        "timings_ms": {"total": 10.0},
        "usage": None,
        "versions": {"standard": standard},
    }


def observed(of: Case, given: dict[str, Any] | None, error: str | None = None) -> Observed:
    return Observed(of, given, given, error=error, elapsed_ms=10.0)


def run(folder: Path, answered: Sequence[Observed], *, unfinished: Sequence[Case] = ()) -> Run:
    """As if loaded from ``folder``, which need not be there."""
    manifest = Manifest(
        name=folder.name, created=datetime(2026, 11, 23, tzinfo=UTC), target="in process", versions={}, settings={}
    )
    cases = (*(one.case for one in answered), *unfinished)
    return Run(folder, manifest, cases, tuple(answered))
