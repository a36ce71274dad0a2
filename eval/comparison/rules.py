"""A standard, as a run names it -> Rulebook: which rules run, and which of two standards' rules are written alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.runs.packs import STANDARDS
from service.errors import OtvetError
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.standards.load import SUFFIX, load_standard
from service.standards.model import CheckSpec, Rule, Standard
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A standard, read. ``rules``: id -> what decides its findings."""

    standard: Standard
    rules: Mapping[str, Any]
    runnable: frozenset[str]  # ids of rules that a check can decide

    @property
    def version(self) -> str:
        """As answers tell it: name@hash."""
        return f"{self.standard.name}@{self.standard.version}"

    def checker(self) -> StandardChecker:
        """Its examples are not run: it was in force when they were sound, and a checker may have changed since."""
        return StandardChecker(compile_standard(self.standard))

    def differing(self, other: Rulebook | None) -> frozenset[str]:
        """Ids of this book's rules that the other does not have, or has otherwise; all where it is not known."""
        written = {} if other is None else other.rules
        return frozenset(rule_id for rule_id, rule in self.rules.items() if written.get(rule_id) != rule)


def named_rulebook(name_or_path: str) -> Rulebook:
    """Raises UnknownStandard, StandardInvalid."""
    return _book(load_standard(name_or_path))


def rulebook_of_run(version: str, run: Path) -> Rulebook | None:
    """The pack that the run holds, else the shipped one of that name as it is today; None where there is neither.

    Whether it is the one that was asked for, its ``version`` tells.
    """
    name = version.partition("@")[0]
    held = run / STANDARDS / (name + SUFFIX)
    for place in (str(held), name) if held.is_file() else (name,):
        try:
            return named_rulebook(place)
        except OtvetError:  # an old pack that today's service cannot read is one that is not there
            continue
    return None


def _book(standard: Standard) -> Rulebook:
    lists = _bare(standard.lists)
    return Rulebook(
        standard=standard,
        rules={rule.rule_id: (_deciding(rule), lists) for rule in standard.rules},
        runnable=frozenset(rule.rule_id for rule in standard.rules if not rule.judged),
    )


def _deciding(rule: Rule) -> Any:
    """What a finding depends on; how it is worded, and where it stands in which file, does not count."""
    severities = (rule.severity, rule.severity_en)
    return severities, _bare(rule.when), _bare(rule.allow), tuple(_check(check) for check in rule.checks)


def _check(check: CheckSpec) -> Any:
    return check.kind, check.severity, _bare(check.parameters), _bare(check.when)


def _bare(value: Any) -> Any:
    if isinstance(value, Node):
        return _bare(value.content)
    if isinstance(value, Mapping):
        return {name: _bare(one) for name, one in value.items()}
    return tuple(_bare(one) for one in value) if isinstance(value, tuple) else value
