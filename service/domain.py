"""The values of a request's way through the service: Ticket -> Draft -> Finding -> Suggestion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kb_index.records import Span

# Over 250 lines on purpose: values without behaviour, the one vocabulary that every room speaks.


class Channel(StrEnum):
    EMAIL = "email"
    CHAT = "chat"
    MESSENGER = "messenger"
    TICKET = "ticket"
    SOCIAL_PUBLIC = "social_public"
    SOCIAL_PRIVATE = "social_private"


class Role(StrEnum):
    END_USER = "end_user"
    HUMAN_AGENT = "human_agent"
    AUTOMATED_AGENT = "automated_agent"


class Stage(StrEnum):
    ACK = "ack"
    FIRST = "first"
    PENDING = "pending"
    FOLLOWUP = "followup"
    COMPLAINT = "complaint"
    REFUSAL = "refusal"
    OBJECTION = "objection"
    TRANSFER = "transfer"
    THANKS = "thanks"
    CLOSING = "closing"


class Outcome(StrEnum):
    SUGGEST = "suggest"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"
    BLOCKED = "blocked"


class Mode(StrEnum):
    LLM = "llm"
    EXTRACTIVE = "extractive"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    PASS = "pass"
    WARN = "warn"
    BLOCK = "block"


class ConfidenceLevel(StrEnum):
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


class Approach(StrEnum):
    """How a draft goes about its answer: alternatives differ in this, not in wording."""

    FULL = "full"
    SHORT = "short"  # the heart of the answer, and where the rest stands
    ASK = "ask"  # the question that would decide, before an answer


# --- what comes in ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    text: str
    message_id: str | None = None
    language_code: str | None = None
    create_time: str | None = None  # ISO 8601


@dataclass(frozen=True, slots=True)
class Conversation:
    channel: Channel
    messages: tuple[Message, ...] = ()
    conversation_id: str | None = None
    subject: str | None = None
    to: tuple[str, ...] = ()  # addresses of an e-mail
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndUser:
    name: str | None = None
    patronymic: str | None = None
    surname: str | None = None
    company: str | None = None
    locale: str | None = None
    time_zone: str | None = None
    sentiment: str | None = None
    known_fields: tuple[str, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Agent:
    first_name: str | None = None
    last_name: str | None = None
    role: str | None = None
    company: str | None = None
    signature: str | None = None
    limits: Mapping[str, object] = field(default_factory=dict)
    status: str | None = None  # available | busy | away
    profile_complete: bool | None = None  # name, role and photo are shown in the chat: it counts as a signature


@dataclass(frozen=True, slots=True)
class Owner:
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    size: int | None = None  # bytes


@dataclass(frozen=True, slots=True)
class Case:
    case_id: str | None = None
    topic: str | None = None
    status: str | None = None  # new | open | pending | solved | confirmed | closed
    stage: Stage | None = None
    is_first_reply: bool | None = None
    answer_given: bool | None = None
    opened_at: str | None = None
    now: str | None = None
    response_by: str | None = None  # sla.response_by
    resolve_by: str | None = None  # sla.resolve_by
    priority: str | None = None
    impact: str | None = None  # low | medium | high: how much of the customer's work stands still
    objection: str | None = None  # not_needed | no_budget | price_vs_competitor
    owner: Owner | None = None
    owner_changed: bool | None = None
    redirect_count: int | None = None
    line_of_support: str | None = None
    connected_lines: tuple[str, ...] = ()
    partner_first_line: bool | None = None  # the customer's first line is a partner's
    authorised_offers: tuple[str, ...] | None = None
    compensation_limit: float | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class ContextReference:
    """A fact about the case that the caller vouches for."""

    key: str
    content: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A suggestion request after validation."""

    conversation: Conversation
    end_user: EndUser = EndUser()
    agent: Agent = Agent()
    case: Case = Case()
    request_id: str | None = None
    instruction: str | None = None
    context_references: tuple[ContextReference, ...] = ()
    internal_notes: tuple[str, ...] = ()
    knowledge_filter: Mapping[str, object] = field(default_factory=dict)
    as_of: str | None = None
    access_groups: frozenset[str] = frozenset()  # of the caller: articles of other groups do not exist for it
    standard: str | None = None
    language_code: str = "auto"  # auto | ru | en
    max_length: int | None = None  # characters of draft.text
    max_results: int = 1  # drafts of different approaches
    mode: Mode | None = None  # None: the language model where there is one


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the customer writes now, read from the whole thread."""

    language_code: str  # "ru" or "en": the language of the reply
    query_text: str  # what to search for; "" where the message asks nothing
    questions: tuple[str, ...]  # the separate questions of the current message, in order
    stage: Stage
    stage_reason: str
    sentiment: str  # negative | neutral | positive
    is_first_reply: bool
    current_text: str = ""  # the customer's own words now: no quoted letters, no signature
    for_person: tuple[str, ...] = ()  # of the questions, those about the customer's own case: no article knows it
    of_others: tuple[str, ...] = ()  # of those, the ones that want data of another customer: it is given to nobody
    whole_text: str = ""  # what to search for where ``query_text``, one question of a longer message, finds nothing
    escalation_reason: str | None = None  # a code of service.understanding.situation.Reason
    injection: bool = False  # the message tries to give orders to the service
    vague: bool = False  # a request without anything to search for: "nothing works, help!"
    solved: bool = False  # the customer says that it works now
    warnings: tuple[str, ...] = ()


# --- what goes to a language model and back ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChatMessage:
    role: str  # system | user | assistant
    text: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What a language model is asked. Nothing in it is personal: texts were masked before."""

    purpose: str  # reply | repair | format | rewrite | judge: for records and accounts
    messages: tuple[ChatMessage, ...]
    schema: Mapping[str, object] | None = None  # JSON Schema that the answer must fit; None: free text
    max_tokens: int = 1200


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Of one or several calls. ``cost`` in the currency of the settings; None where no prices are set."""

    input_tokens: int = 0
    output_tokens: int = 0
    calls: int = 0
    estimated: bool = False  # the server told nothing: counted by characters
    cost: float | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """``finish``: stop | length | filter | other."""

    text: str
    finish: str
    usage: TokenUsage
    model: str  # as the server names it


# --- what the checker says -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleRef:
    """Which rule spoke, and where the norm comes from."""

    rule_id: str
    kind: str
    severity: Severity
    standard: str
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A rule as the drafter is told it.

    ``when``: field of the request -> the values that it is for. ``kinds``: of the checks that run it.
    """

    rule_id: str
    severity: Severity
    text: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replacement:
    text: str
    apply: str  # "auto": provably safe; "suggest": a person decides


@dataclass(frozen=True, slots=True)
class Finding:
    """``text[span.start:span.end] == match`` for the text that was checked."""

    rule: RuleRef
    message: str
    span: Span
    match: str
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A rule whose metadata is missing: normal, not an error."""

    rule_id: str
    missing_field: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that should have run and could not."""

    rule_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """What was mended on the way to the text; ``span`` lies in the mended text."""

    rule_id: str
    before: str
    after: str
    span: Span


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the guardrail found in one text."""

    findings: tuple[Finding, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.skipped

    @property
    def verdict(self) -> Verdict:
        severities = {finding.rule.severity for finding in self.findings}
        if Severity.ERROR in severities:
            return Verdict.BLOCK
        return Verdict.WARN if Severity.WARNING in severities else Verdict.PASS


@dataclass(frozen=True, slots=True)
class UnsupportedClaim:
    """A typed fact of the draft that no source holds."""

    span: Span
    text: str
    kind: str  # money|date|time|duration|percent|number|url|email|phone|version|path|code|title


@dataclass(frozen=True, slots=True)
class SupportedClaim:
    """A typed fact of the draft and where it was found.

    ``source``: a source's id, or ``conversation``, ``instruction``, ``context_references``, ``case``, ``end_user``,
    ``agent``. ``source_span`` lies in that source's text (``Source.text``) and is None outside sources.
    """

    span: Span
    text: str
    kind: str
    source: str
    source_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Grounding:
    """``coverage``: supported facts / facts, 1.0 where the text states none. Both lists in the order of the text."""

    coverage: float
    unsupported_claims: tuple[UnsupportedClaim, ...] = ()
    supported_claims: tuple[SupportedClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something the draft promises: who does what, by when, and how much.

    ``who``: ``we``, ``third_party``, or the person or department as the draft names them; None where it names nobody.
    ``due`` and ``amount`` as the draft words them. ``due_at``: the last moment that keeps the promise, ISO 8601 with
    its zone; None where the words or the request's clock do not tell.
    """

    span: Span
    what: str
    due: str | None = None
    due_at: str | None = None
    who: str | None = None
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Orders to the service found in a text that is only data: reported, never followed."""

    place: str  # ``conversation.messages[2]``, ``sources[0]``, ``context_references[0]``, ``conversation.subject``
    span: Span  # in that text
    match: str


@dataclass(frozen=True, slots=True)
class Review:
    """All that the guardrail says of one text. ``grounding`` is None where there is nothing to trace facts to."""

    report: Report
    grounding: Grounding | None
    commitments: tuple[Commitment, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a draft may take facts from: a cited article or one given by the caller."""

    source_id: str
    title: str
    text: str
    uri: str | None = None
    updated_at: str | None = None  # ISO 8601


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What the checker may know besides the text. Every field may be missing."""

    language_code: str
    conversation: Conversation | None = None
    end_user: EndUser = EndUser()
    agent: Agent = Agent()
    case: Case = Case()
    stage: Stage | None = None
    instruction: str | None = None
    context_references: tuple[ContextReference, ...] = ()
    internal_notes: tuple[str, ...] = ()
    sources: tuple[Source, ...] | None = None  # None and no conversation: grounding is not run
    fragment: bool = False  # True: required parts are not asked for


# --- what goes out ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CitedSource:
    """``article.body_markdown[quote_span.start:quote_span.end] == quote`` for ``version_hash``."""

    article_id: str
    title: str
    uri: str | None
    version_hash: str
    quote: str
    quote_span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """``draft.text[span]`` is the stretch that the quote supports."""

    span: Span
    source: CitedSource


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply before the check. ``markdown`` is a rendering of ``text``; spans refer to ``text``."""

    text: str
    markdown: str
    citations: tuple[Citation, ...] = ()
    approach: Approach = Approach.FULL


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    draft: Draft
    report: Report
    grounding: Grounding
    commitments: tuple[Commitment, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievedArticle:
    article_id: str
    title: str
    uri: str | None
    relevance_score: float  # 0..1
    used: bool
    excerpt: str


@dataclass(frozen=True, slots=True)
class Escalation:
    """The package for whoever takes the case over."""

    reason: str
    understood: str
    tried: tuple[str, ...] = ()
    expected: str | None = None
    by: str | None = None  # ISO 8601


@dataclass(frozen=True, slots=True)
class Versions:
    service: str
    model: str
    prompt: str
    standard: str
    index: str
    embedder: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    suggestion_id: str
    outcome: Outcome
    outcome_reason: str
    mode: Mode
    language_code: str
    stage: Stage
    confidence: float
    confidence_level: ConfidenceLevel
    drafts: tuple[CheckedDraft, ...]
    retrieved: tuple[RetrievedArticle, ...]
    should_escalate: bool
    needs_approval: bool
    versions: Versions
    timings_ms: Mapping[str, float]
    escalation: Escalation | None = None
    degraded_reason: str | None = None  # a service.errors.DegradedReason
    missing: tuple[str, ...] = ()
    clarifying_questions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    usage: TokenUsage | None = None  # None: no language model was asked
