"""Runs on disk with answers written by hand, in the shape of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.observed import Observed
from eval.runs.record import Manifest, Run, load_run
from tests.run_folders import written

VERSIONS = {"service": "1", "model": "composer", "prompt": "p1", "standard": "default@1", "index": "7", "embedder": "e"}


def span_of(text: str, part: str) -> dict[str, int]:
    start = text.index(part)
    return {"start": start, "end": start + len(part)}


def citation(text: str, part: str, *, uri: str | None = "https://help.example/a") -> dict[str, Any]:
    source = {"article_id": "en/a", "title": "Article <A>", "uri": uri, "version_hash": "h", "quote": part}
    return {"span": span_of(text, part), "source": {**source, "quote_span": {"start": 0, "end": len(part)}}}


def finding(text: str, part: str, severity: str = "error", *, span: dict[str, int] | None = None) -> dict[str, Any]:
    rule = {"id": f"rule-{severity}", "kind": "lexicon", "severity": severity, "standard": "default", "version": "1"}
    return {
        "rule": {**rule, "source": "House norms, 4"},
        "message": f"Do not say it & mean <{part}>.",
        "span": span or span_of(text, part),
        "match": part,
        "replacements": [{"text": "better", "apply": "suggest"}],
    }


def claim(text: str, part: str, **more: Any) -> dict[str, Any]:
    return {"span": span_of(text, part), "text": part, "kind": "money", **more}


def draft(text: str, **parts: Any) -> dict[str, Any]:
    """``citations``, ``findings``, ``unsupported``, ``supported``, ``commitments``, ``repairs``, ``skipped``."""
    checked = {"findings": parts.get("findings", []), "repairs": parts.get("repairs", [])}
    return {
        "draft_id": "d-1",
        "approach": "full",
        "text": text,
        "markdown": text,
        "citations": parts.get("citations", []),
        "grounding": {
            "coverage": 1.0,
            "unsupported_claims": parts.get("unsupported", []),
            "supported_claims": parts.get("supported", []),
        },
        "guardrail": {
            "verdict": "pass",
            "complete": not parts.get("skipped"),
            **checked,
            "not_evaluated": [],
            "skipped": parts.get("skipped", []),
        },
        "commitments": parts.get("commitments", []),
    }


def suggestion(text: str, *, outcome: str = "suggest", confidence: float = 0.8, **more: Any) -> dict[str, Any]:
    """The body of an answer; what is no field of it goes into its one draft."""
    fields = (
        "language_code",
        "escalation",
        "usage",
        "warnings",
        "degraded_reason",
        "retrieved",
        "drafts",
        "timings_ms",
    )
    found = {"article_id": "en/a", "title": "Article <A>", "uri": "https://help.example/a", "relevance_score": 0.5}
    return {
        "suggestion_id": "s",
        "outcome": outcome,
        "outcome_reason": "answered",
        "mode": "extractive",
        "language_code": "en",
        "stage": "first",
        "confidence": confidence,
        "confidence_level": "HIGH",
        "drafts": [draft(text, **{name: value for name, value in more.items() if name not in fields})],
        "retrieved": [{**found, "used": True, "excerpt": "An excerpt."}],
        "should_escalate": False,
        "needs_approval": False,
        "warnings": [],
        "versions": VERSIONS,
        "timings_ms": {"understand": 1.0, "retrieve": 12.0, "draft": 3.0, "check": 2.0, "total": 18.0},
        **{name: value for name, value in more.items() if name in fields},
    }


def case(case_id: str, ticket: str = "How much is it?", **fields: Any) -> Case:
    """``request`` and ``expected`` are put together from the ticket where they are not given."""
    message = {"role": "end_user", "text": ticket}
    given = {
        "request": {"conversation": {"channel": "chat", "messages": [message]}},
        "expected": {"outcome": ["suggest"], "should_escalate": False, "language_code": "en"},
        "relevant": ["en/a"],
    }
    return Case.model_validate({"id": case_id, **given, **fields})


def answered(one: Case, answer: Mapping[str, Any] | None, *, error: str | None = None) -> Observed:
    return Observed(one, answer, answer, {}, error, 20.0)


def run_in(
    folder: Path,
    observed: Sequence[Observed],
    *,
    unfinished: Sequence[Case] = (),
    name: str = "spring",
    **versions: str,
) -> Run:
    """Written and read back."""
    cases = (*(one.case for one in observed), *unfinished)
    manifest = Manifest(
        name=name,
        created=datetime(2026, 3, 14, 9, 30, tzinfo=UTC),
        target="in process",
        versions={**VERSIONS, **versions},
        settings={"standard": "default"},
        sources=("tickets.jsonl",),
    )
    return load_run(written(Run(folder, manifest, cases, tuple(observed))))


# A draft with everything that an answer can hold, and a case with every label.
TEXT = "Hello Ann! It costs €22, paid monthly. We will write by Friday."
FULL = suggestion(
    TEXT,
    citations=[citation(TEXT, "It costs €22, paid monthly.")],
    findings=[finding(TEXT, "Hello Ann", "info"), finding(TEXT, "write", "error")],
    unsupported=[claim(TEXT, "Friday")],
    supported=[claim(TEXT, "€22", source="en/a", source_span={"start": 0, "end": 3})],
    commitments=[
        {"span": span_of(TEXT, "We will write by Friday"), "what": "We will write by Friday", "due": "Friday"}
    ],
    repairs=[{"rule_id": "no-slang", "before": "Hiya", "after": "Hello", "span": {"start": 0, "end": 5}}],
    skipped=[{"rule_id": "brevity", "reason": "timeout"}],
    escalation={"reason": "asks", "understood": "a price", "tried": ["search"], "expected": "a price", "by": "Friday"},
    usage={"input_tokens": 900, "output_tokens": 40, "calls": 1, "estimated": False, "cost": 0.02, "currency": "EUR"},
    warnings=["a NUL was replaced"],
    degraded_reason="llm_timeout",
)
LABELLED = case(
    "c-1",
    facts_required=["€22"],
    facts_forbidden=["€30"],
    gold_answer="It is €22 a month.",
    evidence=[{"article_id": "en/a", "quote": "€22"}],
    must_pass=True,
    kind="price",
    vendor="acme",
    tags=["plain"],
    note="settled twice",
)
