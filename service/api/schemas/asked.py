"""The bodies that callers send: suggestion, check, retrieval, article."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from service.api.schemas.parts import (
    INTEGRAL,
    AgentBody,
    Body,
    CaseBody,
    ContextReferenceBody,
    ConversationBody,
    Count,
    EndUserBody,
    Filter,
    Flag,
    Groups,
    IsoTime,
    Label,
    OffsetUnit,
    PrimaryLanguage,
    RequestLanguage,
    StandardName,
    Text,
    ThreadBody,
)
from service.drafting.rewriting.operation import Operation

FILTER = (
    "Fields of the article (`article_id`, `language_code`, `uri`, `product`, `kind`, `updated_at`) or keys of its "
    "metadata; all of them must match. A value must be equal to the article's; of a list one value must. Where the "
    "article has a list, one of its items must. `null` matches articles without the field. A key that no article "
    "has which the caller may see is refused with 422."
)
CALLER_GROUPS = (
    "Of the person who will read the answer: articles with access groups exist only for callers that name one of them. "
    "Names are compared exactly. The service does not check that the person is in them: that is the caller's part."
)
AS_OF = (
    "Only articles valid at that time: `valid_from` <= `as_of` < `valid_to`. A date is its first moment, but as "
    "`valid_to` it counts to its end; a time without a zone is UTC. None: now."
)
MAX_RESULTS = (
    "At most so many drafts, the best first. They differ in approach (`full`, `short`, `ask`), of which there are "
    "three, and fewer where an approach gives no draft of its own."
)
MODE = (
    "`llm`: a language model writes, 501 where none is configured; `extractive`: it is not asked; `auto`: it writes "
    "where there is one. Where its reply cannot be used, `degraded_reason` says why and the reply is `extractive`. "
    "Some replies are always the composer's, `extractive` without a `degraded_reason`, with `llm` too: to harm, legal "
    "threats and data incidents; and, unless an `instruction` or `context_references` say what to write, "
    "acknowledgements, thanks, closings, transfers, what is pending, what asks nothing, and what nothing found answers."
)


class KnowledgeBody(Body):
    filter: Annotated[Filter, Field(description=FILTER)] = Field(default_factory=dict)
    access_groups: Annotated[Groups | None, Field(description=CALLER_GROUPS)] = None
    as_of: Annotated[IsoTime | None, Field(description=AS_OF.replace("None: now", "None: `case.now`, or now"))] = None


class SuggestionRequest(Body):
    """A conversation to answer. Stateless: the whole thread is in the body."""

    request_id: Annotated[str, Field(max_length=128)] | None = None
    conversation: ThreadBody
    end_user: EndUserBody = EndUserBody()
    agent: AgentBody = AgentBody()
    case: CaseBody = CaseBody()
    instruction: Annotated[Text | None, Field(description="Free text from the agent: a trusted fact source.")] = None
    context_references: tuple[ContextReferenceBody, ...] = ()
    internal_notes: Annotated[tuple[Text, ...], Field(description="Never quoted.")] = ()
    knowledge: KnowledgeBody = KnowledgeBody()
    standard: StandardName | None = None
    address_form: Annotated[Literal["vy", "ty", "auto"], Field(description="`ty` is refused with 501.")] = "auto"
    language_code: RequestLanguage = "auto"
    max_results: Annotated[int, Field(strict=True, ge=1, le=10, description=MAX_RESULTS), INTEGRAL] = 1
    max_length: (
        Annotated[int, Field(strict=True, ge=1, le=100_000, description="Characters of a draft's text."), INTEGRAL]
        | None
    ) = None
    mode: Annotated[Literal["auto", "llm", "extractive"], Field(description=MODE)] = "auto"
    offset_unit: OffsetUnit = "codepoint"


class SourceBody(Body):
    id: Label
    title: Annotated[str, Field(max_length=1000)]
    uri: Annotated[str, Field(max_length=2000)] | None = None
    text: str
    updated_at: IsoTime | None = None


class CheckRequest(Body):
    """A text to judge by a tone standard, written by a person or a program."""

    text: Annotated[Text, Field(min_length=1)]
    language_code: RequestLanguage = "auto"
    standard: StandardName | None = None
    fragment: Annotated[Flag, Field(description="True: required parts are not asked for.")] = False
    conversation: Annotated[ConversationBody | None, Field(description="May carry just the channel.")] = None
    end_user: EndUserBody = EndUserBody()
    agent: AgentBody = AgentBody()
    case: CaseBody = CaseBody()
    instruction: Text | None = None
    context_references: tuple[ContextReferenceBody, ...] = ()
    internal_notes: tuple[Text, ...] = ()
    sources: Annotated[
        tuple[SourceBody, ...] | None,
        Field(description="Facts are traced to these and to the conversation."),
    ] = None
    repair: Annotated[Flag, Field(description="True: safe fixes are applied and the mended text is returned.")] = False
    offset_unit: OffsetUnit = "codepoint"


class SelectionBody(Body):
    """Half-open stretch of `text`."""

    start: Count
    end: Count


class RewriteRequest(Body):
    """A text to say differently, without saying anything else."""

    text: Annotated[Text, Field(pattern=r"\S")]
    operation: Operation
    selection: Annotated[
        SelectionBody | None,
        Field(description="Only this stretch is rewritten, the rest stays byte for byte as it is."),
    ] = None
    max_length: Annotated[
        Annotated[int, Field(strict=True, ge=1, le=20_000), INTEGRAL] | None,
        Field(description="Characters of the whole new text; where it cannot be met, a warning says so."),
    ] = None
    language_code: Annotated[RequestLanguage, Field(description="Of the text.")] = "auto"
    target_language: Annotated[
        Literal["ru", "en"] | None, Field(description="For `translate`, and for nothing else.")
    ] = None
    standard: StandardName | None = None
    fragment: Annotated[Flag, Field(description="True: required parts are not asked for.")] = False
    conversation: Annotated[ConversationBody | None, Field(description="May carry just the channel.")] = None
    end_user: EndUserBody = EndUserBody()
    agent: AgentBody = AgentBody()
    case: CaseBody = CaseBody()
    offset_unit: OffsetUnit = "codepoint"


class RetrieveRequest(Body):
    """A question to the knowledge base."""

    query: Annotated[Text, Field(pattern=r"\S")]
    language_code: RequestLanguage = "auto"
    filter: Annotated[Filter, Field(description=FILTER)] = Field(default_factory=dict)
    access_groups: Annotated[Groups | None, Field(description=CALLER_GROUPS)] = None
    as_of: Annotated[IsoTime | None, Field(description=AS_OF)] = None
    limit: Annotated[int, Field(strict=True, ge=1, le=50), INTEGRAL] = 10


class ArticleBody(Body):
    """An article as its owner wrote it."""

    title: Annotated[str, Field(max_length=1000, pattern=r"\S")]
    body_markdown: Annotated[str, Field(pattern=r"\S")]
    language_code: PrimaryLanguage
    uri: Annotated[str, Field(max_length=2000)] | None = None
    product: Label | None = None
    kind: Label | None = None
    updated_at: IsoTime | None = None
    valid_from: IsoTime | None = None
    valid_to: IsoTime | None = None
    access_groups: Annotated[
        Groups, Field(description="Who may find it: callers that name one of them; empty: everyone.")
    ] = ()
    metadata: dict[str, Any] = Field(default_factory=dict)
