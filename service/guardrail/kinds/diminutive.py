"""A short or pet form of the customer's own name in an address -> a hit with the name itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb_index.text.lemmas import lemmas
from kb_index.text.tokens import norm
from service.domain import CheckContext, Replacement, Role
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Diminutive:
    """``pets``: full name -> its pet forms. A form that the customer signs with is no familiarity."""

    pets: Mapping[str, frozenset[str]]

    @property
    def triggers(self) -> frozenset[str]:
        return frozenset("=" + form for forms in self.pets.values() for form in forms)

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        name = context.end_user.name
        if name is None:
            return Unknown("end_user.name")
        forms = self.pets.get(norm(name), frozenset()) - {norm(name)}
        places = sorted({place for form in forms for place in analysis.positions.get("=" + form, ())})
        called = [place for place in places if _is_address(analysis, place)]
        if not called or _signs_so(context, forms):
            return ()
        return tuple(Hit(analysis.span(place, place + 1), (Replacement(name, "suggest"),)) for place in called)


def _is_address(analysis: Analysis, place: int) -> bool:
    """Between signs, or behind a greeting and before a sign: «Здравствуйте, Анечка!», «Аня, добрый день»."""
    before, after = analysis.words[place].gap, analysis.words[place + 1].gap
    opens = place in analysis.starts or "," in before
    return opens and any(sign in after for sign in ",.!:;\n")


def _signs_so(context: CheckContext, forms: frozenset[str]) -> bool:
    messages = context.conversation.messages if context.conversation else ()
    said = (word.strip('.,!?:;()"«»') for one in messages if one.role is Role.END_USER for word in one.text.split())
    return any(norm(word) in forms for word in said if word[:1].isupper())


def build(node: Node, material: Material) -> Diminutive:
    """``names: {анна: [аня, анечка]}``; raises StandardInvalid for a name that is no dictionary form."""
    entries = node.only(required=("names",))["names"].entries()
    for name, forms in entries.items():
        if norm(name) not in lemmas(norm(name)):
            raise forms.refusal(f"`{name}` is not a dictionary form; write the name as one introduces oneself")
    pets = {norm(name): frozenset(norm(form) for form in forms.texts()) for name, forms in entries.items()}
    found = Diminutive(pets)
    material.lists.anchors.update(found.triggers)
    return found
