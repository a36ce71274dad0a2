"""Abbreviations that a customer may not know -> a hit for the first use of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.tokens import norm
from service.domain import CheckContext
from service.guardrail.analysis import Analysis, Word
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.quotes import evidence
from service.standards.node import Node

_SHAPE = re.compile(r"[A-ZА-ЯЁ]{2,5}")
_ROMAN = re.compile(r"[IVXLCDM]+")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """``known``: those that need no explanation; in the pack, lines of them."""

    known: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = {word.norm: word for word in reversed(tuple(self._strange(analysis)))}
        if not found:
            return ()
        said = _said(context)
        return tuple(Hit(Span(word.start, word.end)) for form, word in reversed(found.items()) if form not in said)

    def _strange(self, analysis: Analysis) -> Iterator[Word]:
        candidates = [n for n, word in enumerate(analysis.words[:-1]) if self._is_candidate(analysis.text, word)]
        explained = _explained(analysis) if candidates else frozenset()
        for number in candidates:
            word = analysis.words[number]
            beside = word.norm in explained or _part_of_code(analysis.text, word)
            if not beside and not analysis.in_zone(Span(word.start, word.end)) and not _shouted(analysis, number):
                yield word

    def _is_candidate(self, text: str, word: Word) -> bool:
        if not 2 <= word.end - word.start <= 5 or not word.keys or word.norm in self.known:
            return False
        written = text[word.start : word.end]
        return bool(_SHAPE.fullmatch(written)) and not _ROMAN.fullmatch(written)


def _shouted(analysis: Analysis, number: int) -> bool:
    """In a sentence in capitals, another rule's business, every short word would count."""
    written = analysis.sentences[analysis.sentence_of[number]].span.of(analysis.text)
    capitals = sum(1 for letter in written if letter.isupper())
    return capitals > sum(1 for letter in written if letter.islower())


def _explained(analysis: Analysis) -> frozenset[str]:
    """Those that stand beside their long form once: «личный кабинет (ЛК)», «ЛК (личный кабинет)»."""
    words = analysis.words
    return frozenset(
        word.norm
        for number, word in enumerate(words[:-1])
        if "(" in words[number + 1].gap or ("(" in word.gap and ")" in words[number + 1].gap)
    )


def _part_of_code(text: str, word: Word) -> bool:
    """«ОС-16», «AB_12»: a number or sign that belongs to a code touches it."""
    around = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
    follows = text[word.end : word.end + 2].lstrip("- ")
    return any(sign in "_/\\-+=&№#" or sign.isdigit() for sign in around) or follows[:1].isdigit()


def _said(context: CheckContext) -> frozenset[str]:
    """What the customer, the sources or the names of the request use themselves."""
    names = (context.agent.company, context.end_user.company, context.agent.signature, context.instruction)
    texts = (*evidence(context), *(name for name in names if name))
    return frozenset(norm(found) for text in texts for found in _SHAPE.findall(text))


def build(node: Node, material: Material) -> Abbreviation:
    entries = node.only(required=("known",))
    lines = material.lists.phrases[entries["known"].choice(material.lists.phrases)]
    allowed = [item.text() for item in material.allow]
    return Abbreviation(frozenset(norm(word) for line in (*lines, *allowed) for word in line.split()))
