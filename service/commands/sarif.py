"""Findings on a text -> a SARIF 2.1.0 log, which editors and CI systems show beside the lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from service.domain import Severity
from service.version import SERVICE_VERSION

if TYPE_CHECKING:
    from service.api.schemas.judged import CheckAnswer, FindingBody, ReplacementBody

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(text: str, answer: CheckAnswer, uri: str) -> dict[str, Any]:
    """``uri``: where the text lies, as the log names it. Columns and offsets count in code points."""
    findings = answer.guardrail.findings
    rules = {finding.rule.id: finding.rule for finding in findings}
    order = {rule_id: number for number, rule_id in enumerate(rules)}
    driver = {
        "name": "Otvet",
        "version": SERVICE_VERSION,
        "rules": [
            {
                "id": rule.id,
                "defaultConfiguration": {"level": _LEVELS[rule.severity]},
                "properties": {"source": rule.source, "kind": rule.kind, "standard": rule.standard},
            }
            for rule in rules.values()
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": answer.guardrail.complete}],
        "results": [_result(text, finding, order[finding.rule.id], uri) for finding in findings],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(text: str, finding: FindingBody, rule_index: int, uri: str) -> dict[str, Any]:
    region = _region(text, finding.span.start, finding.span.end)
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.rule.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }
    if finding.replacements:
        result["fixes"] = _fixes(finding.replacements, region, uri)
    return result


def _fixes(replacements: Sequence[ReplacementBody], region: Mapping[str, int], uri: str) -> list[dict[str, Any]]:
    return [
        {
            "description": {"text": f"{offer.text.strip()} ({offer.apply})"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": uri},
                    "replacements": [{"deletedRegion": region, "insertedContent": {"text": offer.text}}],
                }
            ],
        }
        for offer in replacements
    ]


def _region(text: str, start: int, end: int) -> dict[str, int]:
    """Lines and columns from 1, the end column behind the last character; an absence has no length."""
    first_line, first_column = _place(text, start)
    last_line, last_column = _place(text, end)
    return {
        "startLine": first_line,
        "startColumn": first_column,
        "endLine": last_line,
        "endColumn": last_column,
        "charOffset": start,
        "charLength": end - start,
    }


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
