"""Brief + Decision -> the package for whoever takes the case over, or None."""

from __future__ import annotations

from service.confidence import Decision
from service.domain import Escalation, Outcome, Role
from service.drafting.composer import Brief
from service.drafting.replies import only_doubts

UNDERSTOOD = 500  # characters of the customer's own words


def escalation_of(brief: Brief, decision: Decision) -> Escalation | None:
    """A person takes over where the customer's words ask for it, or where the knowledge base has no answer.

    A mere doubt («дорого») waits for no answer: the draft itself asks what leads on.
    """
    reason = brief.understanding.escalation_reason
    asked = bool(brief.understanding.query_text) and not brief.understanding.injection
    if reason is None and asked and decision.outcome is Outcome.ABSTAIN and not only_doubts(brief.understanding):
        reason = "no_answer_in_knowledge_base"
    if reason is None:
        return None
    case = brief.ticket.case
    agent_turns = [one.text for one in brief.ticket.conversation.messages if one.role is not Role.END_USER]
    return Escalation(
        reason=reason,
        understood=brief.understanding.current_text[:UNDERSTOOD],
        tried=tuple(text[:UNDERSTOOD] for text in agent_turns[-3:]),
        expected=" ".join(brief.understanding.questions)[:UNDERSTOOD] or None,
        by=case.response_by or case.resolve_by,
    )
