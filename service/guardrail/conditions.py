"""A rule's ``when`` -> whether it applies to a request: yes, no, or which field would have to be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.check import Unknown
from service.guardrail.fields import known_field, value
from service.standards.node import Node

_KNOWN, _UNKNOWN = "known", "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """The field has one of ``values``; ``known`` and ``unknown`` ask only whether it is there."""

    field: str
    values: frozenset[str]

    def holds(self, context: CheckContext) -> bool | None:
        """None: the request does not say."""
        found = value(context, self.field)
        if found is None:
            return True if _UNKNOWN in self.values else (False if self.values == {_KNOWN} else None)
        said = str(found).lower() if isinstance(found, bool) else str(found)
        return _KNOWN in self.values or said in self.values


def conditions(when: Mapping[str, Node]) -> tuple[Condition, ...]:
    """Raises StandardInvalid for a field that the contract does not know."""
    return tuple(
        Condition(known_field(Node(name, node.file, node.line)), frozenset(node.texts())) for name, node in when.items()
    )


def applies(needed: tuple[Condition, ...], context: CheckContext) -> bool | Unknown:
    """A condition that fails outweighs one that nobody can judge."""
    verdicts = [(condition.field, condition.holds(context)) for condition in needed]
    if any(verdict is False for _, verdict in verdicts):
        return False
    unknown = [name for name, verdict in verdicts if verdict is None]
    return Unknown(unknown[0]) if unknown else True
