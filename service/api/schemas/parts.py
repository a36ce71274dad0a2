"""The pieces that several bodies of the contract share: strict base, spans, the conversation and the people in it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

from service.domain import Channel, Role, Stage

MESSAGE_LIMIT = 20_000  # code points of one message; the checker's own limit
EXACT = 2**53 - 1  # integers beyond it lose digits in other languages' JSON


def _iso_time(value: str) -> str:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("not an ISO 8601 date or time, such as 2026-03-14T09:30:00+03:00") from None
    return value


def _integral(value: object) -> object:
    """JSON has one kind of number: ``3.0`` is the integer 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


INTEGRAL = BeforeValidator(_integral)
IsoTime = Annotated[
    str,
    Field(max_length=64),
    AfterValidator(_iso_time),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}),
]
Label = Annotated[str, Field(max_length=200)]
Identifier = Annotated[str, Field(min_length=1, max_length=512, pattern=r"^[^\x00-\x1f\x7f]+$")]
# No slash and no dot: a standard is chosen by name here, never by the path of a file.
StandardName = Annotated[str, Field(max_length=100, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(max_length=MESSAGE_LIMIT)]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0, le=EXACT), INTEGRAL]
LanguageTag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$")]
PrimaryLanguage = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Scalar = (
    Annotated[str, Field(max_length=1000)]
    | Flag
    | Annotated[int, Field(strict=True, ge=-EXACT, le=EXACT)]
    | Annotated[float, Field(strict=True, allow_inf_nan=False)]
)
FilterValue = Scalar | Annotated[tuple[Scalar | None, ...], Field(min_length=1, max_length=200)] | None
Filter = Annotated[dict[Annotated[str, Field(min_length=1, max_length=100)], FilterValue], Field(max_length=20)]
Group = Annotated[str, Field(max_length=200, pattern=r"^[^\s\x00-\x1f\x7f]+( [^\s\x00-\x1f\x7f]+)*$")]
Groups = Annotated[tuple[Group, ...], Field(max_length=200)]
OffsetUnit = Literal["codepoint", "utf16"]
RequestLanguage = Literal["auto", "ru", "en"]


class Body(BaseModel):
    """A body that comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanBody(BaseModel):
    """Half-open stretch of the text that is returned beside it."""

    model_config = ConfigDict(frozen=True)

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class MessageBody(Body):
    id: Label | None = None
    role: Role
    text: Text
    language_code: LanguageTag | None = None
    create_time: IsoTime | None = None


class ConversationBody(Body):
    """The thread; for a check it may carry just the channel."""

    id: Label | None = None
    channel: Channel
    subject: Annotated[str, Field(max_length=1000)] | None = None
    to: Annotated[tuple[Label, ...], Field(description="Addresses of an e-mail.")] = ()
    cc: tuple[Label, ...] = ()
    messages: tuple[MessageBody, ...] = ()


class ThreadBody(ConversationBody):
    """A thread that can be answered: at least one message, at least one of them from the customer."""

    messages: Annotated[
        tuple[MessageBody, ...],
        Field(
            min_length=1,
            json_schema_extra={
                "contains": {"type": "object", "properties": {"role": {"const": "end_user"}}, "required": ["role"]}
            },
        ),
    ]

    @field_validator("messages")
    @classmethod
    def _customer_speaks(cls, messages: tuple[MessageBody, ...]) -> tuple[MessageBody, ...]:
        if all(message.role is not Role.END_USER for message in messages):
            raise ValueError("no message has the role `end_user`: there is nothing to answer")
        return messages


class EndUserBody(Body):
    name: Label | None = None
    patronymic: Label | None = None
    surname: Label | None = None
    company: Label | None = None
    locale: LanguageTag | None = None
    time_zone: Label | None = None
    sentiment: Label | None = None
    known_fields: tuple[Label, ...] = ()
    metadata: dict[str, Any] = {}


class AgentBody(Body):
    first_name: Label | None = None
    last_name: Label | None = None
    role: Label | None = None
    company: Label | None = None
    signature: Annotated[str, Field(max_length=2000)] | None = None
    limits: dict[str, Any] = {}
    status: Literal["available", "busy", "away"] | None = None
    profile_complete: Annotated[
        Flag | None, Field(description="Name, role and photo are shown in the chat: it counts as a signature.")
    ] = None


class SlaBody(Body):
    response_by: IsoTime | None = None
    resolve_by: IsoTime | None = None


class OwnerBody(Body):
    first_name: Label
    last_name: Label


class AttachmentBody(Body):
    name: Label
    size: Annotated[Count | None, Field(description="Bytes.")] = None


class CaseBody(Body):
    id: Label | None = None
    topic: Annotated[str, Field(max_length=1000)] | None = None
    status: Literal["new", "open", "pending", "solved", "confirmed", "closed"] | None = None
    stage: Annotated[Stage | None, Field(description="Inferred where absent.")] = None
    is_first_reply: Flag | None = None
    answer_given: Flag | None = None
    opened_at: IsoTime | None = None
    now: Annotated[IsoTime | None, Field(description="The clock of the request; the server's where absent.")] = None
    sla: SlaBody | None = None
    priority: Label | None = None
    impact: Literal["low", "medium", "high"] | None = None
    objection: Literal["not_needed", "no_budget", "price_vs_competitor"] | None = None
    owner: OwnerBody | None = None
    owner_changed: Flag | None = None
    redirect_count: Count | None = None
    line_of_support: Label | None = None
    connected_lines: tuple[Label, ...] = ()
    partner_first_line: Annotated[Flag | None, Field(description="The first line of support is a partner.")] = None
    authorised_offers: tuple[Annotated[str, Field(max_length=1000)], ...] | None = None
    compensation_limit: Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)] | None = None
    attachments: tuple[AttachmentBody, ...] = ()


class ContextReferenceBody(Body):
    """A fact about the case that the caller vouches for."""

    key: Label
    content: Text
