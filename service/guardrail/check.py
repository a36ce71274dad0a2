"""What a kind of rule is to the engine: Check, made from a pack's parameters, and the Hit it reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kb_index.records import Span
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.phrases.book import Lists
from service.standards.model import Rule
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch that breaks the rule; an absence has no width."""

    span: Span
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """The check would need a field that the request does not carry."""

    field: str


Outcome = tuple[Hit, ...] | Unknown


class Check(Protocol):
    """One check of one rule in one language, ready to run. Holds no state between texts."""

    @property
    def triggers(self) -> frozenset[str] | None:
        """Keys of words without which there is nothing to find; None: it must always run."""
        ...

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Material:
    """What a kind gets besides its own parameters."""

    language_code: str  # "ru", "en" or "any"
    lists: Lists
    allow: Sequence[Node] = ()  # phrases that layers permit
    rules: Sequence[Rule] = ()  # all of the standard: what the drafter is told


Build = Callable[[Node, Material], Check]
