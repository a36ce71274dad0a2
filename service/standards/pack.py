"""One pack's Node tree -> Pack: the rules, layers and knobs of one file, every key accounted for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from service.standards.example import read_examples
from service.standards.gathering import Gathering
from service.standards.knob import read_conflicts, read_knobs, read_layers
from service.standards.model import ANY_LANGUAGE, LANGUAGES, CheckSpec, Conflict, Knob, Layer, Rule
from service.standards.node import Node
from service.standards.words import bilingual, identifier, severity

PACK_KEYS = ("standard", "description")
SECTIONS = ("extends", "rules", "overrides", "lists", "knobs", "settings", "conflicts")
RULE_KEYS = ("id", "severity", "source", "statement", "message", "check")
RULE_OPTIONS = ("locked", "enabled", "when", "examples")
CHECK_OPTIONS = ("severity", "when", ANY_LANGUAGE, *LANGUAGES)
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Pack:
    """One file, before the packs that it extends are laid under it."""

    name: str
    place: Node
    description: Mapping[str, str]
    extends: tuple[Node, ...]
    rules: tuple[Rule, ...]
    broken: frozenset[str]  # ids of rules that are there but cannot be read
    layers: tuple[Layer, ...]
    lists: Mapping[str, tuple[Node, ...]]
    knobs: tuple[Knob, ...]
    settings: Mapping[str, Node]
    conflicts: tuple[Conflict, ...]


def read_pack(root: Node, stem: str, gathering: Gathering) -> Pack:
    """As much of the pack as can be read; what cannot is noted with file and line."""
    gathering.attempt(root.only, required=PACK_KEYS, optional=SECTIONS)
    keys = gathering.attempt(root.entries) or {}

    def section(name: str, read: Callable[[Node, Gathering], tuple[_Read, ...]]) -> tuple[_Read, ...]:
        return (gathering.attempt(read, keys[name], gathering) or ()) if name in keys else ()

    rules = section("rules", _rules)
    return Pack(
        name=gathering.attempt(_name, keys["standard"], stem) or stem if "standard" in keys else stem,
        place=root,
        description=gathering.attempt(bilingual, keys["description"]) or {} if "description" in keys else {},
        extends=keys["extends"].items() if "extends" in keys else (),
        rules=rules,
        broken=frozenset(_ids(keys["rules"])) - {rule.rule_id for rule in rules} if "rules" in keys else frozenset(),
        layers=section("overrides", read_layers),
        lists=gathering.attempt(_lists, keys["lists"]) or {} if "lists" in keys else {},
        knobs=section("knobs", read_knobs),
        settings=gathering.attempt(keys["settings"].entries) or {} if "settings" in keys else {},
        conflicts=section("conflicts", read_conflicts),
    )


def _name(node: Node, stem: str) -> str:
    name = identifier(node)
    if name != stem:
        raise node.refusal(f"the pack is called `{name}` but its file `{stem}`; make the two equal")
    return name


def _lists(node: Node) -> dict[str, tuple[Node, ...]]:
    return {name: value.items() for name, value in node.entries().items()}


def _rules(node: Node, gathering: Gathering) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    for item in node.items():
        rule = gathering.attempt(_rule, item)
        if rule is not None and rule.rule_id in rules:
            first = rules[rule.rule_id].place.line
            gathering.note(
                item.refusal(f"the rule `{rule.rule_id}` stands already on line {first}; rename or remove one")
            )
        elif rule is not None:
            rules[rule.rule_id] = rule
    return tuple(rules.values())


def _ids(node: Node) -> list[str]:
    """The ids that stand there, so that a rule which cannot be read is not also reported as unknown."""
    entries = [item.content for item in node.items() if isinstance(item.content, Mapping)]
    return [entry["id"].content for entry in entries if "id" in entry and isinstance(entry["id"].content, str)]


def _rule(node: Node) -> Rule:
    keys = node.only(required=RULE_KEYS, optional=RULE_OPTIONS)
    gathering = Gathering()
    checks = [gathering.attempt(_check, item) for item in keys["check"].items()]
    examples = gathering.attempt(read_examples, keys["examples"]) if "examples" in keys else ()
    gathering.close()
    locked = "locked" in keys and keys["locked"].flag()
    enabled = keys["enabled"].flag() if "enabled" in keys else True
    if locked and not enabled:
        raise keys["enabled"].refusal("a locked rule cannot be off; remove `enabled` or `locked`")
    return Rule(
        rule_id=identifier(keys["id"]),
        severity=severity(keys["severity"]),
        locked=locked,
        source=keys["source"].text(),
        statement=bilingual(keys["statement"]),
        message=bilingual(keys["message"]),
        when=keys["when"].entries() if "when" in keys else {},
        checks=tuple(check for check in checks if check is not None),
        examples=examples or (),
        place=node,
        enabled=enabled,
    )


def _check(node: Node) -> CheckSpec:
    keys = node.only(required=("kind",), optional=CHECK_OPTIONS)
    parameters = {key: value for key, value in keys.items() if key in (ANY_LANGUAGE, *LANGUAGES)}
    if not parameters:
        raise node.refusal("the check has no parameters; write them under `ru:` and `en:`, or under `any:`")
    own = severity(keys["severity"]) if "severity" in keys else None
    when = keys["when"].entries() if "when" in keys else {}
    return CheckSpec(keys["kind"].text(), parameters, own, node, when)
