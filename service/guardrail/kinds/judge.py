"""A norm that no check can run on a text, a reader's or outside a reply -> never a hit: it says why it is not run."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Material, Outcome
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Judge:
    reason: str

    @property
    def triggers(self) -> frozenset[str]:
        return frozenset()

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        return ()


def build(node: Node, material: Material) -> Judge:
    return Judge(node.only(required=("reason",))["reason"].text())
