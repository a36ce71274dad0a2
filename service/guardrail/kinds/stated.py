"""A field of the request with a value that must not be -> one hit without width."""

from __future__ import annotations

from dataclasses import dataclass

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.fields import known_field, value
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Stated:
    """``values``: those that break the rule."""

    field: str
    values: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = value(context, self.field)
        if found is None:
            return Unknown(self.field)
        said = str(found).lower() if isinstance(found, bool) else str(found)
        return (Hit(Span(0, 0)),) if said in self.values else ()


def build(node: Node, material: Material) -> Stated:
    entries = node.only(required=("field", "values"))
    return Stated(known_field(entries["field"]), frozenset(entries["values"].texts()))
