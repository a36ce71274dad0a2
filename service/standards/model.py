"""The values of a tone standard: Rule, its checks and examples, knobs, and the Standard that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb_index.records import Span
from service.domain import Severity, Statement
from service.standards.node import Node

LANGUAGES = ("ru", "en")
ANY_LANGUAGE = "any"


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule must find (exactly at ``spans``) or, where it is not ``bad``, leave alone."""

    text: str
    language_code: str
    bad: bool
    spans: tuple[Span, ...]  # none in a bad example: the rule reports an absence, a span of no width
    fixed: str | None  # what `repair` makes of the text; None: not stated
    context: Mapping[str, Node]
    place: Node


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One check of a rule: the kind and its parameters per language (``any``: for all)."""

    kind: str
    parameters: Mapping[str, Node]
    severity: Severity | None  # None: the rule's
    place: Node
    when: Mapping[str, Node] = field(default_factory=dict)  # besides the rule's


@dataclass(frozen=True, slots=True)
class Rule:
    """A norm: said to the drafter by ``statement``, run by ``checks``, told to the agent by ``message``."""

    rule_id: str
    severity: Severity
    locked: bool  # security: no layer may lower it
    source: str
    statement: Mapping[str, str]
    message: Mapping[str, str]
    when: Mapping[str, Node]
    checks: tuple[CheckSpec, ...]
    examples: tuple[Example, ...]  # of the rule as its pack wrote it
    place: Node
    allow: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)  # language -> phrases that cancel a hit
    enabled: bool = True
    severity_en: Severity | None = None  # None: as in Russian
    layer_examples: tuple[Example, ...] = ()  # of the rule as layers made it

    @property
    def judged(self) -> bool:
        """True where no check can run on the text alone: the rule is stated, not measured."""
        return all(check.kind in ("judge", "outside") for check in self.checks)

    @property
    def outside(self) -> bool:
        """True for a norm that no reply can keep or break: it is on record, not stated to the drafter."""
        return all(check.kind == "outside" for check in self.checks)

    def severity_in(self, language_code: str) -> Severity:
        return self.severity_en or self.severity if language_code == "en" else self.severity


@dataclass(frozen=True, slots=True)
class Layer:
    """What a pack, or the value of a knob, changes in a rule; None and nothing: stays as it is."""

    rule_id: str
    place: Node
    enabled: bool | None
    severity: Severity | None
    severity_en: Severity | None
    allow: Mapping[str, tuple[Node, ...]]
    when: Mapping[str, Node]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Knob:
    """A choice that a standard leaves to the team: one of ``values``, or a number between two bounds.

    The default is the way the rules are written, so it changes nothing.
    """

    name: str
    description: Mapping[str, str]
    source: str
    default: str
    conflict: str | None
    values: Mapping[str, tuple[Layer, ...]]  # none: the knob is a number
    least: int
    most: int
    place: Node

    @property
    def numeric(self) -> bool:
        return not self.values


@dataclass(frozen=True, slots=True)
class Conflict:
    """Where the sources of a standard contradict each other, and what holds the decision."""

    conflict_id: str
    topic: Mapping[str, str]
    resolution: Mapping[str, str]
    knobs: tuple[str, ...]
    rules: tuple[str, ...]
    place: Node


@dataclass(frozen=True, slots=True)
class Standard:
    """A loaded tone standard: its own rules and those of the packs it extends, layers applied."""

    name: str
    version: str  # first 12 hex digits of the SHA-256 over every file it was made of
    description: Mapping[str, str]
    extends: tuple[str, ...]
    rules: tuple[Rule, ...]
    lists: Mapping[str, tuple[Node, ...]]
    disabled: tuple[Rule, ...] = ()  # on record, neither stated nor run
    definitions: tuple[Rule, ...] = ()  # every rule as its pack wrote it: what its examples are about
    knobs: tuple[Knob, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)  # the value of every knob
    conflicts: tuple[Conflict, ...] = ()

    def statements(self, language_code: str) -> tuple[Statement, ...]:
        """Every rule's statement in that language, the gravest first; English for an unknown language."""
        language = language_code if language_code in LANGUAGES else "en"
        order = list(Severity)
        stated = (rule for rule in self.rules if not rule.outside)
        ranked = sorted(stated, key=lambda rule: order.index(rule.severity_in(language)))
        return tuple(_stated(rule, language) for rule in ranked)


def _stated(rule: Rule, language: str) -> Statement:
    return Statement(
        rule.rule_id,
        rule.severity_in(language),
        rule.statement[language],
        {name: node.texts() for name, node in rule.when.items()},
        tuple(dict.fromkeys(check.kind for check in rule.checks)),
    )


@dataclass(frozen=True, slots=True)
class StandardInfo:
    """What a list of standards shows of one."""

    name: str
    version: str
    description: Mapping[str, str]
    extends: tuple[str, ...]
    rules: int
