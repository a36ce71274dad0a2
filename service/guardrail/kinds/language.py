"""Sentences in another language than the customer's -> a hit for each."""

from __future__ import annotations

from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.language import detect
from kb_index.text.stopwords import ENGLISH
from service.domain import CheckContext
from service.guardrail.analysis import Analysis, Sentence
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.fields import customer_burst
from service.standards.node import Node

_FUNCTION_WORDS = 2


@dataclass(frozen=True, slots=True)
class Language:
    """``words``: how many small-lettered words of the other script make a sentence, rather than names and labels."""

    words: int

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        wanted = _wanted(context)
        if wanted not in ("ru", "en"):
            return Unknown("language_code")
        return tuple(Hit(sentence.span) for sentence in analysis.sentences if self._foreign(analysis, sentence, wanted))

    def _foreign(self, analysis: Analysis, sentence: Sentence, wanted: str) -> bool:
        mine = others = plain = 0
        for number in range(sentence.first, sentence.last):
            word = analysis.words[number]
            if not word.keys:
                continue
            if word.cyrillic if wanted == "ru" else word.latin:
                mine += 1
            elif word.latin if wanted == "ru" else word.cyrillic:
                others += 1
                small = analysis.text[word.start].islower() or number == sentence.first
                plain += small and not _quoted(analysis, word.start, word.end)
        return plain >= self.words and others > mine and _is_prose(analysis, sentence, wanted)


def _is_prose(analysis: Analysis, sentence: Sentence, wanted: str) -> bool:
    """Commands, logs and settings are Latin too, but say no "the" and "your"."""
    words = analysis.words[sentence.first : sentence.last]
    return wanted == "en" or sum(1 for word in words if word.latin and word.norm in ENGLISH) >= _FUNCTION_WORDS


def _quoted(analysis: Analysis, start: int, end: int) -> bool:
    return analysis.in_zone(Span(start, end))


def _wanted(context: CheckContext) -> str:
    if context.language_code in ("ru", "en"):
        return context.language_code
    said = " ".join(message.text for message in customer_burst(context))
    return detect(said, default=context.language_code) if said else context.language_code


def build(node: Node, material: Material) -> Language:
    return Language(node.only(required=("words",))["words"].integer(least=1))
