"""That each relation sees a checker which breaks it."""

from __future__ import annotations

from eval.bars import metamorphic
from eval.bars.corpus import Sample, opened
from eval.bars.independence import prefixes, shuffled, tenants
from eval.bars.mending import mended_bars
from eval.bars.scaling import scaling_bars
from kb_index.records import Span
from service.domain import CheckContext, Finding, Report, Review, RuleRef, Severity

RULE = RuleRef("no-x", "existence", Severity.ERROR, "s", "1", "")
SAMPLES = [Sample("Вижу вашу проблему.", CheckContext("ru", fragment=True))]


class AtTheBeginning:
    """Finds the first three characters of any text: the place does not move with the words."""

    def check(self, text, context):
        return Report((Finding(RULE, "", Span(0, 3), text[:3]),))


class Forgetful:
    """Says something else each time."""

    def __init__(self):
        self._asked = 0

    def review(self, text, context):
        self._asked += 1
        return Review(Report((Finding(RULE, str(self._asked), Span(0, 1), text[:1]),)), None)


def test_a_finding_that_does_not_move_with_its_words_is_a_violation():
    tally = metamorphic.blanks_before(AtTheBeginning(), SAMPLES, 5)
    assert (tally.pairs, len(tally.violations)) == (5, 5)
    assert tally.bar("blanks before").met is False


def test_an_answer_that_depends_on_the_ones_before_is_a_violation():
    assert len(prefixes(Forgetful(), SAMPLES, 3).violations) == 3


def test_the_shipped_standard_depends_on_nothing_but_text_and_request():
    checker = opened("default")
    assert prefixes(checker, SAMPLES, 5).violations == []
    assert shuffled(checker, SAMPLES, 5, orders=1).violations == []


def test_another_tenants_standard_judges_otherwise_and_changes_nothing_here():
    assert tenants(opened("default"), SAMPLES, 2).violations == []


def test_a_checker_that_a_tenant_changes_is_a_violation():
    assert len(tenants(Forgetful(), SAMPLES, 2).violations) == 2


def test_a_repair_that_holds_is_counted_and_has_no_fault():
    mendable = Sample(
        "При входе возникла проблема, см. «Возникла проблема» и 12:40.", CheckContext("ru", fragment=True)
    )
    faults, repaired = mended_bars(opened("default"), [mendable, Sample("Счёт готов.", mendable.context)])
    assert (faults.value, faults.n) == (0, 1)
    assert (repaired.value, repaired.n) == (1, 2)


def test_scaling_names_its_worst_shape():
    rows = scaling_bars(AlwaysQuick(), repeats=1)
    assert set(rows[0].detail) == set(rows[1].detail)
    assert max(rows[1].detail.values()) == rows[1].value


class AlwaysQuick:
    def review(self, text, context):
        return Review(Report(), None) if len(text) * 10 == sum(10 for _ in text) else None
