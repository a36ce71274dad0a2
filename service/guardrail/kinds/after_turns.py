"""Phrases that no longer do once the customer has written many times -> a hit for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.domain import CheckContext, Message, Role
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class AfterTurns:
    """``turns``: from this turn of the customer on; ``instead``: what makes the phrases harmless anywhere."""

    phrases: PhraseSet
    turns: int
    instead: PhraseSet

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        messages = context.conversation.messages if context.conversation else ()
        if not messages:
            return Unknown("conversation.messages")
        if _turns(messages) < self.turns or self.instead.occurs(analysis):
            return ()
        return tuple(Hit(span) for span in self.phrases.spans(analysis))


def _turns(messages: Sequence[Message]) -> int:
    """Messages in a row are one turn."""
    roles = [None, *(message.role for message in messages)]
    return sum(1 for before, role in pairwise(roles) if role is Role.END_USER and before is not role)


def build(node: Node, material: Material) -> AfterTurns:
    entries = node.only(required=("phrases", "turns", "instead"), optional=PHRASE_KEYS)

    def phrases(key: str) -> PhraseSet:
        return phrase_set(entries, material.lists, language_code=material.language_code, key=key, allow=material.allow)

    return AfterTurns(phrases("phrases"), entries["turns"].integer(least=2), phrases("instead"))
