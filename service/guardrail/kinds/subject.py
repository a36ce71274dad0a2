"""The subject of a letter -> a hit without width where it does not say what the letter is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.terms import generic_terms, terms_of
from service.standards.node import Node

_PREFIX = re.compile(r"\s*(?:(?:re|fwd?|aw|отв|ответ|на|пересл)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """``words``: how many words that mean something it needs; ``generic`` ones do not count."""

    words: int
    generic: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        subject = context.conversation.subject if context.conversation else None
        if subject is None:
            return Unknown("conversation.subject")
        plain = _PREFIX.sub("", subject, count=1)
        return (Hit(Span(0, 0)),) if len(terms_of(plain, self.generic)) < self.words else ()


def build(node: Node, material: Material) -> Subject:
    entries = node.only(required=("words", "generic"))
    return Subject(entries["words"].integer(least=1), generic_terms(entries["generic"], material.lists))
