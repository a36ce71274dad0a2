"""The customer's questions -> one hit without width where a reply that answers some leaves one out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.lemmas import parses
from kb_index.text.sentences import sentences
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.customer import reading
from service.guardrail.fields import customer_burst
from service.guardrail.phrases.book import Lists, PhraseSet, phrase_set
from service.guardrail.presence import PART_KEYS, Part, read_part
from service.guardrail.terms import generic_terms, terms_in, terms_of
from service.standards.node import Node

# «… и сколько это стоит?» is a question of its own; «и» before any other word joins two things.
_ASKING = (
    "когда|почему|отчего|зачем|сколько|как|где|куда|откуда|кто|какой|какая|какое|какие|каков|можно ли|нужно ли|есть ли|"
    "будет ли|надо ли|when|why|how|where|what|which|who|is there|are there|is it|can i|can we|do i|do you|will it"
)
_JOINT = re.compile(rf"(?:[,;]|\s)\s*(?:и|а|а также|and|or)\s+(?=(?:{_ASKING})\b)", re.IGNORECASE)
_TOPICAL = frozenset({"NOUN", "VERB", "INFN", "ADJF", "PRTF", "PRTS", ""})
_FEWEST = 2  # questions; of a single one the reply is taken to be the answer


@dataclass(frozen=True, slots=True)
class QuestionType:
    """What such a question says («сколько стоит») and what answers it whatever the words (an amount)."""

    asked: PhraseSet
    answered: Part


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question counts as left out where the reply takes up none of its words and holds nothing of its type.

    Only where another of the questions is taken up: else the reply is about something else altogether, which is
    not for word counts to judge. ``saved_by``: what puts the answer off or asks back.
    """

    types: tuple[QuestionType, ...]
    generic: frozenset[str]
    groups: tuple[frozenset[str], ...]  # words for one thing
    saved_by: Part | None

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        burst = customer_burst(context)
        if not burst:
            return Unknown("conversation.messages")
        asked = _questions("\n".join(message.text for message in burst))
        if len(asked) < _FEWEST:
            return ()
        last = len(analysis.words) - 1
        if self.saved_by and self.saved_by.present(analysis, context, 0, last) is True:
            return ()
        said = frozenset(terms_in(analysis, self.generic))
        taken = [self._taken_up(question, said, analysis, context) for question in asked]
        end = len(analysis.text.rstrip())
        return (Hit(Span(end, end)),) if any(taken) and not all(taken) else ()

    def _taken_up(self, question: str, said: frozenset[str], analysis: Analysis, context: CheckContext) -> bool:
        wanted = [term for term in terms_of(question, self.generic) if _topical(term)]
        if any(self._said(term, said) for term in wanted):
            return True
        kinds = [one for one in self.types if one.asked.occurs(reading(question, context.language_code))]
        if not wanted and not kinds:
            return True
        last = len(analysis.words) - 1
        return any(one.answered.present(analysis, context, 0, last) is True for one in kinds)

    def _said(self, term: str, said: frozenset[str]) -> bool:
        same = next((group for group in self.groups if term in group), frozenset({term}))
        stems = tuple(_stem(one) for one in same)
        return any(word.startswith(stems) for word in said)


@lru_cache(maxsize=256)
def _questions(text: str) -> tuple[str, ...]:
    return tuple(
        piece for span in sentences(text) if span.of(text).endswith("?") for piece in _JOINT.split(span.of(text))
    )


@lru_cache(maxsize=20_000)
def _topical(term: str) -> bool:
    """Nouns, verbs and adjectives name a topic; «дважды», «очень» come back in any text."""
    return not term.isdigit() and parses(term)[0].pos in _TOPICAL


def _stem(term: str) -> str:
    """What a word shares with its kin: «списать», «списание»."""
    return term[: max(4, len(term) - 3)] if len(term) > 4 else term


def build(node: Node, material: Material) -> Unanswered:
    """``generic``: a list of words that name no topic; ``groups``: a list whose lines are words for one thing."""
    entries = node.only(required=("types", "generic", "groups"), optional=("saved_by",))
    return Unanswered(
        types=tuple(_types(entries["types"].entries().values(), material)),
        generic=generic_terms(entries["generic"], material.lists),
        groups=_groups(entries["groups"], material.lists),
        saved_by=read_part(entries["saved_by"].only(optional=PART_KEYS), material) if "saved_by" in entries else None,
    )


def _types(nodes: Iterable[Node], material: Material) -> Iterator[QuestionType]:
    for node in nodes:
        entries = node.only(required=("asked", "answered"))
        asked = phrase_set(entries, material.lists, language_code="any", key="asked", allow=material.allow)
        yield QuestionType(asked, read_part(entries["answered"].only(optional=PART_KEYS), material))


def _groups(node: Node, lists: Lists) -> tuple[frozenset[str], ...]:
    return tuple(terms_of(line, frozenset()) for line in lists.phrases[node.choice(lists.phrases)])
