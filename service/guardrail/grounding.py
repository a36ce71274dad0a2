"""A draft and its request -> Grounding: which of its typed facts stand in the sources.

A fact may come from a source, from what the end user wrote, from the agent's instruction, from what
the caller vouches for, or from the case itself. What a colleague or a machine wrote earlier in the
thread is no source: an invented number would then support itself in the next draft.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache

from kb_index.text.facts import Fact, facts, supports
from kb_index.text.normalise import clean_input
from service.domain import CheckContext, Grounding, Role, UnsupportedClaim
from service.guardrail.analysis import Analysis


def ground(analysis: Analysis, context: CheckContext) -> Grounding | None:
    """None where the context holds nothing to trace facts to. Worked out once per analysis."""
    if "grounding" not in analysis.shared:
        analysis.shared["grounding"] = _ground(analysis, context)
    found = analysis.shared["grounding"]
    assert found is None or isinstance(found, Grounding)
    return found


def _ground(analysis: Analysis, context: CheckContext) -> Grounding | None:
    if context.sources is None and not (context.conversation and context.conversation.messages):
        return None
    claims = analysis.facts
    if not claims:
        return Grounding(coverage=1.0)
    known = _distinct(facts(_request_text(context)))
    for text in _source_texts(context):
        known.update(_source_facts(text))
    judged = {
        key: key in known or any(supports(fact, one) for fact in known.values())
        for key, one in _distinct(claims).items()
    }
    unsupported = tuple(
        UnsupportedClaim(claim.span, claim.span.of(analysis.text), str(claim.kind))
        for claim in claims
        if not judged[claim.kind, claim.value]
    )
    return Grounding((len(claims) - len(unsupported)) / len(claims), unsupported)


Facts = dict[tuple[str, Hashable], Fact]


def _distinct(found: Iterable[Fact]) -> Facts:
    """Each fact once: long articles repeat themselves."""
    return {(fact.kind, fact.value): fact for fact in found}


def _source_texts(context: CheckContext) -> Iterator[str]:
    for source in context.sources or ():
        yield from (source.title, source.text, source.uri or "")


def _request_text(context: CheckContext) -> str:
    """What the request itself vouches for, as one text: read once, and kept by no cache."""
    return clean_input("\n\n".join(filter(None, _request_texts(context))))[0]


def _request_texts(context: CheckContext) -> Iterator[str]:
    for message in context.conversation.messages if context.conversation else ():
        if message.role is Role.END_USER:
            yield message.text
    if context.conversation and context.conversation.subject:
        yield context.conversation.subject
    yield context.instruction or ""
    for reference in context.context_references:
        yield reference.content
    yield from _case_texts(context)


def _case_texts(context: CheckContext) -> Iterator[str]:
    case, agent, user = context.case, context.agent, context.end_user
    yield from (case.case_id or "", case.topic or "", case.opened_at or "", case.now or "")
    yield from (case.response_by or "", case.resolve_by or "", *(case.authorised_offers or ()))
    yield from (agent.signature or "", agent.company or "", user.company or "", *user.known_fields)
    yield from (attachment.name for attachment in case.attachments)
    yield from (str(found) for found in user.metadata.values())
    if case.compensation_limit is not None:
        yield f"{case.compensation_limit:g}"


@lru_cache(maxsize=2048)
def _source_facts(text: str) -> Facts:
    """Articles are cited again and again; callers only read."""
    return _distinct(facts(clean_input(text)[0]))
