"""How rules are held: by the text, by metadata, by a judge, outside, or off."""

from __future__ import annotations

import sys

import pytest

from service.guardrail.coverage import Held, coverage, held
from service.guardrail.registry import KINDS, METADATA_KINDS
from service.standards.load import load_standard
from tests.packs import COFFEE


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_that_may_miss_a_field_says_so(kind):
    module = sys.modules[KINDS[kind].__module__]
    if hasattr(module, "Unknown"):
        assert kind in METADATA_KINDS, f"add `{kind}` to METADATA_KINDS in the registry"


def test_only_kinds_that_there_are_say_so():
    assert METADATA_KINDS.keys() <= KINDS.keys()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", Held.TEXT),
        ("    check:", "    when: {case.stage: ack}\n    check:", Held.METADATA),
        ("      kind: existence\n", "      kind: existence\n      when: {case.stage: ack}\n", Held.METADATA),
        (
            'kind: existence\n      ru: {phrases: ["кофе"]}',
            "kind: required\n      ru: {contains: [case.id]}",
            Held.METADATA,
        ),
        ('kind: existence\n      ru: {phrases: ["кофе"]}', 'kind: required\n      ru: {phrases: ["кофе"]}', Held.TEXT),
        ("    source", "    enabled: 'false'\n    source", Held.OFF),
        (
            '      kind: existence\n      ru: {phrases: ["кофе"]}\n      en: {phrases: ["coffee"]}',
            '      - {kind: judge, any: {reason: "Felt."}}\n      - {kind: existence, ru: {phrases: ["кофе"]}}',
            Held.TEXT,
        ),
    ],
)
def test_a_rule_is_held_by_what_its_checks_read(pack, old, new, expected):
    rules = COFFEE.replace(old, new)
    if expected is Held.METADATA and "contains" in new:
        rules = rules.replace('      en: {phrases: ["coffee"]}\n', "")
    standard = load_standard(str(pack("house", rules=rules)))
    (rule,) = (*standard.rules, *standard.disabled)
    assert held(rule) is expected
    assert [row.held for row in coverage(standard)] == [expected]
