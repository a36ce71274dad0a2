"""What a rule asks of the customer's last messages -> whether they say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from service.domain import CheckContext, Stage
from service.guardrail.analysis import Analysis, analyse
from service.guardrail.check import Material, Unknown
from service.guardrail.fields import customer_burst, stage
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.guardrail.quotes import QuoteWords
from service.standards.node import Node

_CHUNK = re.compile(r"(?<!\S)(?:[^\w\s]|_)*+[^\W_]")


@dataclass(frozen=True, slots=True)
class CustomerSays:
    """The burst holds one of the phrases, in at most ``most_words`` words, and (``plain``) asks nothing.

    A request in stage ``or_stage`` needs no message to show it.
    """

    phrases: PhraseSet
    most_words: int
    plain: bool
    or_stage: Stage | None

    def said(self, context: CheckContext) -> bool | Unknown:
        if self.or_stage is not None and stage(context) is self.or_stage:
            return True
        burst = customer_burst(context)
        if not burst:
            return Unknown("conversation.messages")
        text = "\n\n".join(message.text for message in burst)
        if self.plain and "?" in text:
            return False
        if len(_CHUNK.findall(text)) > self.most_words:
            return False  # each chunk holds a word at least: no need to read it
        analysis = reading(text, context.language_code)
        return len(analysis.words) - 1 <= self.most_words and self.phrases.occurs(analysis)


@lru_cache(maxsize=32)
def reading(text: str, language_code: str) -> Analysis:
    """What the customer wrote, as phrases see it. Several rules of one request ask for the same words."""
    return analyse(text, CheckContext(language_code=language_code), QuoteWords())


def read_customer_says(node: Node, material: Material) -> CustomerSays:
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "most_words", "plain", "or_stage"))
    return CustomerSays(
        phrases=phrase_set(entries, material.lists, language_code=material.language_code),
        most_words=entries["most_words"].integer(least=1) if "most_words" in entries else 100_000,
        plain="plain" in entries and entries["plain"].flag(),
        or_stage=Stage(entries["or_stage"].choice(Stage)) if "or_stage" in entries else None,
    )
