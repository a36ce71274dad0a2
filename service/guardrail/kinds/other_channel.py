"""Wordings that send the customer to another channel than the one chosen -> a hit for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain import Channel, CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.phrases.book import PhraseSet, phrase_set
from service.standards.node import Node

_PHONE = "phone"


@dataclass(frozen=True, slots=True)
class OtherChannel:
    """``towards``: per channel (or ``phone``) the wordings that point there."""

    towards: Mapping[str, PhraseSet]

    @property
    def triggers(self) -> frozenset[str] | None:
        keys = [phrases.triggers for phrases in self.towards.values()]
        return None if None in keys else frozenset().union(*(found for found in keys if found is not None))

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if context.conversation is None:
            return Unknown("conversation.channel")
        own = str(context.conversation.channel)
        elsewhere = (phrases for channel, phrases in self.towards.items() if channel != own)
        return tuple(Hit(span) for span in sorted({span for found in elsewhere for span in found.spans(analysis)}))


def build(node: Node, material: Material) -> OtherChannel:
    entries = node.only(required=("towards",), optional=("unless",))
    towards = entries["towards"].only(optional=(_PHONE, *Channel))
    unless = {"unless": entries["unless"]} if "unless" in entries else {}
    return OtherChannel(
        {
            channel: phrase_set(
                {"phrases": phrases, **unless},
                material.lists,
                language_code=material.language_code,
                allow=material.allow,
            )
            for channel, phrases in towards.items()
        }
    )
