"""Asking the customer for what the request already holds -> a hit on what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.domain import CheckContext, Role
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.customer import reading
from service.guardrail.phrases.book import PhraseSet, phrase_set
from service.guardrail.phrases.syntax import FACTS
from service.standards.node import Node

_DATUM_KEYS = ("asked", "given", "facts")
_VALUE_WITHIN = 3  # words after «номер договора» among which its value stands


@dataclass(frozen=True, slots=True)
class Datum:
    """``asked``: its names. Held where a known field bears one, the customer wrote one of ``given`` with a number,
    or wrote a fact of these kinds.
    """

    asked: PhraseSet
    given: PhraseSet | None
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownData:
    """``asking``: what asks («укажите», "send us"); a name counts within ``within`` words after it."""

    asking: PhraseSet
    data: tuple[Datum, ...]
    within: int

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.asking.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        asked = tuple(self._asked(analysis))
        if not asked:
            return ()
        if not context.end_user.known_fields and context.conversation is None:
            return Unknown("end_user.known_fields")
        fields = reading("; ".join(context.end_user.known_fields).replace("_", " "), context.language_code)
        words = reading(_customer_words(context), context.language_code)
        return tuple(Hit(analysis.span(*place)) for place, datum in asked if _held(datum, fields, words))

    def _asked(self, analysis: Analysis) -> Iterator[tuple[tuple[int, int], Datum]]:
        """From the asking word to the name of what is asked for."""
        asking = self.asking.find(analysis)
        for datum in self.data if asking else ():
            for first, last in datum.asked.find(analysis):
                near = [start for start, end in asking if end <= first < end + self.within]
                if near and analysis.sentence_of[near[-1]] == analysis.sentence_of[first]:
                    yield (near[-1], last), datum


def _held(datum: Datum, fields: Analysis, words: Analysis) -> bool:
    if datum.asked.occurs(fields):
        return True
    if any(_numbered(words, last) for _, last in (datum.given.find(words) if datum.given else ())):
        return True
    return bool(datum.facts) and any(str(fact.kind) in datum.facts for fact in words.facts)


def _numbered(words: Analysis, after: int) -> bool:
    return any(any(map(str.isdigit, word.norm)) for word in words.words[after : after + _VALUE_WITHIN])


def _customer_words(context: CheckContext) -> str:
    messages = context.conversation.messages if context.conversation else ()
    return "\n\n".join(message.text for message in messages if message.role is Role.END_USER)


def build(node: Node, material: Material) -> KnownData:
    entries = node.only(required=("asking", "data", "within"), optional=("unless",))
    return KnownData(
        asking=phrase_set(entries, material.lists, language_code=material.language_code, key="asking"),
        data=tuple(_datum(one, material) for one in entries["data"].entries().values()),
        within=entries["within"].integer(least=1),
    )


def _datum(node: Node, material: Material) -> Datum:
    entries = node.only(required=("asked",), optional=_DATUM_KEYS)

    def phrases(key: str, allow: Mapping[str, Node]) -> PhraseSet:
        return phrase_set(allow, material.lists, language_code="any", key=key, allow=material.allow)

    kinds = entries["facts"].items() if "facts" in entries else ()
    return Datum(
        asked=phrases("asked", entries),
        given=phrases("given", entries) if "given" in entries else None,
        facts=frozenset(one.choice(FACTS) for one in kinds),
    )
