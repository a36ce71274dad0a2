"""Where one thing is said, another must follow -> a hit for each first one that stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.guardrail.presence import PART_KEYS, Part, read_part
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Conditional:
    """``then`` is looked for from ``before`` sentences ahead of the phrase to ``after`` sentences behind it."""

    phrases: PhraseSet
    then: Part
    before: int
    after: int

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        hits: list[Hit] = []
        for first, last in self.phrases.find(analysis):
            verdict = self._followed(analysis, context, first)
            if isinstance(verdict, Unknown):
                return verdict
            if not verdict:
                hits.append(Hit(analysis.span(first, last)))
        return tuple(hits)

    def _followed(self, analysis: Analysis, context: CheckContext, first: int) -> bool | Unknown:
        sentence = analysis.sentence_of[first]
        begin = analysis.sentences[max(0, sentence - self.before)].first
        end = analysis.sentences[min(len(analysis.sentences) - 1, sentence + self.after)].last
        return self.then.present(analysis, context, begin, end)


def build(node: Node, material: Material) -> Conditional:
    entries = node.only(required=("phrases", "then"), optional=(*PHRASE_KEYS, "before", "after"))
    return Conditional(
        phrases=phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow),
        then=read_part(entries["then"].only(optional=PART_KEYS), material),
        before=entries["before"].integer() if "before" in entries else 0,
        after=entries["after"].integer() if "after" in entries else 1,
    )
