"""The body that answers a conversation."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from service.api.schemas.answer import Answer, Maybe, Probability
from service.api.schemas.judged import CommitmentBody, GroundingBody, GuardrailBody
from service.api.schemas.parts import SpanBody
from service.domain import Approach, ConfidenceLevel, Mode, Outcome, Stage
from service.errors import DegradedReason


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("an empty draft is never returned")
    return text


# Not `min_length`: pydantic would refuse a lone surrogate of an article before the answer is made well-formed.
SaidText = Annotated[str, AfterValidator(_said), WithJsonSchema({"type": "string", "minLength": 1})]


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


class DraftBody(Answer):
    draft_id: str
    approach: Annotated[Approach, Field(description="What tells this draft from its alternatives.")]
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


class UsageBody(Answer):
    """What the language model was given and gave, over all calls of the request."""

    input_tokens: int = Field(ge=0)
    output_tokens: int = Field(ge=0)
    calls: int = Field(ge=0)
    estimated: Annotated[bool, Field(description="The server told nothing: counted by characters.")]
    cost: Annotated[Maybe[float], Field(description="By the prices of the settings; absent where none are set.")]
    currency: Maybe[str]


class SuggestionAnswer(Answer):
    """A draft that an agent can send, or an honest word on why there is none."""

    suggestion_id: str
    outcome: Outcome
    outcome_reason: str
    mode: Mode
    degraded_reason: Annotated[
        Maybe[DegradedReason],
        Field(
            description="Why the language model's reply is not the one that is given. Absent too where the reply is "
            "the composer's by design: see `mode` of the request."
        ),
    ]
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
    usage: Annotated[Maybe[UsageBody], Field(description="Absent where no language model was asked.")]
    timings_ms: dict[str, float]
