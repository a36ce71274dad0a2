"""The body that gives a rewritten text and what was verified of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.api.schemas.answer import Answer, Maybe
from service.api.schemas.answered import SaidText, UsageBody
from service.api.schemas.judged import CommitmentBody, GuardrailBody
from service.api.schemas.parts import SpanBody
from service.domain import Mode
from service.drafting.rewriting.operation import Operation
from service.errors import DegradedReason


class ElementBody(Answer):
    """``kind``: that of a typed fact, or `name`, `label`, `negation`, `promise`, `statement`."""

    kind: str
    text: str


class ViolationBody(ElementBody):
    change: Literal["added", "lost", "turned"]


class ContractBody(Answer):
    """The text that is returned says what the original says: ``violations`` is always empty."""

    kept: list[ElementBody]
    lost: Annotated[list[ElementBody], Field(description="What `shorten` left out; nothing else leaves anything out.")]
    violations: list[ViolationBody]
    refused: Annotated[
        Maybe[list[ViolationBody]], Field(description="What spoke against the language model's text, not returned.")
    ]


class RewriteVersionsBody(Answer):
    service: str
    model: str
    prompt: str
    standard: str


class RewriteAnswer(Answer):
    """Spans refer to ``text``."""

    text: SaidText
    changed: bool
    span: Annotated[SpanBody, Field(description="The stretch that was rewritten.")]
    operation: Operation
    mode: Annotated[Mode, Field(description="`extractive`: made by rules, or left as it was.")]
    degraded_reason: Annotated[
        Maybe[DegradedReason], Field(description="Why the language model's text is not the one that is given.")
    ]
    language_code: str
    contract: ContractBody
    guardrail: GuardrailBody
    commitments: list[CommitmentBody]
    warnings: list[str]
    versions: RewriteVersionsBody
    usage: Annotated[Maybe[UsageBody], Field(description="Absent where no language model was asked.")]
