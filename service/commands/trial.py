"""A pack and a text -> what the pack finds there and which of its examples fail, whether or not it would load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.api.read import context_of
from service.api.schemas.asked import CheckRequest
from service.commands.console import validated
from service.domain import Finding
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.lint import failures
from service.standards.load import load_standard


@dataclass(frozen=True, slots=True)
class Trial:
    standard: str
    text: str
    findings: tuple[Finding, ...]
    not_evaluated: tuple[tuple[str, str], ...]  # rule, missing field
    failing: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        return {
            "standard": self.standard,
            "findings": [_finding(one) for one in self.findings],
            "not_evaluated": [{"rule_id": rule, "missing_field": field} for rule, field in self.not_evaluated],
            "failing_examples": list(self.failing),
        }


def trial(pack: str, text: str, fields: Mapping[str, Any]) -> Trial:
    """Raises StandardInvalid where the pack is too broken to run; failing examples do not hinder."""
    checker = StandardChecker(compile_standard(load_standard(pack)))
    body = validated(CheckRequest, {**fields, "text": text}, "the context")
    report = checker.check(text, context_of(body))
    return Trial(
        standard=checker.version,
        text=text,
        findings=report.findings,
        not_evaluated=tuple((one.rule_id, one.missing_field) for one in report.not_evaluated),
        failing=tuple(problem for failure in failures(checker) for problem in failure.problems),
    )


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule_id": one.rule.rule_id,
        "severity": one.rule.severity.value,
        "span": {"start": one.span.start, "end": one.span.end},
        "match": one.match,
        "message": one.message,
        "replacements": [{"text": offer.text, "apply": offer.apply} for offer in one.replacements],
        "source": one.rule.source,
    }
