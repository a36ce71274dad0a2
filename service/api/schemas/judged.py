"""The bodies that say what the guardrail found in a text."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.api.schemas.answer import Answer, Maybe, Probability
from service.api.schemas.parts import SpanBody
from service.domain import Severity, Verdict


class ClaimBody(Answer):
    span: SpanBody
    text: str
    kind: str


class SupportedClaimBody(ClaimBody):
    """``source``: an article's or a source's id, or the part of the request that says it."""

    source: str
    source_span: Maybe[SpanBody]


class GroundingBody(Answer):
    coverage: Probability
    unsupported_claims: list[ClaimBody]
    supported_claims: list[SupportedClaimBody]


class RuleBody(Answer):
    id: str
    kind: str
    severity: Severity
    standard: str
    version: str
    source: str


class ReplacementBody(Answer):
    text: str
    apply: Literal["auto", "suggest"]


class FindingBody(Answer):
    rule: RuleBody
    message: str
    span: SpanBody
    match: str
    replacements: list[ReplacementBody]


class RepairBody(Answer):
    rule_id: str
    before: str
    after: str
    span: SpanBody


class NotEvaluatedBody(Answer):
    rule_id: str
    missing_field: str


class SkippedBody(Answer):
    rule_id: str
    reason: str


class GuardrailBody(Answer):
    verdict: Verdict
    complete: bool
    findings: list[FindingBody]
    repairs: list[RepairBody]
    not_evaluated: list[NotEvaluatedBody]
    skipped: list[SkippedBody]


class CommitmentBody(Answer):
    span: SpanBody
    what: str
    due: Annotated[Maybe[str], Field(description="The time as the text words it.")]
    due_at: Annotated[Maybe[str], Field(description="ISO 8601: the last moment that keeps the promise.")]
    who: Annotated[
        Maybe[str], Field(description="`we`, `third_party`, or the person or department as the text names them.")
    ]
    amount: Annotated[Maybe[str], Field(description="The promised sum or share as the text words it.")]


class CheckAnswer(Answer):
    """What the guardrail says of a text; spans refer to ``text`` where it was mended."""

    guardrail: GuardrailBody
    grounding: Maybe[GroundingBody]
    commitments: list[CommitmentBody]
    text: Maybe[str]
    warnings: Maybe[list[str]]
