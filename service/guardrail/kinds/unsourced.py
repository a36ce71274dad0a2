"""Claims that need a source («единственный партнёр», "never fails") -> a hit for each that no source makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.lemmas import search_terms
from kb_index.text.sentences import sentences
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_ABSOLUTE = frozenset({"only", "never", "always", "any", "all", "every", "everything", "most", "никогда", "всегда"})


@dataclass(frozen=True, slots=True)
class Unsourced:
    """A source makes the claim where one of its sentences holds all the words of the claim, in any form."""

    phrases: PhraseSet

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        spans = self.phrases.spans(analysis)
        if not spans:
            return ()
        if context.sources is None:
            return Unknown("sources")
        said = [one for text in _vouched(context) for one in _sentence_terms(text)]
        claims = ((span, _terms(span.of(analysis.text))) for span in spans)
        return tuple(Hit(span) for span, terms in claims if not any(terms <= one for one in said))


def _vouched(context: CheckContext) -> Iterator[str]:
    yield from (source.text for source in context.sources or ())
    yield from (reference.content for reference in context.context_references)
    if context.instruction:
        yield context.instruction


@lru_cache(maxsize=256)
def _sentence_terms(text: str) -> tuple[frozenset[str], ...]:
    return tuple(_terms(span.of(text)) for span in sentences(text))


def _terms(text: str) -> frozenset[str]:
    """A search does without «все» and "only"; in a claim they are what it claims."""
    absolute = (word for word in re.findall(r"\w+", text.lower()) if word in _ABSOLUTE)
    return frozenset((*search_terms(text), *absolute))


def build(node: Node, material: Material) -> Unsourced:
    entries = node.only(required=("phrases",), optional=PHRASE_KEYS)
    return Unsourced(phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow))
