"""Verdicts -> what the judge thinks on the whole, how steady it is, how it agrees with people."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from eval.judging.judgement import Judgement, Preferred
from eval.judging.labels import Labels
from eval.judging.summary import Opinion, Position, opinions, opinions_json
from eval.judging.table import table

THIS, OTHER, TIE = Preferred


def score(case_id: str, value: int | None, repeat: int = 1) -> Judgement:
    error = None if value is not None else "no JSON in the answer"
    return Judgement(case_id, "tone@1", "plain", repeat, "m", score=value, error=error)


def preferred(case_id: str, value: Preferred, order: str, repeat: int = 1) -> Judgement:
    return Judgement(case_id, "tone@1", "plain", repeat, "m", preferred=value, order=order, against="b")


def opinion(*rows: Judgement, labels: Labels | None = None) -> Opinion:
    (found,) = opinions(rows, labels)
    return found


def test_the_mean_is_over_cases_not_over_repeats_and_errors_are_counted() -> None:
    found = opinion(score("a", 5), score("a", 5, 2), score("a", 5, 3), score("b", 1), score("b", None, 2))
    assert (found.cases, found.errors, found.mean, found.counts) == (2, 1, 3.0, {"1": 1, "5": 3})
    assert found.low == 1.0
    assert found.high == 5.0


def test_repeats_that_differ_lower_agreement_and_one_repeat_has_none() -> None:
    steady = opinion(score("a", 5), score("a", 5, 2), score("b", 1), score("b", 1, 2))
    shaky = opinion(score("a", 5), score("a", 1, 2), score("b", 1), score("b", 5, 2))
    assert (steady.alpha, steady.same) == (1.0, 1.0)
    assert shaky.same == 0.0
    assert shaky.alpha is not None
    assert shaky.alpha < 0
    assert (opinion(score("a", 5)).alpha, opinion(score("a", 5)).same) == (None, None)


def test_versions_models_and_other_runs_are_kept_apart() -> None:
    others = [Judgement("a", "tone@1", "plain", 1, "n", score=4), Judgement("a", "tone@2", "plain", 1, "m", score=3)]
    found = opinions([score("a", 5), *others, preferred("a", THIS, "this")])
    assert [(one.rubric, one.model, one.against, one.mean) for one in found] == [
        ("tone@1", "m", None, 5.0),
        ("tone@1", "n", None, 4.0),
        ("tone@2", "m", None, 3.0),
        ("tone@1", "m", "b", 1.0),
    ]


def test_a_place_that_is_preferred_is_told_with_its_p_value() -> None:
    sides = [(THIS, "this"), (OTHER, "other")] * 5
    first = [preferred(f"c{number}", side, order) for number, (side, order) in enumerate(sides)]
    assert opinion(*first).position == Position(10, 1.0, pytest.approx(2 / 2**10), None)
    turned = opinion(preferred("a", THIS, "this"), preferred("a", THIS, "other", 2), preferred("b", TIE, "this"))
    assert turned.position == Position(2, 0.5, 1.0, 1.0)
    assert opinion(preferred("a", TIE, "this")).position is None


def test_agreement_with_people_is_of_the_middle_score_and_of_what_most_verdicts_prefer() -> None:
    labels = Labels({("a", "tone.plain"): 4, ("b", "plain"): 1}, {("a", "plain"): OTHER, ("b", "plain"): TIE})
    scored = opinion(score("a", 5), score("a", 4, 2), score("a", 1, 3), score("b", 1), score("c", 1), labels=labels)
    assert scored.people is not None
    assert (scored.people.n, scored.people.same, scored.people.kappa) == (2, 1.0, 1.0)
    rows = [preferred("a", OTHER, "this"), preferred("a", OTHER, "other", 2), preferred("a", TIE, "this", 3)]
    rows += [preferred("b", THIS, "this"), preferred("b", OTHER, "other", 2)]  # no majority: a tie
    compared = opinion(*rows, labels=labels)
    assert compared.people is not None
    assert (compared.people.same, compared.people.rho) == (1.0, None)


def test_where_no_verdict_could_be_read_there_is_no_mean() -> None:
    found = opinion(score("a", None))
    assert (found.cases, found.errors, found.mean, found.low, found.alpha) == (0, 1, None, None, None)


def test_the_output_says_that_it_is_no_gate() -> None:
    rows = [score("a", 5), preferred("a", THIS, "this")]
    assert opinions_json(opinions(rows))["gate"] is False
    paper = io.StringIO()
    Console(width=80, file=paper).print(table(opinions(rows)))
    for expected in ("tone@1 by m against b", "this, tie, other", "1, 0, 0", "no part of any gate"):
        assert expected in paper.getvalue()
