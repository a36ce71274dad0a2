"""The shipped packs: every example behaves as written, every rule is there and says what it must."""

from __future__ import annotations

import pytest

from service.domain import Severity
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.lint import failures
from service.guardrail.registry import KINDS
from service.standards.load import load_standard, shipped, shipped_names

FORBIDDEN_PHRASES = (
    "no-problema no-defekt no-ne-znayu no-cannot no-wont no-vy-dolzhny no-podozhdite-sekundu no-net-at-start "
    "no-not-my-fault no-not-my-job no-ne-za-chto no-dear-customer no-bare-uvazhaemyj no-bare-unavailable "
    "no-izvinite-no no-vy-sami-vinovaty no-we-told-you no-interrogation no-da-allo no-slang no-unclear-abbrev "
    "no-caps no-sharp-words no-vague-soon no-fine-print no-dumb-question no-pressure-by-delay"
)
REQUIRED_PARTS = (
    "greeting-first identify-politely readiness-to-help answer-all-questions control-question thanks-at-end "
    "farewell-at-end closure-explicit gratitude-answered signature-full-name agent-introduces new-owner-introduces "
    "pending-status pending-owner pending-deadline next-step-stated receipt-ack busy-ack result-delivered "
    "prevention-tip refusal-with-reason refusal-with-alternative availability-date ticket-reference "
    "self-service-link summary-of-agreements feedback-request-short onboarding-materials"
)


@pytest.mark.parametrize("name", shipped_names())
def test_every_example_behaves_as_written(name: str) -> None:
    checker = StandardChecker(compile_standard(load_standard(name)))
    # What stands in a parent is run in the parent's own case.
    proven = [load_standard(parent) for parent in checker.standard.extends if parent in shipped_names()]
    assert [str(problem) for problem in failures(checker, proven)] == []


def test_the_list_of_verified_versions_is_current() -> None:
    listed = shipped().joinpath("verified.txt").read_text(encoding="utf-8").split()
    versions = [load_standard(name).version for name in shipped_names()]
    assert listed == versions, "run `python -m service.guardrail.lint` after changing a pack"


def test_the_default_standard_holds_every_forbidden_phrase_and_required_part() -> None:
    ids = {rule.rule_id for rule in load_standard("default").rules}
    assert set(FORBIDDEN_PHRASES.split()) | set(REQUIRED_PARTS.split()) <= ids


def test_every_forbidden_phrase_is_run_in_both_languages() -> None:
    rules = {rule.rule_id: rule for rule in load_standard("default").rules}
    for rule_id in FORBIDDEN_PHRASES.split():
        languages = {language for check in rules[rule_id].checks for language in check.parameters}
        assert languages >= {"ru", "en"} or "any" in languages, rule_id


def test_rules_about_facts_names_and_confidentiality_are_locked() -> None:
    locked = {rule.rule_id for rule in load_standard("default").rules if rule.locked}
    assert {"grounded-facts", "name-verified", "no-internal-talk"} <= locked


def test_every_kind_of_rule_is_used_by_a_shipped_rule() -> None:
    used = {check.kind for rule in load_standard("default").rules for check in rule.checks}
    assert used == set(KINDS)


def test_a_rule_that_only_a_reader_can_judge_says_why() -> None:
    judged = [rule for rule in load_standard("default").rules if rule.judged]
    assert judged
    assert all(len(check.parameters["any"].entries()["reason"].text()) > 20 for rule in judged for check in rule.checks)


def test_the_gravest_rules_of_the_lexicon_are_errors() -> None:
    severities = {rule.rule_id: rule.severity for rule in load_standard("default").rules}
    warnings = {"no-bare-unavailable", "no-da-allo", "no-slang", "no-unclear-abbrev", "no-vague-soon"}
    for rule_id in FORBIDDEN_PHRASES.split():
        assert severities[rule_id] is (Severity.WARNING if rule_id in warnings else Severity.ERROR), rule_id
