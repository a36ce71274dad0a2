"""A field's name in the contract -> its value in a CheckContext; None where the request leaves it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from service.domain import CheckContext, Message, Role, Stage
from service.guardrail.objections import objection_in
from service.standards.node import Node

_NOT_FIRST = frozenset({Stage.FOLLOWUP, Stage.CLOSING, Stage.THANKS})


def customer_burst(context: CheckContext) -> tuple[Message, ...]:
    """The end user's last messages in a row: what the draft answers."""
    messages = context.conversation.messages if context.conversation else ()
    burst: list[Message] = []
    for message in reversed(messages):
        if message.role is Role.END_USER:
            burst.append(message)
        elif burst:
            break
    return tuple(reversed(burst))


def stage(context: CheckContext) -> Stage | None:
    return context.stage or context.case.stage


def _is_first_reply(context: CheckContext) -> bool | None:
    if context.case.is_first_reply is not None:
        return context.case.is_first_reply
    current = stage(context)
    if current in (Stage.FIRST, Stage.ACK):
        return True
    return False if current in _NOT_FIRST else None


def _pending(context: CheckContext) -> bool | None:
    """The reply only says that work goes on: the stage decides, else the status of the case."""
    current, status = stage(context), context.case.status
    if current is not None:
        return current is Stage.PENDING
    if context.case.answer_given:
        return False
    return None if status is None else status == "pending"


def _upset(context: CheckContext) -> bool | None:
    """The customer complains: by stage or by sentiment."""
    current, sentiment = stage(context), context.end_user.sentiment
    if current is Stage.COMPLAINT or sentiment == "negative":
        return True
    return None if current is None and sentiment is None else False


def _burst(context: CheckContext) -> str | None:
    """Whether the customer sent several messages in a row: ``one`` or ``several``."""
    messages = customer_burst(context)
    return ("several" if len(messages) > 1 else "one") if messages else None


def _complaint(context: CheckContext) -> bool | None:
    current = stage(context)
    if current is None and context.end_user.sentiment is None:
        return None
    return current is Stage.COMPLAINT


def _objecting(context: CheckContext) -> bool | None:
    """The customer raises an objection to paid support: by stage, or because the case says which."""
    if context.case.objection is not None:
        return True
    current = stage(context)
    return None if current is None else current is Stage.OBJECTION


def _objection_about(context: CheckContext) -> str | None:
    """The objection that the case names, or that the customer's last words show."""
    if context.case.objection is not None:
        return context.case.objection
    if stage(context) is not Stage.OBJECTION:
        return None
    return objection_in("\n".join(message.text for message in customer_burst(context)))


def _overdue(context: CheckContext) -> bool | None:
    """Whether the time agreed for the solution has passed."""
    now, due = _moment(context.case.now), _moment(context.case.resolve_by)
    return None if now is None or due is None else now > due


def _moment(written: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _address(context: CheckContext) -> str | None:
    """How the customer is greeted: name and patronymic, or the name."""
    user = context.end_user
    return " ".join(part for part in (user.name, user.patronymic) if part) or None if user.name else None


def _redirected(context: CheckContext) -> bool | None:
    """The customer has been sent elsewhere before."""
    return None if context.case.redirect_count is None else context.case.redirect_count > 0


def _owner(context: CheckContext) -> str | None:
    owner = context.case.owner
    return f"{owner.first_name} {owner.last_name}" if owner else None


def _full_name(context: CheckContext) -> str | None:
    agent = context.agent
    return f"{agent.first_name} {agent.last_name}" if agent.first_name and agent.last_name else None


FIELDS: Mapping[str, Callable[[CheckContext], object]] = {
    "fragment": lambda c: c.fragment,
    "conversation.channel": lambda c: c.conversation.channel if c.conversation else None,
    "conversation.subject": lambda c: c.conversation.subject if c.conversation else None,
    "conversation.to": lambda c: c.conversation.to or None if c.conversation else None,
    "conversation.cc": lambda c: c.conversation.cc or None if c.conversation else None,
    "conversation.burst": _burst,
    "conversation.messages": lambda c: customer_burst(c) or None,
    "case.stage": stage,
    "case.topic": lambda c: c.case.topic,
    "case.status": lambda c: c.case.status,
    "case.id": lambda c: c.case.case_id,
    "case.is_first_reply": _is_first_reply,
    "case.answer_given": lambda c: c.case.answer_given,
    "case.pending": _pending,
    "case.upset": _upset,
    "case.owner": _owner,
    "case.owner_changed": lambda c: c.case.owner_changed,
    "case.redirect_count": lambda c: c.case.redirect_count,
    "case.redirected": _redirected,
    "case.priority": lambda c: c.case.priority,
    "case.impact": lambda c: c.case.impact,
    "case.complaint": _complaint,
    "case.objecting": _objecting,
    "case.objection": lambda c: c.case.objection,
    "case.objection_about": _objection_about,
    "case.opened_at": lambda c: c.case.opened_at,
    "case.now": lambda c: c.case.now,
    "case.attachments": lambda c: c.case.attachments or None,
    "case.compensation_limit": lambda c: c.case.compensation_limit,
    "case.partner_first_line": lambda c: c.case.partner_first_line,
    "case.connected_lines": lambda c: c.case.connected_lines or None,
    "case.response_by": lambda c: c.case.response_by,
    "case.resolve_by": lambda c: c.case.resolve_by,
    "case.overdue": _overdue,
    "sources": lambda c: None if c.sources is None else ("some" if c.sources else "none"),
    "case.line_of_support": lambda c: c.case.line_of_support,
    "case.authorised_offers": lambda c: c.case.authorised_offers,
    "end_user.name": lambda c: c.end_user.name,
    "end_user.patronymic": lambda c: c.end_user.patronymic,
    "end_user.surname": lambda c: c.end_user.surname,
    "end_user.address": _address,
    "end_user.company": lambda c: c.end_user.company,
    "end_user.known_fields": lambda c: c.end_user.known_fields or None,
    "end_user.time_zone": lambda c: c.end_user.time_zone,
    "end_user.sentiment": lambda c: c.end_user.sentiment,
    "agent.first_name": lambda c: c.agent.first_name,
    "agent.last_name": lambda c: c.agent.last_name,
    "agent.full_name": _full_name,
    "agent.status": lambda c: c.agent.status,
    "agent.profile_complete": lambda c: c.agent.profile_complete,
    "agent.role": lambda c: c.agent.role,
    "agent.company": lambda c: c.agent.company,
    "agent.signature": lambda c: c.agent.signature,
}
_PLACE = re.compile(r"\{([a-z_.]+)\}")


def value(context: CheckContext, name: str) -> object:
    return FIELDS[name](context)


def known_field(node: Node) -> str:
    """Raises StandardInvalid for a name that the contract does not know."""
    return node.choice(FIELDS)


def placeholders(node: Node) -> tuple[str, ...]:
    """The fields that a template such as ``Здравствуйте, {end_user.address}!`` names."""
    names = tuple(_PLACE.findall(node.text()))
    for name in names:
        if name not in FIELDS:
            raise node.refusal(f"`{{{name}}}` is not a field; the fields are: {', '.join(sorted(FIELDS))}")
    return names


def filled(template: str, context: CheckContext) -> str | None:
    """None where a field of the template is not known."""
    values = {name: value(context, name) for name in _PLACE.findall(template)}
    if any(found is None for found in values.values()):
        return None
    return _PLACE.sub(lambda match: str(values[match.group(1)]), template)
