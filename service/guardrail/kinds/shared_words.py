"""What a draft has in common with the customer's words and the subject -> a hit where the topic is lost or left."""

from __future__ import annotations

from dataclasses import dataclass

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.fields import customer_burst
from service.guardrail.terms import generic_terms, terms_in, terms_of
from service.standards.node import Node

_MODES = ("context", "subject")
_ENOUGH = 2  # terms that make a message or a subject name something
_TOPIC = (Hit(Span(0, 0)),)


@dataclass(frozen=True, slots=True)
class SharedWords:
    """``context``: a reply of at most ``words`` words names nothing of what was asked. ``subject``: a reply of at
    least ``words`` words and the message that it answers share words with each other and none with the subject.
    """

    mode: str
    words: int
    generic: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        burst = customer_burst(context)
        if context.conversation is None or not burst:
            return Unknown("conversation.messages")
        asked = terms_of("\n".join(message.text for message in burst), self.generic)
        subject = context.conversation.subject
        length = len(analysis.words) - 1
        if self.mode == "subject":
            if subject is None:
                return Unknown("conversation.subject")
            return _TOPIC if length >= self.words and self._left(analysis, asked, subject) else ()
        if length > self.words or len(asked) < _ENOUGH or analysis.zones or "?" in analysis.text:
            return ()
        known = asked | terms_of(f"{subject or ''} {context.case.topic or ''}", self.generic)
        return () if any(term in known for term in terms_in(analysis, self.generic)) else _TOPIC

    def _left(self, analysis: Analysis, asked: frozenset[str], subject: str) -> bool:
        topic = terms_of(subject, self.generic)
        if len(topic) < _ENOUGH or asked & topic:
            return False
        said = frozenset(terms_in(analysis, self.generic))
        return not said & topic and len(said & asked) >= _ENOUGH


def build(node: Node, material: Material) -> SharedWords:
    """``generic``: a list of words that name no topic."""
    entries = node.only(required=("mode", "words", "generic"))
    return SharedWords(
        mode=entries["mode"].choice(_MODES),
        words=entries["words"].integer(least=1),
        generic=generic_terms(entries["generic"], material.lists),
    )
