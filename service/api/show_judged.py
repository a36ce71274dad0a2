"""What the guardrail says of a text -> its body, with spans in the unit that the caller asked for."""

from __future__ import annotations

from collections.abc import Callable

from kb_index.records import Span
from service.api.schemas import judged as out
from service.api.schemas.parts import SpanBody
from service.domain import Commitment, Finding, Grounding, Report

Place = Callable[[Span], SpanBody]
PlaceIn = Callable[[str], Place]


def places(text: str, unit: str) -> Place:
    """Spans of ``text`` in code points -> spans in ``unit``."""
    if unit == "codepoint" or text.isascii():
        return lambda span: SpanBody(start=span.start, end=span.end)
    return lambda span: SpanBody(start=_utf16(text[: span.start]), end=_utf16(text[: span.end]))


def _utf16(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def check(
    text: str,
    report: Report,
    grounded: Grounding | None,
    *,
    commitments: tuple[Commitment, ...],
    unit: str,
    place_in: PlaceIn,
    mended: bool,
    warnings: tuple[str, ...],
) -> out.CheckAnswer:
    place = places(text, unit)
    return out.CheckAnswer(
        guardrail=guardrail(report, place),
        grounding=None if grounded is None else grounding(grounded, place, place_in),
        commitments=[commitment(one, place) for one in commitments],
        text=text if mended else None,
        warnings=list(warnings),
    )


def guardrail(report: Report, place: Place) -> out.GuardrailBody:
    return out.GuardrailBody(
        verdict=report.verdict,
        complete=report.complete,
        findings=[finding(one, place) for one in report.findings],
        repairs=[
            out.RepairBody(rule_id=one.rule_id, before=one.before, after=one.after, span=place(one.span))
            for one in report.repairs
        ],
        not_evaluated=[
            out.NotEvaluatedBody(rule_id=one.rule_id, missing_field=one.missing_field) for one in report.not_evaluated
        ],
        skipped=[out.SkippedBody(rule_id=one.rule_id, reason=one.reason) for one in report.skipped],
    )


def finding(one: Finding, place: Place) -> out.FindingBody:
    rule = one.rule
    return out.FindingBody(
        rule=out.RuleBody(
            id=rule.rule_id,
            kind=rule.kind,
            severity=rule.severity,
            standard=rule.standard,
            version=rule.version,
            source=rule.source,
        ),
        message=one.message,
        span=place(one.span),
        match=one.match,
        replacements=[
            out.ReplacementBody(text=offer.text, apply="auto" if offer.apply == "auto" else "suggest")
            for offer in one.replacements
        ],
    )


def grounding(found: Grounding, place: Place, place_in: PlaceIn) -> out.GroundingBody:
    """``place_in``: a source's id -> the place of a span in that source's text."""
    missing = [out.ClaimBody(span=place(one.span), text=one.text, kind=one.kind) for one in found.unsupported_claims]
    held = [
        out.SupportedClaimBody(
            span=place(one.span),
            text=one.text,
            kind=one.kind,
            source=one.source,
            source_span=None if one.source_span is None else place_in(one.source)(one.source_span),
        )
        for one in found.supported_claims
    ]
    return out.GroundingBody(coverage=found.coverage, unsupported_claims=missing, supported_claims=held)


def commitment(one: Commitment, place: Place) -> out.CommitmentBody:
    return out.CommitmentBody(
        span=place(one.span), what=one.what, due=one.due, due_at=one.due_at, who=one.who, amount=one.amount
    )
