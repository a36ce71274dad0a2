"""The customer's last message -> one hit without width where the reply takes nothing of it up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.lemmas import search_terms
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.fields import customer_burst
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_LETTERS = 3  # words shorter than that say little about what a message is about


@dataclass(frozen=True, slots=True)
class Echo:
    """Taken up: ``least`` of the customer's words come back in any form, or one of the phrases is said.

    ``only``: concerns only replies that say one of these, or (``question``) that ask something.
    """

    phrases: PhraseSet
    only: PhraseSet | None
    question: bool
    least: int
    last_only: bool  # of several messages in a row, the last one

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.only.triggers if self.only and not self.question else None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if not self._concerns(analysis):
            return ()
        burst = customer_burst(context)
        if not burst:
            return Unknown("conversation.messages")
        text = burst[-1].text if self.last_only else "\n".join(message.text for message in burst)
        wanted = _topic(text)
        if len(wanted) < self.least or self.phrases.occurs(analysis):
            return ()
        if len(wanted & _topic(analysis.text)) >= self.least:
            return ()
        first = self.only.find(analysis)[:1] if self.only else ()
        return tuple(Hit(analysis.span(*place)) for place in first) or (Hit(Span(0, 0)),)

    def _concerns(self, analysis: Analysis) -> bool:
        asks = self.question and any("?" in analysis.words[one.last].gap for one in analysis.sentences)
        return asks or bool(self.only and self.only.occurs(analysis)) or not (self.only or self.question)


@lru_cache(maxsize=256)
def _topic(text: str) -> frozenset[str]:
    return frozenset(term for term in search_terms(text) if len(term) >= _LETTERS)


def build(node: Node, material: Material) -> Echo:
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "only", "question", "least", "last_only"))
    language = material.language_code
    return Echo(
        phrases=phrase_set(entries, material.lists, language_code=language, allow=material.allow),
        only=phrase_set(entries, material.lists, language_code=language, key="only") if "only" in entries else None,
        question="question" in entries and entries["question"].flag(),
        least=entries["least"].integer(least=1) if "least" in entries else 1,
        last_only="last_only" in entries and entries["last_only"].flag(),
    )
