"""Replies that no rule was shown in its pack -> what the rules about the process find in them, and leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.bars.corpus import opened
from service.guardrail.engine import StandardChecker
from service.guardrail.example_context import example_context
from service.standards.node import Node, parse

REPLIES = Path(__file__).with_name("process_replies.yaml")


def _cases(which: str) -> Iterator[tuple[str, str, str, dict[str, Node]]]:
    """(rule, language, text, context) of the replies under ``found`` or ``clean``."""
    for rule_id, languages in parse(REPLIES.read_text(encoding="utf-8"), REPLIES.name).entries().items():
        for language_code, sets in languages.entries().items():
            for node in sets.entries()[which].items():
                if isinstance(node.content, str):
                    yield rule_id, language_code, node.text(), {}
                else:
                    entries = node.only(required=("text",), optional=("context",))
                    context = dict(entries["context"].entries()) if "context" in entries else {}
                    yield rule_id, language_code, entries["text"].text(), context


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened("default")


def _found(
    checker: StandardChecker, rule_id: str, language_code: str, text: str, context: dict[str, Node]
) -> list[str]:
    report = checker.check_rule(rule_id, text, example_context(context, language_code))
    assert report.complete
    assert all(finding.span.of(text) == finding.match for finding in report.findings)
    return [finding.match for finding in report.findings]


@pytest.mark.parametrize(("rule_id", "language_code", "text", "context"), list(_cases("found")))
def test_a_reply_that_breaks_a_rule_of_the_process_is_found(
    checker: StandardChecker, rule_id: str, language_code: str, text: str, context: dict[str, Node]
) -> None:
    assert _found(checker, rule_id, language_code, text, context) != []


@pytest.mark.parametrize(("rule_id", "language_code", "text", "context"), list(_cases("clean")))
def test_a_reply_that_only_sounds_like_it_is_left_alone(
    checker: StandardChecker, rule_id: str, language_code: str, text: str, context: dict[str, Node]
) -> None:
    assert _found(checker, rule_id, language_code, text, context) == []
