"""The fuzzing itself: that it sees faults, is the same every time, and that the checker stands a small dose."""

from __future__ import annotations

from random import Random

from eval.bars.corpus import opened
from eval.bars.fuzz import Faults, faults, fuzz_bars, fuzzed
from eval.bars.mutate import mutated, unicode_text
from kb_index.records import Span
from service.domain import (
    CheckContext,
    Finding,
    Grounding,
    Report,
    Review,
    RuleRef,
    Severity,
    Skipped,
    UnsupportedClaim,
)

RULE = RuleRef("no-x", "existence", Severity.ERROR, "s", "1", "")
RU = CheckContext("ru")


class Says:
    def __init__(self, review):
        self._review = review

    def review(self, text, context):
        if isinstance(self._review, Exception):
            raise self._review
        return self._review


def test_an_exception_a_skipped_rule_and_a_wrong_place_are_faults():
    finding = Finding(RULE, "", Span(0, 3), "xyz")
    assert list(faults(Says(ValueError("no")), "abc", RU)) == ["ValueError: no"]
    assert list(faults(Says(Review(Report(skipped=(Skipped("no-x", "failed"),)), None)), "abc", RU)) == [
        "skipped no-x: failed"
    ]
    assert list(faults(Says(Review(Report((finding,)), None)), "abc", RU)) == ["the span of no-x is not its match"]


def test_a_claim_outside_of_the_text_is_a_fault():
    claim = UnsupportedClaim(Span(1, 9), "bc", "number")
    assert list(faults(Says(Review(Report(), Grounding(0.0, (claim,)))), "abc", RU)) == [
        "the span of a claim (number) is not its text"
    ]


def test_a_review_that_says_the_truth_has_no_fault():
    assert list(faults(Says(Review(Report((Finding(RULE, "", Span(0, 3), "abc"),)), None)), "abc", RU)) == []


def test_of_the_texts_that_show_a_fault_the_shortest_is_kept():
    found = Faults()
    for text in ("long text", "short", "a longer text"):
        found.note("fault", text)
    assert (found.count, found.faults) == (3, {"fault": "short"})


def test_the_same_seed_damages_a_text_the_same_way_and_in_the_end_every_text():
    made = [mutated("Ваш заказ готов.", "Счёт во вложении.", Random(seed)) for seed in range(60)]
    assert made == [mutated("Ваш заказ готов.", "Счёт во вложении.", Random(seed)) for seed in range(60)]
    assert len(set(made)) > 50
    assert len({unicode_text(Random(seed)) for seed in range(60)}) > 40


def test_a_small_dose_shows_no_fault():
    found = fuzzed("default", 7, 100)
    assert (found.inputs, found.faults) == (100, {})


def test_the_rows_tell_faults_and_speed():
    rows = fuzz_bars("default", 20, processes=1)
    assert [row.name for row in rows] == ["fuzzing: faults", "fuzzing: inputs per second"]
    assert rows[0].n == 20
    assert opened("default") is opened("default")
