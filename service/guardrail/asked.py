"""A request -> the texts of it that vouch for what a draft states."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain import CheckContext, Role

CUSTOMER = "conversation"  # the place of what the end user wrote


def request_texts(context: CheckContext) -> Iterator[tuple[str, str]]:
    """(place, text) of what the request itself vouches for: read once, and kept by no cache."""
    for message in context.conversation.messages if context.conversation else ():
        if message.role is Role.END_USER:
            yield CUSTOMER, message.text
    if context.conversation and context.conversation.subject:
        yield CUSTOMER, context.conversation.subject
    if context.instruction:
        yield "instruction", context.instruction
    for reference in context.context_references:
        yield "context_references", reference.content
    for place, text in _case_texts(context):
        if text:
            yield place, text


def _case_texts(context: CheckContext) -> Iterator[tuple[str, str]]:
    case, agent, user = context.case, context.agent, context.end_user
    times = (case.opened_at, case.now, case.response_by, case.resolve_by)
    yield from (("case", text or "") for text in (case.topic, *(case.authorised_offers or ())))
    if case.case_id:
        yield "case", f"№ {case.case_id}"  # as replies write it: «T-7» alone is no number of anything
    yield from (("case", text.replace("T", " ")[:16]) for text in times if text)  # a date and a clock time
    yield from (("case", attachment.name) for attachment in case.attachments)
    if case.compensation_limit is not None:
        yield "case", f"{case.compensation_limit:g}"
    yield from (("agent", text or "") for text in (agent.signature, agent.company))
    yield from (("end_user", text or "") for text in (user.company, *user.known_fields))
    yield from (("end_user", str(found)) for found in user.metadata.values())
