"""Typed facts that nothing in the request supports -> a hit for each."""

from __future__ import annotations

from dataclasses import dataclass

from kb_index.text.facts import FactKind
from service.domain import CheckContext
from service.guardrail import grounding
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.standards.node import Node

CLAIM_KINDS = (*map(str, FactKind), grounding.TITLE)


@dataclass(frozen=True, slots=True)
class Grounded:
    exempt: frozenset[str]
    only: frozenset[str]  # none: every kind of fact

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = grounding.ground(analysis, context)
        if found is None:
            return ()
        return tuple(Hit(claim.span) for claim in found.unsupported_claims if self._concerned(claim.kind))

    def _concerned(self, kind: str) -> bool:
        return kind not in self.exempt and (not self.only or kind in self.only)


def build(node: Node, material: Material) -> Grounded:
    entries = node.only(optional=("exempt", "only"))

    def kinds(key: str) -> frozenset[str]:
        return frozenset(item.choice(CLAIM_KINDS) for item in entries[key].items()) if key in entries else frozenset()

    return Grounded(kinds("exempt"), kinds("only"))
