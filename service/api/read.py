"""A body of the contract -> the domain's values; known fields that are not served yet are refused here."""

from __future__ import annotations

from kb_index.records import Article, Query
from kb_index.text import language
from service.api.schemas.asked import (
    ArticleBody,
    CheckRequest,
    RetrieveRequest,
    SourceBody,
    SuggestionRequest,
)
from service.api.schemas.parts import (
    AgentBody,
    CaseBody,
    ContextReferenceBody,
    ConversationBody,
    EndUserBody,
    MessageBody,
)
from service.domain import (
    Agent,
    Attachment,
    Case,
    CheckContext,
    ContextReference,
    Conversation,
    EndUser,
    Message,
    Mode,
    Owner,
    Source,
    Ticket,
)
from service.errors import NotSupported

FALLBACK_LANGUAGE = "en"  # where a text tells too little, e.g. "404?"


def ticket_of(body: SuggestionRequest) -> Ticket:
    """Raises NotSupported, naming the field."""
    _refuse_unserved(body)
    return Ticket(
        conversation=conversation_of(body.conversation),
        end_user=end_user_of(body.end_user),
        agent=agent_of(body.agent),
        case=case_of(body.case),
        request_id=body.request_id,
        instruction=body.instruction,
        context_references=_references(body.context_references),
        internal_notes=body.internal_notes,
        knowledge_filter=body.knowledge.filter,
        as_of=body.knowledge.as_of,
        access_groups=frozenset(body.knowledge.access_groups or ()),
        standard=body.standard,
        language_code=body.language_code,
        max_length=body.max_length,
        max_results=body.max_results,
        mode=None if body.mode == "auto" else Mode(body.mode),
    )


def context_of(body: CheckRequest) -> CheckContext:
    sources = body.sources
    return CheckContext(
        language_code=language_of(body.text, body.language_code),
        conversation=None if body.conversation is None else conversation_of(body.conversation),
        end_user=end_user_of(body.end_user),
        agent=agent_of(body.agent),
        case=case_of(body.case),
        stage=body.case.stage,
        instruction=body.instruction,
        context_references=_references(body.context_references),
        internal_notes=body.internal_notes,
        sources=None if sources is None else tuple(map(_source, sources)),
        fragment=body.fragment,
    )


def query_of(body: RetrieveRequest) -> Query:
    return Query(
        body.query,
        language_of(body.query, body.language_code),
        body.limit,
        body.filter,
        as_of=body.as_of,
        access_groups=frozenset(body.access_groups or ()),
        compound=True,
    )


def article_of(article_id: str, body: ArticleBody) -> Article:
    """The same groups in another order are the same article."""
    fields = body.model_dump(exclude={"access_groups", "article_id"})
    return Article(article_id=article_id, access_groups=tuple(sorted(set(body.access_groups))), **fields)


def language_of(text: str, asked: str) -> str:
    return language.detect(text, default=FALLBACK_LANGUAGE) if asked == "auto" else asked


def _refuse_unserved(body: SuggestionRequest) -> None:
    if body.address_form == "ty":
        raise NotSupported("address_form", "`ty` is not supported yet; use `vy` or `auto`.")


def _source(body: SourceBody) -> Source:
    return Source(body.id, body.title, body.text, body.uri, body.updated_at)


def conversation_of(body: ConversationBody) -> Conversation:
    messages = tuple(map(_message, body.messages))
    return Conversation(body.channel, messages, body.id, body.subject, body.to, body.cc)


def _message(body: MessageBody) -> Message:
    return Message(body.role, body.text, body.id, body.language_code, body.create_time)


def end_user_of(body: EndUserBody) -> EndUser:
    return EndUser(**body.model_dump())


def agent_of(body: AgentBody) -> Agent:
    return Agent(**body.model_dump())


def _references(bodies: tuple[ContextReferenceBody, ...]) -> tuple[ContextReference, ...]:
    return tuple(ContextReference(body.key, body.content) for body in bodies)


def case_of(body: CaseBody) -> Case:
    same = body.model_dump(exclude={"id", "sla", "owner", "attachments"})
    return Case(
        case_id=body.id,
        response_by=body.sla.response_by if body.sla else None,
        resolve_by=body.sla.resolve_by if body.sla else None,
        owner=Owner(body.owner.first_name, body.owner.last_name) if body.owner else None,
        attachments=tuple(Attachment(one.name, one.size) for one in body.attachments),
        **same,
    )
