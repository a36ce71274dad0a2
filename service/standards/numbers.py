"""A rule that names knobs (``$limits.words.chat``) and their values -> the rule with numbers in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from service.standards.model import CheckSpec, Rule
from service.standards.node import Node
from service.standards.words import KNOB_PATTERN

_REFERENCE = re.compile(r"\$(" + KNOB_PATTERN + r")")


def with_numbers(rule: Rule, numbers: Mapping[str, str]) -> Rule:
    """Raises StandardInvalid for a number that no knob has, and for one in a locked rule."""
    checks = tuple(_in_check(check, rule, numbers) for check in rule.checks)
    if checks == rule.checks:
        return rule
    texts = {
        name: {language: _in_text(text, numbers) for language, text in getattr(rule, name).items()}
        for name in ("statement", "message")
    }
    return replace(rule, checks=checks, statement=texts["statement"], message=texts["message"])


def _in_check(check: CheckSpec, rule: Rule, numbers: Mapping[str, str]) -> CheckSpec:
    parameters = {language: _in_node(node, rule, numbers) for language, node in check.parameters.items()}
    same = all(parameters[language] is node for language, node in check.parameters.items())
    return check if same else replace(check, parameters=parameters)


def _in_node(node: Node, rule: Rule, numbers: Mapping[str, str]) -> Node:
    """The same node where nothing in it names a knob."""
    if isinstance(node.content, str):
        return _in_scalar(node, rule, numbers) if node.content.startswith("$") else node
    if isinstance(node.content, tuple):
        items = tuple(_in_node(item, rule, numbers) for item in node.content)
        same = all(new is old for new, old in zip(items, node.content, strict=True))
        return node if same else replace(node, content=items)
    entries = {key: _in_node(value, rule, numbers) for key, value in node.content.items()}
    same = all(entries[key] is value for key, value in node.content.items())
    return node if same else replace(node, content=entries)


def _in_scalar(node: Node, rule: Rule, numbers: Mapping[str, str]) -> Node:
    found = _REFERENCE.fullmatch(str(node.content))
    if found is None:
        return node
    name = found.group(1)
    if name not in numbers:
        known = ", ".join(sorted(numbers)) or "none"
        raise node.refusal(f"no knob has the number `${name}`; declare it under `knobs:`, or use one of: {known}")
    if rule.locked:
        raise node.refusal(f"`{rule.rule_id}` is a security rule: no knob may change it; write the number itself")
    return replace(node, content=numbers[name])


def _in_text(text: str, numbers: Mapping[str, str]) -> str:
    """Texts name knobs in passing; what only looks like one («$100») stays."""
    return _REFERENCE.sub(lambda match: numbers.get(match.group(1), match.group(0)), text)
