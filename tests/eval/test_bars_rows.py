"""Rows of the table of bars, and the classes that rules are held against."""

from __future__ import annotations

from itertools import combinations

from eval import standards
from eval.bars.bar import Bar, share
from eval.bars.classes import CLASS_OF, CLASSES
from eval.bars.parts import PARTS
from service.commands.evaluate_guardrail import Part
from service.standards.load import load_standard


def test_a_row_is_met_on_its_side_of_the_bound():
    assert Bar("recall", "x", 10, 0.98, 0.98).met is True
    assert Bar("recall", "x", 10, 0.97, 0.98).met is False
    assert Bar("faults", "x", 10, 0, 0, at_least=False).met is True
    assert Bar("faults", "x", 10, 1, 0, at_least=False).met is False
    assert Bar("inputs per second", "x", 10, 5).met is None


def test_a_share_carries_wilsons_interval():
    row = share("recall", "x", 9, 10, 0.9)
    assert (row.value, row.n, row.interval, row.met) == (0.9, 10, (0.5958, 0.9821), True)


def test_a_share_of_nothing_does_not_pass_for_a_good_one():
    assert share("recall", "x", 0, 0, 0.9).met is False


def test_every_rule_is_of_one_class_and_stands_in_the_default_standard():
    assert all(not left.rules & right.rules for left, right in combinations(CLASSES, 2))
    written = {rule.rule_id for rule in load_standard("default").definitions}
    assert set(CLASS_OF) - written == set()


def test_rules_that_are_scored_as_one_are_of_one_class():
    for same in standards.SAME:
        assert len({CLASS_OF[rule].name for rule in same}) == 1


def test_the_command_offers_every_part():
    assert [part.value for part in Part] == list(PARTS)
