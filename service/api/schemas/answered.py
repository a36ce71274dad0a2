"""The bodies that callers get back. Fields the contract marks with `?` are left out where there is nothing to say."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from service.api.schemas.parts import SpanBody
from service.domain import ConfidenceLevel, Mode, Outcome, Severity, Stage, Verdict

T = TypeVar("T")
Probability = Annotated[float, Field(ge=0, le=1)]


def _nothing(value: object) -> bool:
    return value is None or value == []


Maybe = Annotated[T | None, Field(default=None, exclude_if=_nothing)]


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("an empty draft is never returned")
    return text


# Not `min_length`: pydantic would refuse a lone surrogate of an article before the answer is made well-formed.
SaidText = Annotated[str, AfterValidator(_said), WithJsonSchema({"type": "string", "minLength": 1})]


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CitedSourceBody(Answer):
    article_id: str
    title: str
    uri: str | None
    version_hash: str
    quote: str
    quote_span: SpanBody


class CitationBody(Answer):
    span: SpanBody
    source: CitedSourceBody


class ClaimBody(Answer):
    span: SpanBody
    text: str
    kind: str


class GroundingBody(Answer):
    coverage: Probability
    unsupported_claims: list[ClaimBody]


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
    due: Maybe[str]


class DraftBody(Answer):
    draft_id: str
    text: SaidText
    markdown: str
    citations: list[CitationBody]
    grounding: GroundingBody
    guardrail: GuardrailBody
    commitments: list[CommitmentBody]


class RetrievedBody(Answer):
    article_id: str
    title: str
    uri: str | None
    relevance_score: Probability
    used: bool
    excerpt: str


class EscalationBody(Answer):
    reason: str
    understood: str
    tried: list[str]
    expected: Maybe[str]
    by: Maybe[str]


class VersionsBody(Answer):
    service: str
    model: str
    prompt: str
    standard: str
    index: str
    embedder: str


class SuggestionAnswer(Answer):
    """A draft that an agent can send, or an honest word on why there is none."""

    suggestion_id: str
    outcome: Outcome
    outcome_reason: str
    mode: Mode
    degraded_reason: Maybe[str]
    language_code: str
    stage: Stage
    confidence: Probability
    confidence_level: ConfidenceLevel
    drafts: list[DraftBody] = Field(min_length=1)
    retrieved: list[RetrievedBody]
    should_escalate: bool
    escalation: Maybe[EscalationBody]
    needs_approval: bool
    missing: Maybe[list[str]]
    clarifying_questions: Maybe[list[str]]
    warnings: list[str]
    versions: VersionsBody
    timings_ms: dict[str, float]


class CheckAnswer(Answer):
    """What the guardrail says of a text; spans refer to ``text`` where it was mended."""

    guardrail: GuardrailBody
    grounding: Maybe[GroundingBody]
    commitments: list[CommitmentBody]
    text: Maybe[str]
    warnings: Maybe[list[str]]


class PassageBody(Answer):
    text: str
    span: SpanBody


class HitBody(Answer):
    article_id: str
    title: str
    uri: str | None
    version_hash: str
    language_code: str
    relevance_score: Probability
    passage: PassageBody


class RetrieveAnswer(Answer):
    """Passages, best first, and the probability that the top ones answer the question."""

    hits: list[HitBody]
    confidence: Probability
    warnings: Maybe[list[str]]


class ArticlePutAnswer(Answer):
    """What became of an article that was put."""

    article_id: str
    version_hash: str
    passages: int
    status: Literal["created", "updated", "unchanged"]
    reason: Maybe[str]
    warnings: Maybe[list[str]]


class ArticleHead(Answer):
    article_id: str
    version_hash: str
    title: str
    language_code: str
    uri: Maybe[str]
    product: Maybe[str]
    kind: Maybe[str]
    updated_at: Maybe[str]
    valid_from: Maybe[str]
    valid_to: Maybe[str]


class ArticleAnswer(ArticleHead):
    """An article with its text as stored."""

    body_markdown: str
    metadata: dict[str, Any]


class ArticlePage(Answer):
    """Articles in the order of their ids; ``next_cursor`` is there while more follow."""

    articles: list[ArticleHead]
    next_cursor: Maybe[str]


class StandardBody(Answer):
    id: str
    version: str
    description: dict[str, str]
    extends: list[str]
    rule_count: int


class StandardRuleBody(Answer):
    """A rule in words, by language."""

    id: str
    severity: Severity
    kinds: list[str]
    statement: dict[str, str]
    message: dict[str, str]
    source: str


class StandardAnswer(StandardBody):
    """A tone standard with the rules that it holds, inherited ones too."""

    rules: list[StandardRuleBody]


class StandardsAnswer(Answer):
    standards: list[StandardBody]


class HealthAnswer(Answer):
    status: Literal["ok", "ready"]


class FieldErrorBody(Answer):
    field: str
    message: str


class ProblemBody(Answer):
    """An error after RFC 9457; it never repeats the caller's texts."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: Maybe[list[FieldErrorBody]]
    not_ready: Maybe[list[str]]
