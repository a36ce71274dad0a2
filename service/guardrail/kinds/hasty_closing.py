"""A conversation ended before the customer could react -> a hit where the draft says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from service.domain import CheckContext, Message, Role
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.clock import instant, moment_of
from service.guardrail.fields import value
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class HastyClosing:
    """``minutes``: how long the agent's last message must have stood unanswered. The customer's own last word
    is a reaction, unless this very reply first answers it.
    """

    phrases: PhraseSet
    minutes: timedelta

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        spans = self.phrases.spans(analysis)
        if not spans:
            return ()
        early = self._early(context)
        if isinstance(early, Unknown):
            return early
        return tuple(Hit(span) for span in spans) if early else ()

    def _early(self, context: CheckContext) -> bool | Unknown:
        messages = context.conversation.messages if context.conversation else ()
        if not messages:
            return Unknown("conversation.messages")
        last: Message = messages[-1]
        if last.role is Role.END_USER:
            return context.case.answer_given is True and value(context, "case.is_first_reply") is True
        said = instant(last.create_time) if last.create_time else None
        if said is None:
            return Unknown("conversation.messages.create_time")
        now = moment_of(context, "case.now")
        return now if isinstance(now, Unknown) else now - said < self.minutes


def build(node: Node, material: Material) -> HastyClosing:
    entries = node.only(required=("phrases", "minutes"), optional=PHRASE_KEYS)
    found = phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow)
    return HastyClosing(found, timedelta(minutes=entries["minutes"].integer(least=1)))
