"""How long the customer has waited -> a hit without width where a reply comes too late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb_index.records import Span
from kb_index.text.facts import FactKind, facts
from service.domain import CheckContext, Message, Role
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.clock import Calendar, instant, moment_of, read_calendar
from service.guardrail.fields import customer_burst, value
from service.standards.node import Node

_LATE = (Hit(Span(0, 0)),)
_DONE = frozenset({"solved", "confirmed", "closed"})
_SINCE = ("opened", "customer", "turn")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Late is what is later than the earliest of the limits that the check names.

    ``since``: the moment that the case was ``opened``; the first unanswered message of the ``customer``
    (before any reply, the opening where no message has a time); or the last ``turn`` of either side,
    which counts only where the agent has not said how long the next one takes.
    ``minutes`` run by the clock or, with a ``calendar``, in working time. ``by``: moments of the request.
    ``priority``: minutes by the clock for the value of `case.priority`.
    """

    since: str
    minutes: timedelta | None
    calendar: Calendar | None
    by: tuple[str, ...]
    priority: Mapping[str, timedelta]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        now = moment_of(context, "case.now")
        if isinstance(now, Unknown):
            return now
        agreed = [moment_of(context, name) for name in self.by if _binds(name, context)]
        limits = [moment for moment in agreed if isinstance(moment, datetime)]
        pause = self.priority.get(str(value(context, "case.priority")))
        if self.minutes is not None or pause is not None:
            start = self._start(context)
            if isinstance(start, Unknown) and not limits:
                return start
            limits += self._counted(start, pause) if isinstance(start, datetime) else []
        if not limits:
            return Unknown(self.by[0] if self.by else "case.priority")
        return _LATE if now > min(limits) and not (self.since == "turn" and _announced(context)) else ()

    def _counted(self, start: datetime, pause: timedelta | None) -> list[datetime]:
        limits = [start + pause] if pause is not None else []
        if self.minutes is not None:
            limits.append(self.calendar.due(start, self.minutes) if self.calendar else start + self.minutes)
        return limits

    def _start(self, context: CheckContext) -> datetime | Unknown:
        if self.since == "opened":
            return moment_of(context, "case.opened_at")
        messages = context.conversation.messages if context.conversation else ()
        asked = messages[-1:] if self.since == "turn" else customer_burst(context)[:1]
        moment = instant(asked[0].create_time) if asked and asked[0].create_time else None
        if moment is not None:
            return moment
        unanswered = self.since == "customer" and all(message.role is Role.END_USER for message in messages)
        return moment_of(context, "case.opened_at") if unanswered else Unknown("conversation.messages.create_time")


def _binds(name: str, context: CheckContext) -> bool:
    """The time agreed for an answer concerns the first reply, that for the solution a case that has none yet."""
    if name == "case.response_by":
        return value(context, "case.is_first_reply") is True
    return context.case.status not in _DONE


def _announced(context: CheckContext) -> bool:
    """The agent's last message names a time: «мне потребуется около четырёх минут»."""
    said = [message for message in _messages(context) if message.role is not Role.END_USER]
    return bool(said) and any(fact.kind in (FactKind.DURATION, FactKind.TIME) for fact in facts(said[-1].text))


def _messages(context: CheckContext) -> tuple[Message, ...]:
    return context.conversation.messages if context.conversation else ()


def build(node: Node, material: Material) -> Deadline:
    """Raises StandardInvalid where no limit is named."""
    entries = node.only(required=("since",), optional=("minutes", "calendar", "by", "priority"))
    if not entries.keys() & {"minutes", "by", "priority"}:
        raise node.refusal("the check names no limit; give `minutes`, `by` or `priority`")
    urgent = entries["priority"].entries() if "priority" in entries else {}
    return Deadline(
        since=entries["since"].choice(_SINCE),
        minutes=_minutes(entries["minutes"]) if "minutes" in entries else None,
        calendar=read_calendar(entries["calendar"]) if "calendar" in entries else None,
        by=tuple(item.choice(("case.response_by", "case.resolve_by")) for item in entries["by"].items())
        if "by" in entries
        else (),
        priority={name: _minutes(limit) for name, limit in urgent.items()},
    )


def _minutes(node: Node) -> timedelta:
    return timedelta(minutes=node.integer(least=1))
