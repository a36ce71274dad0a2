"""A first reply that greets nobody by name -> a hit on the greeting, with the name in the replacement."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.fields import value
from service.guardrail.phrases.book import PhraseSet, programs
from service.guardrail.presence import norm_words, same_name
from service.standards.node import Node

_OPENING_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class PersonalOpening:
    """``greetings`` may stand alone in their sentence, so the name may follow in the next one.

    ``others``: words behind a greeting that call the customer something else, which other rules speak about.
    """

    greetings: PhraseSet
    others: PhraseSet

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.greetings.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        places = [hit for hit in self.greetings.find(analysis) if analysis.sentence_of[hit[0]] == 0]
        if context.fragment or not places:
            return ()
        if context.end_user.name is None:
            return Unknown("end_user.name")
        first, last = places[0]
        end = analysis.sentences[:_OPENING_SENTENCES][-1].last
        if _named(analysis, context, end) or self._calls_otherwise(analysis, last):
            return ()
        written = analysis.span(first, last).of(analysis.text)
        return (
            Hit(analysis.span(first, last), (Replacement(f"{written}, {_address(analysis, context)}", "suggest"),)),
        )

    def _calls_otherwise(self, analysis: Analysis, after: int) -> bool:
        """«Здравствуйте, Игорь» to an Anna is a wrong name, not a missing one."""
        word = analysis.words[after]
        called = "\n" not in word.gap and analysis.text[word.start : word.start + 1].isupper()
        same = analysis.sentence_of[after] == 0 and not set(".!?") & set(word.gap)
        return (called and same) or any(first <= after for first, _ in self.others.find(analysis))


def _named(analysis: Analysis, context: CheckContext, end: int) -> bool:
    user = context.end_user
    parts = [part for known in (user.name, user.patronymic, user.surname) if known for part in norm_words(known)]
    return any(same_name(part, word.norm) for part in parts for word in analysis.words[:end])


def _address(analysis: Analysis, context: CheckContext) -> str:
    name = value(context, "end_user.address") if analysis.language_code == "ru" else context.end_user.name
    return str(name)


def build(node: Node, material: Material) -> PersonalOpening:
    entries = node.only(required=("greetings",), optional=("others",))
    others = entries["others"].items() if "others" in entries else ()
    return PersonalOpening(
        greetings=PhraseSet(programs(entries["greetings"].items(), material.lists)),
        others=PhraseSet(programs(others, material.lists)),
    )
