"""A norm that no reply can keep or break -> never a hit: it is on record with the reason why."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Material, Outcome
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Outside:
    reason: str

    @property
    def triggers(self) -> frozenset[str]:
        return frozenset()

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        return ()


def build(node: Node, material: Material) -> Outside:
    return Outside(node.only(required=("reason",))["reason"].text())
