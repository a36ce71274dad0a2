"""Two runs -> a comparison: cases side by side, a verdict per metric, and why the gate fails."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from rich.console import Console

from eval.comparison.changes import PASSING
from eval.comparison.compared import Comparison, compare
from eval.comparison.scores import Scores
from eval.comparison.table import table
from eval.comparison.tested import Difference, Verdict, differences_of
from eval.comparison.told import comparison_json
from eval.errors import RunInvalid
from eval.metrics.registry import METRICS
from eval.runs.record import Run
from tests.eval.comparison.made_runs import answer, case, finding, observed, run

CASES = [
    case(f"c-{number:03}", language="en" if number % 2 else "ru", kind="how-to" if number < 30 else None)
    for number in range(60)
]


def asked(name: str, *, wrong: int = 0, **of_wrong: object) -> Run:
    """All is right but for the first ``wrong`` cases."""
    bad = {"outcome": "abstain", **of_wrong}
    answers = [
        observed(one, answer(language=one.expected.language_code, **(bad if place < wrong else {})))  # type: ignore[arg-type]
        for place, one in enumerate(CASES)
    ]
    return run(Path(name), answers)


def difference(found: Comparison, metric: str, slice_name: str = "all") -> Difference:
    return next(one for one in found.metrics if (one.slice, one.metric) == (slice_name, metric))


def shown(found: Comparison, *slices: str) -> str:
    console = Console(file=StringIO(), width=100)
    console.print(table(found, slices))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_run_held_against_itself_passes_and_tells_what_it_could_have_seen() -> None:
    found = compare(asked("a"), asked("b"))
    assert (found.failed, found.changes, found.notes) == ((), (), ())
    one = difference(found, "outcome")
    assert (one.n, one.mean_a, one.difference, one.low, one.high, one.p, one.p_holm) == (60, 1, 0, 0, 0, 1, 1)
    assert one.verdict is Verdict.SAME
    assert one.mdd == pytest.approx(0.12, abs=0.01)


def test_one_folder_on_both_sides_is_told() -> None:
    found = compare(asked("a"), asked("a"))
    assert (found.failed, found.notes) == ((), ("both sides are one and the same run, a: nothing can differ",))


def test_a_loss_in_many_cases_fails_the_gate_and_stands_beside_its_interval() -> None:
    found = compare(asked("a"), asked("b", wrong=20))
    one = difference(found, "outcome")
    assert (one.verdict, one.mean_b) == (Verdict.WORSE, pytest.approx(2 / 3))
    assert one.low < one.difference < one.high < 0
    assert any(line.startswith("all outcome: 1.000 → 0.667 over 60 cases") for line in found.failed)


def test_a_gain_passes_the_gate() -> None:
    found = compare(asked("a", wrong=20), asked("b"))
    assert (found.failed, difference(found, "outcome").verdict) == ((), Verdict.BETTER)
    assert all(not change.worse for change in found.changes)


def test_a_loss_in_three_cases_is_told_and_does_not_fail() -> None:
    found = compare(asked("a"), asked("b", wrong=3))
    assert found.failed == ()
    assert {change.case_id for change in found.flips} == {"c-000", "c-001", "c-002"}


def test_a_single_case_that_must_pass_fails_the_gate_when_it_flips() -> None:
    found = compare(asked("a"), asked("b", wrong=1), must_pass=["c-000"])
    assert found.failed == ("must pass: c-000: outcome 1 → 0, served 1 → 0",)
    assert compare(asked("a"), asked("b", wrong=1), must_pass=["c-001"]).failed == ()


def test_a_case_that_was_wrong_already_may_stay_wrong() -> None:
    assert compare(asked("a", wrong=1), asked("b", wrong=1), must_pass=["c-000"]).failed == ()


def test_a_case_marked_in_its_file_must_pass_too() -> None:
    marked = CASES[0].model_copy(update={"must_pass": True})
    before = run(Path("a"), [observed(marked, answer(language="ru"))])
    after = run(Path("b"), [observed(marked, None, "500: broken")])
    found = compare(before, after)
    assert any(line.startswith("must pass: c-000: outcome 1 → 0, served") for line in found.failed)
    assert "1 case failed in the candidate: c-000" in found.notes


def test_a_metric_of_which_less_is_better_is_read_that_way_round() -> None:
    flawed = [finding("no-slang", "warning")]
    found = compare(asked("a"), asked("b", wrong=20, outcome="suggest", findings=flawed))
    assert difference(found, "findings_warning").verdict is Verdict.WORSE
    assert difference(found, "no_warnings").verdict is Verdict.WORSE
    assert compare(asked("b", wrong=20, outcome="suggest", findings=flawed), asked("a")).failed == ()


def test_another_length_is_neither_better_nor_worse() -> None:
    found = compare(asked("a"), asked("b", wrong=40, outcome="suggest", text="Open."))
    one = difference(found, "length")
    assert (one.verdict, one.gates, one.p < 0.001) == (Verdict.SAME, False, True)
    assert found.failed == ()


def test_times_are_told_without_a_verdict_however_sure_the_test_is() -> None:
    slow = run(
        Path("b"),
        [replace(one, answer={**(one.answer or {}), "timings_ms": {"total": 20.0}}) for one in asked("a").observed],
    )
    found = compare(asked("a"), slow)
    one = difference(found, "latency_ms")
    assert (one.difference, one.p < 0.001, one.verdict) == (10.0, True, Verdict.SAME)
    told = next(line for line in shown(found).splitlines() if line.startswith("latency_ms"))
    assert told.split()[-1] == "–"


def test_a_slice_outside_the_gate_is_judged_and_fails_nothing() -> None:
    found = compare(asked("a"), asked("b", wrong=12))
    assert {one.slice for one in found.metrics if one.gates} == {"all", "language:en", "language:ru"}
    assert difference(found, "outcome", "kind:how-to").verdict is Verdict.WORSE
    assert all(line.startswith(("all", "language:")) for line in found.failed)


def test_a_tag_that_is_given_twice_counts_once() -> None:
    twice = [case(f"t-{number}", tags=["plain", "plain"]) for number in range(3)]
    found = compare(*(run(Path(name), [observed(one, answer()) for one in twice]) for name in "ab"))
    assert difference(found, "outcome", "tag:plain").n == 3


def test_cases_of_one_side_are_told_and_those_the_candidate_did_not_finish_fail() -> None:
    before, after = asked("a"), asked("b")
    short = run(Path("b"), after.observed[:50], unfinished=CASES[50:52])
    found = compare(before, short, must_pass=["c-059"])
    assert "10 cases only the baseline finished: c-050, c-051, c-052, c-053, c-054 and 5 more" in found.notes
    assert "the candidate has not finished 2 of its cases; run it to the end" in found.failed
    assert "must pass: c-059: the candidate has no answer to it" in found.failed
    both = compare(run(Path("a"), before.observed[:50], unfinished=CASES[50:]), short)
    assert both.failed == ("the candidate has not finished 2 of its cases; run it to the end",)
    assert compare(short, asked("c")).notes == (
        "10 cases only the candidate finished: c-050, c-051, c-052, c-053, c-054 and 5 more",
    )


def test_another_request_under_an_id_is_no_pair_and_new_labels_count_for_both() -> None:
    other = case("c-000", language="ru", text="Something else")
    relabelled = CASES[1].model_copy(
        update={"expected": CASES[0].expected.model_copy(update={"outcome": ("abstain",)})}
    )
    after = run(Path("b"), [observed(other, answer()), observed(relabelled, answer()), *asked("b").observed[2:]])
    found = compare(asked("a"), after)
    assert len(found.pairs) == 59
    assert "1 case not compared, another request under the same id: c-000" in found.notes
    assert "1 case scored by the candidate's labels, which differ: c-001" in found.notes
    assert difference(found, "outcome").difference == 0


def test_a_ticket_asked_at_another_time_is_the_same_ticket() -> None:
    later = [
        observed(
            one.model_copy(update={"request": {**one.request, "case": {"now": "2026-12-01T09:00:00+00:00"}}}),
            answer(language=one.expected.language_code),
        )
        for one in CASES
    ]
    found = compare(asked("a"), run(Path("b"), later))
    assert (len(found.pairs), found.notes) == (60, ())


def test_runs_without_a_case_in_common_are_refused() -> None:
    with pytest.raises(RunInvalid, match="no finished case in common"):
        compare(asked("a"), run(Path("b"), [observed(case("z-1"), answer())]))
    with pytest.raises(RunInvalid, match="in neither run: z-9"):
        compare(asked("a"), asked("b"), must_pass=["z-9"])


def test_the_json_document_holds_both_drafts_and_their_findings_in_full() -> None:
    found = compare(asked("a"), asked("b", wrong=1, findings=[finding("no-slang")]), must_pass=["c-000"])
    told = json.loads(json.dumps(comparison_json(found), allow_nan=False))
    assert (told["passed"], told["cases_compared"], told["power"]) == (False, 60, 0.8)
    (changed,) = told["cases"]
    assert (changed["id"], changed["must_pass"]) == ("c-000", True)
    assert changed["after"]["drafts"][0]["findings"][0]["rule"]["id"] == "no-slang"
    assert changed["before"]["drafts"][0]["text"] == "Open the list."
    assert {"mdd", "p_holm", "low", "high", "verdict"} <= told["metrics"][0].keys()


def test_the_table_shows_moved_metrics_and_the_case_side_by_side() -> None:
    found = compare(asked("a"), asked("b", wrong=20, findings=[finding("no-slang")]))
    text = shown(found)
    assert "outcome" in text
    assert "worse" in text
    assert "no change (detects): served" not in text
    assert "error no-slang" in text
    listed = ", ".join(f"c-{number:03}" for number in range(10))
    assert f"Right before and not now: 20 cases: {listed} and 10 more" in " ".join(text.split())
    assert "channel:chat" not in shown(compare(asked("a"), asked("b")))
    assert "channel:chat" in shown(compare(asked("a"), asked("b")), "channel")


def test_what_a_reply_must_get_right_are_metrics_that_there_are() -> None:
    assert METRICS.keys() >= PASSING


def test_work_grows_no_faster_than_cases_times_slices() -> None:
    random = np.random.default_rng(0)
    shape = (2_000, len(METRICS))
    members = {"all": np.arange(2_000)} | {
        f"tag:{name}": np.flatnonzero(random.random(2_000) < 0.3) for name in range(20)
    }
    scores = Scores(
        cases=tuple(map(str, range(2_000))),
        metrics=tuple(METRICS),
        before=random.random(shape),
        after=random.random(shape),
        slices=members,
    )
    small = Scores(scores.cases[:500], scores.metrics, scores.before[:500], scores.after[:500], {"all": np.arange(500)})
    started = process_time()
    differences_of(small, alpha=0.05, rounds=4_999, resamples=400)
    one_quarter = process_time() - started
    differences_of(scores, alpha=0.05, rounds=4_999, resamples=400)
    # cases in all slices: 28 times those of the small table; work grows as they do and no faster
    assert process_time() - started < 28 * 3 * one_quarter
