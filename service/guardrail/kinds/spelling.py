"""Words that no dictionary knows and that are one slip away from one -> a hit for each, with that word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.lemmas import lemma, parses
from kb_index.text.tokens import TokenKind, norm, tokenize
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis, Word
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.inflection import in_letter_case_of
from service.guardrail.quotes import evidence
from service.guardrail.spellings import english_correction, is_everyday, russian_correction
from service.standards.node import Node

_ALLOWED_NAMES = 40  # letters: a longer «word» is no word


@dataclass(frozen=True, slots=True)
class Spelling:
    """``known``: lines of words that are right though no dictionary has them, in any of their forms.

    Words of the ticket, of the sources and of the request's names are right too, and so is what begins with a
    capital letter within a sentence, holds one later, or is Latin in a Russian sentence.
    """

    known: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        odd = [(number, right) for number, right in enumerate(_corrections(analysis)) if right is not None]
        if not odd:
            return ()
        said = _said(context)
        return tuple(self._hits(analysis, odd, said))

    def _hits(self, analysis: Analysis, odd: list[tuple[int, str]], said: frozenset[str]) -> Iterator[Hit]:
        for number, right in odd:
            word = analysis.words[number]
            written = analysis.text[word.start : word.end]
            if self._is_term(word) or not _is_plain(analysis, number, written, right):
                continue
            if word.norm not in said and lemma(word.norm, "ru") not in said:
                offer = Replacement(in_letter_case_of(written, right), "suggest")
                yield Hit(Span(word.start, word.end), (offer,))

    def _is_term(self, word: Word) -> bool:
        return len(word.norm) > _ALLOWED_NAMES or any(
            word.norm.startswith(stem) for stem in self.known if len(word.norm) - len(stem) <= len(stem)
        )


def _corrections(analysis: Analysis) -> Iterator[str | None]:
    """Per word. Latin words of a Russian sentence are names and labels."""
    for word, number in zip(analysis.words, analysis.sentence_of, strict=True):
        if word.kind is not TokenKind.WORD or not word.keys:
            yield None
        elif word.cyrillic:
            yield russian_correction(word.norm)
        elif word.latin and analysis.sentences[number].language_code != "ru":
            yield english_correction(word.norm)
        else:
            yield None


def _is_plain(analysis: Analysis, number: int, written: str, right: str) -> bool:
    """Small letters; or the first word of a sentence, if it should be an everyday word or no noun (names are)."""
    if analysis.in_zone(Span(analysis.words[number].start, analysis.words[number].end)):
        return False
    if written.islower():
        return True
    begins = number in analysis.starts and written[1:].islower()
    return begins and analysis.words[number].cyrillic and (parses(right)[0].pos != "NOUN" or is_everyday(right))


def _said(context: CheckContext) -> frozenset[str]:
    user, agent, case = context.end_user, context.agent, context.case
    names = (user.name, user.surname, user.company, agent.company, agent.signature, agent.role, case.topic)
    subject = context.conversation.subject if context.conversation else None
    texts = (*evidence(context), *(text for text in (*names, subject, context.instruction) if text))
    return frozenset(form for text in texts for form in _forms(text))


@lru_cache(maxsize=256)
def _forms(text: str) -> frozenset[str]:
    words = [token.norm for token in tokenize(text) if token.kind is TokenKind.WORD]
    return frozenset(words) | {lemma(word, "ru") for word in words}


def build(node: Node, material: Material) -> Spelling:
    entries = node.only(required=("known",))
    lines = material.lists.phrases[entries["known"].choice(material.lists.phrases)]
    allowed = [item.text() for item in material.allow]
    return Spelling(frozenset(norm(word) for line in (*lines, *allowed) for word in line.split()))
