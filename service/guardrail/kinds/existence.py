"""Phrases that must not occur -> a hit for each occurrence."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.fields import filled, placeholders
from service.guardrail.inflection import in_letter_case_of
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Existence:
    """``instead``: whole wordings in place of the phrase; fields in them are filled in, or they are left out."""

    phrases: PhraseSet
    instead: tuple[str, ...]
    apply: str

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        spans = self.phrases.spans(analysis)
        if not spans:
            return ()
        wordings = [text for text in (filled(template, context) for template in self.instead) if text is not None]
        return tuple(Hit(span, self._offers(wordings, span.of(analysis.text))) for span in spans)

    def _offers(self, wordings: list[str], match: str) -> tuple[Replacement, ...]:
        return tuple(
            Replacement(in_letter_case_of(match[:1], text), self.apply if number == 0 else "suggest")
            for number, text in enumerate(wordings)
        )


def build(node: Node, material: Material) -> Existence:
    """``apply: auto`` is for a wording that fits wherever the phrase can stand."""
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "instead", "apply"))
    instead = entries["instead"].items() if "instead" in entries else ()
    for template in instead:
        placeholders(template)
    return Existence(
        phrases=phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow),
        instead=tuple(template.text() for template in instead),
        apply=entries["apply"].choice(("auto", "suggest")) if "apply" in entries else "suggest",
    )
