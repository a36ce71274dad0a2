"""Typed facts that nothing in the request supports -> a hit for each."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail import grounding
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Grounded:
    exempt: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = grounding.ground(analysis, context)
        if found is None:
            return ()
        return tuple(Hit(claim.span) for claim in found.unsupported_claims if claim.kind not in self.exempt)


def build(node: Node, material: Material) -> Grounded:
    entries = node.only(optional=("exempt",))
    return Grounded(frozenset(entries["exempt"].texts()) if "exempt" in entries else frozenset())
