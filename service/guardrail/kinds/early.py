"""A conclusion that stands too far down a letter -> a hit where it begins."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Early:
    """``phrases`` announce the conclusion, ``answers`` are the point made already; a long line counts as several."""

    phrases: PhraseSet
    answers: PhraseSet
    lines: int
    width: int

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        limit = self._offset(analysis.text)
        if limit is None:
            return ()
        spans = self.phrases.spans(analysis)
        if not spans or spans[0].start < limit or any(one.start < limit for one in self.answers.spans(analysis)):
            return ()
        return (Hit(spans[0]),)

    def _offset(self, text: str) -> int | None:
        """Where the first lines end; None for a text that is not longer."""
        seen = offset = 0
        for line in text.splitlines(keepends=True):
            seen += -(-len(line.strip()) // self.width)
            if seen > self.lines:
                return offset
            offset += len(line)
        return None


def build(node: Node, material: Material) -> Early:
    entries = node.only(required=("phrases", "answers", "lines", "width"), optional=PHRASE_KEYS)

    def phrases(key: str) -> PhraseSet:
        return phrase_set(entries, material.lists, language_code=material.language_code, key=key, allow=material.allow)

    return Early(
        phrases=phrases("phrases"),
        answers=phrases("answers"),
        lines=entries["lines"].integer(least=1),
        width=entries["width"].integer(least=20),
    )
