"""Promised times held against what is agreed with the customer -> a hit for each promise that comes too late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain import CheckContext, Commitment
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.clauses import word_from
from service.guardrail.clock import Calendar, moment_of, read_calendar
from service.guardrail.due import zone_known
from service.guardrail.promises import WE, Promises, commitments, promises_of
from service.standards.node import Node

_ANSWERS = frozenset({"ответ", "решение", "результат", "заключение", "=answer", "=reply", "=solution", "=fix"})
_END_OF_DAY = (23, 59)


@dataclass(frozen=True, slots=True)
class LatePromise:
    """A promise is late if the earliest moment that its words allow is after one of ``by``."""

    promises: Promises
    by: tuple[str, ...]
    calendar: Calendar

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.promises.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        now = moment_of(context, "case.now")
        if isinstance(now, Unknown):
            return now
        agreed = [moment_of(context, name) for name in self._binding(context)]
        limits = [moment for moment in agreed if isinstance(moment, datetime)]
        if not limits:
            return Unknown(self.by[0])
        made = [one for one in commitments(self.promises, analysis, context) if _is_ours(one, analysis)]
        known = zone_known(context)
        return tuple(Hit(one.span) for one in made if self._is_late(one, min(limits), sure=known))

    def _binding(self, context: CheckContext) -> Iterator[str]:
        """Once the answer is given, the time agreed for it is no matter of this reply."""
        return (name for name in self.by if name != "case.response_by" or not context.case.answer_given)

    def _is_late(self, promise: Commitment, limit: datetime, *, sure: bool) -> bool:
        """A day without an hour may mean its morning: «завтра» is late only where tomorrow's opening is.

        Where nobody says which zone an hour is meant in, it must be late in the calendar's too.
        """
        if promise.due_at is None:
            return False
        due = datetime.fromisoformat(promise.due_at)
        if (due.hour, due.minute) == _END_OF_DAY:
            local = due.astimezone(self.calendar.zone)
            opens = timedelta(hours=self.calendar.opens.hour, minutes=self.calendar.opens.minute)
            due = local.replace(hour=0, minute=0, second=0) + opens
        return due > limit and (sure or due.replace(tzinfo=self.calendar.zone) > limit)


def _is_ours(promise: Commitment, analysis: Analysis) -> bool:
    """What we do, and «ответ будет 29 апреля»; when a version comes out was not agreed with the customer."""
    if promise.who == WE:
        return True
    inside = analysis.words[word_from(analysis, promise.span.start) : word_from(analysis, promise.span.end)]
    return any(not _ANSWERS.isdisjoint(word.keys) for word in inside)


def build(node: Node, material: Material) -> LatePromise:
    entries = node.only(required=("by", "calendar"))
    return LatePromise(
        promises=promises_of(material.lists),
        by=tuple(item.choice(("case.response_by", "case.resolve_by")) for item in entries["by"].items()),
        calendar=read_calendar(entries["calendar"]),
    )
