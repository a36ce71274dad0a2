"""The addresses of a letter -> a hit without width where it goes to more people than it concerns."""

from __future__ import annotations

from dataclasses import dataclass

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Recipients:
    """``most`` copies; ``groups``: names before the @ that stand for many people."""

    most: int
    groups: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        conversation = context.conversation
        if conversation is None or not (conversation.to or conversation.cc):
            return Unknown("conversation.to")
        copies = [address.strip().lower() for address in conversation.cc]
        doubled = {address.strip().lower() for address in conversation.to} & set(copies)
        crowd = [address for address in copies if self._is_group(address)]
        return (Hit(Span(0, 0)),) if len(copies) > self.most or doubled or crowd else ()

    def _is_group(self, address: str) -> bool:
        name, at, _ = address.rpartition("<")[2].partition("@")
        return bool(at) and (name in self.groups or any(part in self.groups for part in name.split("-")))


def build(node: Node, material: Material) -> Recipients:
    entries = node.only(required=("most", "groups"))
    return Recipients(entries["most"].integer(), frozenset(name.lower() for name in entries["groups"].texts()))
