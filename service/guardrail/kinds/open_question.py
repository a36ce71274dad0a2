"""A reply that only asks -> a hit on its first question where none of its questions is open."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis, Sentence
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """``phrases``: words that open a question («что», "how") or make it fair to ask a closed one (a number, a choice).

    Only a reply at least half of whose sentences are questions is one that clarifies.
    """

    phrases: PhraseSet

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        asked = [one for one in analysis.sentences if "?" in analysis.words[one.last].gap]
        if not asked or 2 * len(asked) < len(analysis.sentences) or self._open(analysis, asked):
            return ()
        return (Hit(analysis.span(asked[0].first, asked[0].last)),)

    def _open(self, analysis: Analysis, asked: list[Sentence]) -> bool:
        places = [first for first, _ in self.phrases.find(analysis)]
        return any(one.first <= place < one.last for one in asked for place in places)


def build(node: Node, material: Material) -> OpenQuestion:
    entries = node.only(required=("phrases",), optional=PHRASE_KEYS)
    return OpenQuestion(phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow))
