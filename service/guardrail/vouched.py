"""A request -> the texts whose contents the reply may repeat: the customer's own words, sources, what the caller gives.

What a colleague wrote to the customer in this thread has been said already. An earlier machine's words and
internal notes vouch for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kb_index.text.normalise import clean_input
from service.domain import CheckContext, Role
from service.guardrail.analysis import Analysis
from service.personal.identifiers import Identifier, IdentifierKind, identifiers


def request_texts(context: CheckContext) -> Iterator[str]:
    """All but the sources."""
    conversation = context.conversation
    for message in conversation.messages if conversation else ():
        if message.role is not Role.AUTOMATED_AGENT:
            yield message.text
    if conversation:
        yield from (conversation.subject or "", *conversation.to, *conversation.cc)
    yield context.instruction or ""
    yield from (reference.content for reference in context.context_references)
    yield from _case_texts(context)


def _case_texts(context: CheckContext) -> Iterator[str]:
    case, agent, user = context.case, context.agent, context.end_user
    yield from (case.case_id or "", case.topic or "", *(case.authorised_offers or ()))
    yield " ".join(part for part in (user.name, user.patronymic, user.surname) if part)
    yield from (user.company or "", *user.known_fields, *(str(found) for found in user.metadata.values()))
    yield " ".join(part for part in (agent.first_name, agent.last_name) if part)
    yield from (agent.signature or "", agent.company or "")
    if case.owner:
        yield f"{case.owner.first_name} {case.owner.last_name}"
    yield from (attachment.name for attachment in case.attachments)


def source_texts(context: CheckContext) -> Iterator[str]:
    for source in context.sources or ():
        yield from (source.title, source.text, source.uri or "")


def comparable(context: CheckContext) -> bool:
    """Whether there is a ticket or a source that could hold what the reply repeats."""
    return context.sources is not None or bool(context.conversation and context.conversation.messages)


def draft_identifiers(analysis: Analysis) -> tuple[Identifier, ...]:
    """Those of the draft, found once per analysis."""
    found = analysis.shared.get("identifiers")
    if found is None:
        found = analysis.shared["identifiers"] = identifiers(analysis.text)
    assert isinstance(found, tuple)
    return found


def vouched_identifiers(context: CheckContext) -> frozenset[tuple[IdentifierKind, str]]:
    found = {key for text in request_texts(context) for key in _identifier_values(text)}
    return frozenset(found.union(*map(_source_identifiers, source_texts(context))))


def vouched_texts(context: CheckContext) -> tuple[str, ...]:
    return tuple(filter(None, (*request_texts(context), *source_texts(context))))


def _identifier_values(text: str) -> frozenset[tuple[IdentifierKind, str]]:
    return frozenset((one.kind, one.value) for one in identifiers(clean_input(text)[0]))


@lru_cache(maxsize=2048)
def _source_identifiers(text: str) -> frozenset[tuple[IdentifierKind, str]]:
    """Articles are cited again and again; what a request says is kept by no cache."""
    return _identifier_values(text)
