"""A person named beside data, and by nothing in the request -> a hit for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.lemmas import lemmas, parses
from kb_index.text.tokens import TokenKind, tokenize
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.guardrail.vouched import vouched_texts
from service.standards.node import Node

_PATRONYMIC = "#Patr"
_NAMES = frozenset({"Name", "Surn", "Patr"})


@dataclass(frozen=True, slots=True)
class OtherPerson:
    """``phrases``: a name with its patronymic beside what is data; the hit is the name alone."""

    phrases: PhraseSet

    @property
    def triggers(self) -> frozenset[str]:
        return frozenset({_PATRONYMIC})

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = self.phrases.find(analysis)
        if not found:
            return ()
        known = _lemmas_of(vouched_texts(context))
        spans = {span for first, last in found for span in _strangers(analysis, first, last, known)}
        return tuple(Hit(span) for span in sorted(spans))


def _lemmas_of(texts: Iterable[str]) -> frozenset[str]:
    words = (token.norm for text in texts for token in tokenize(text) if token.kind is TokenKind.WORD)
    return frozenset(lemma for word in words for lemma in lemmas(word))


def _strangers(analysis: Analysis, first: int, last: int, known: frozenset[str]) -> list[Span]:
    """The run of name words in the match, unless one of them stands in the request."""
    named = [number for number in range(first, last) if _names(analysis, number)]
    if not named or any(not known.isdisjoint(lemmas(analysis.words[number].norm)) for number in named):
        return []
    return [analysis.span(named[0], named[-1] + 1)]


def _names(analysis: Analysis, number: int) -> bool:
    word = analysis.words[number]
    return word.cyrillic and analysis.text[word.start].isupper() and bool(parses(word.norm)[0].grammemes & _NAMES)


def build(node: Node, material: Material) -> OtherPerson:
    entries = node.only(required=("phrases",), optional=PHRASE_KEYS)
    material.lists.anchors.add(_PATRONYMIC)
    return OtherPerson(phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow))
