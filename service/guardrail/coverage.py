"""Standard -> one row per rule: where it is written, how grave it is, and how it is held."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from service.domain import Severity
from service.guardrail.registry import METADATA_KINDS
from service.standards.model import CheckSpec, Rule, Standard
from service.standards.node import Node

_UNRUN = frozenset({"judge", "outside"})


class Held(StrEnum):
    """What it takes to see whether a reply keeps a rule."""

    TEXT = "text"  # the reply alone
    METADATA = "metadata"  # the reply and fields of the request
    JUDGE = "judge"  # a reader: it is stated to the drafter, not run
    OUTSIDE = "outside"  # no reply can keep or break it
    OFF = "off"  # on record, not in force


@dataclass(frozen=True, slots=True)
class Row:
    rule_id: str
    pack: str  # the file that defines it
    severity: Severity
    held: Held
    kinds: tuple[str, ...]
    examples: int
    locked: bool
    source: str


def coverage(standard: Standard) -> tuple[Row, ...]:
    """Every rule of the standard, those that are off included, in the order of the packs."""
    rules = {rule.rule_id: rule for rule in (*standard.rules, *standard.disabled)}
    return tuple(_row(rules[written.rule_id]) for written in standard.definitions if written.rule_id in rules)


def _row(rule: Rule) -> Row:
    return Row(
        rule_id=rule.rule_id,
        pack=PurePath(rule.place.file).name,
        severity=rule.severity,
        held=held(rule),
        kinds=tuple(dict.fromkeys(check.kind for check in rule.checks)),
        examples=len(rule.examples),
        locked=rule.locked,
        source=rule.source,
    )


def held(rule: Rule) -> Held:
    """By the strongest of its checks: a rule that runs and is also judged counts as run."""
    if not rule.enabled:
        return Held.OFF
    if rule.outside:
        return Held.OUTSIDE
    if rule.judged:
        return Held.JUDGE
    run = [check for check in rule.checks if check.kind not in _UNRUN]
    return Held.METADATA if rule.when or all(map(_reads_metadata, run)) else Held.TEXT


def _reads_metadata(check: CheckSpec) -> bool:
    if check.when:
        return True
    keys = METADATA_KINDS.get(check.kind)
    return keys is not None and (not keys or any(_holds(node, keys) for node in check.parameters.values()))


def _holds(node: Node, keys: Collection[str]) -> bool:
    """Whether one of the keys stands in the parameters, at any depth."""
    if isinstance(node.content, str):
        return False
    if isinstance(node.content, tuple):
        return any(_holds(item, keys) for item in node.content)
    entries: Mapping[str, Node] = node.content
    return any(key in keys or _holds(value, keys) for key, value in entries.items())
