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

    def holds(self, found: object) -> bool | None:
        """Of the field's value. None: the request does not say."""
        if found is None:
            return True if _UNKNOWN in self.values else (False if self.values == {_KNOWN} else None)
        said = str(found).lower() if isinstance(found, bool) else str(found)
        return _KNOWN in self.values or said in self.values


Needs = tuple[Condition, ...]


class Verdicts:
    """What the conditions of rules come to for one request: each field is read once, each set of them judged once."""

    __slots__ = ("_context", "_judged", "_values")

    def __init__(self, context: CheckContext) -> None:
        self._context = context
        self._values: dict[str, object] = {}
        self._judged: dict[int, bool | Unknown] = {}

    def of(self, needs: Needs) -> bool | Unknown:
        """Rules with the same conditions share one tuple: it is known by its identity."""
        if not needs:
            return True
        found = self._judged.get(id(needs))
        if found is None:
            found = self._judged[id(needs)] = self._judge(needs)
        return found

    def _judge(self, needs: Needs) -> bool | Unknown:
        """A condition that fails outweighs one that nobody can judge."""
        unknown: Unknown | None = None
        for condition in needs:
            holds = condition.holds(self._value(condition.field))
            if holds is False:
                return False
            if holds is None and unknown is None:
                unknown = Unknown(condition.field)
        return unknown or True

    def _value(self, name: str) -> object:
        if name not in self._values:
            self._values[name] = value(self._context, name)
        return self._values[name]


def conditions(when: Mapping[str, Node]) -> Needs:
    """Raises StandardInvalid for a field that the contract does not know."""
    return tuple(
        Condition(known_field(Node(name, node.file, node.line)), frozenset(node.texts())) for name, node in when.items()
    )
