"""A candidate whose standard lets a fault through is judged by the rules of the baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval.comparison.common_standard import NOT_CHECKED, judged_alike
from eval.comparison.compared import compare
from eval.comparison.pairing import Pair, paired
from eval.runs.packs import STANDARDS, keep_packs
from eval.runs.record import Run
from service.errors import UnknownStandard
from service.standards.load import load_standard
from tests.eval.comparison.made_runs import answer, case, finding, observed, run
from tests.packs import no_word, write_pack

HOUSE = no_word("упс", "oops") + no_word("вау", "wow").replace("severity: error", "severity: warning")
LENIENT = HOUSE.replace("no-oops\n", "no-oops\n    enabled: false\n")
CASES = [case(f"c-{number:02}") for number in range(20)]


def made(folder: Path, rules: str, text: str, *, recorded: tuple[str, ...] = ()) -> Run:
    (folder / STANDARDS).mkdir(parents=True)
    place = write_pack(folder / STANDARDS, "house", rules=rules)
    version = f"house@{load_standard(str(place)).version}"
    found = [finding(rule, "warning") for rule in recorded]
    return run(folder, [observed(one, answer(text, standard=version, findings=found)) for one in CASES])


def findings(pair: Pair) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    return pair.before.findings(), pair.after.findings()


def judged(before: Run, after: Run, standard: str | None = None) -> Any:
    return judged_alike(paired(before, after).pairs, before.folder, after.folder, standard)


def test_a_fault_that_only_the_baselines_standard_knows_is_found_in_the_candidates_drafts(tmp_path: Path) -> None:
    before = made(tmp_path / "a", HOUSE, "All is well.")
    after = made(tmp_path / "b", LENIENT, "Oops, all is well.")
    found = compare(before, after)
    assert found.pairs["c-00"].after.findings() == (("error", "no-oops"),)
    assert any(line.startswith("all no_errors: 1.000 → 0.000") for line in found.failed)
    assert any("the candidate does not check 1: no-oops" in note for note in found.notes)


def test_a_rule_that_is_switched_off_fails_even_where_no_draft_breaks_it(tmp_path: Path) -> None:
    found = compare(made(tmp_path / "a", HOUSE, "All is well."), made(tmp_path / "b", LENIENT, "All is well."))
    assert [line.split(":")[0] for line in found.failed] == ["all check_complete"]
    (skipped,) = found.pairs["c-00"].after.answer["drafts"][0]["guardrail"]["skipped"]  # type: ignore[index]
    assert skipped == {"rule_id": "no-oops", "reason": NOT_CHECKED}


def test_a_rule_that_is_new_or_back_is_no_loss(tmp_path: Path) -> None:
    before, after = made(tmp_path / "a", LENIENT, "All is well."), made(tmp_path / "b", HOUSE, "All is well.")
    assert compare(before, after).failed == ()


def test_rules_written_alike_keep_what_was_recorded_and_foreign_ones_are_left_out(tmp_path: Path) -> None:
    before = made(tmp_path / "a", HOUSE, "All is well.", recorded=("no-wow", "of-another-time"))
    after = made(tmp_path / "b", LENIENT, "All is well.")
    pair = judged(before, after).pairs[0]
    assert findings(pair) == ((("warning", "no-wow"),), ())


def test_a_severity_that_was_lowered_is_judged_as_before(tmp_path: Path) -> None:
    lowered = HOUSE.replace("severity: error", "severity: info")
    pair = judged(made(tmp_path / "a", HOUSE, "Fine."), made(tmp_path / "b", lowered, "Oops.", recorded=("no-oops",)))
    assert findings(pair.pairs[0]) == ((), (("error", "no-oops"),))


def test_where_one_standard_judged_both_nothing_is_judged_again(tmp_path: Path) -> None:
    before = made(tmp_path / "a", HOUSE, "Oops.")
    after = made(tmp_path / "b", HOUSE, "Oops.", recorded=("no-wow",))
    told = judged(before, after)
    assert (findings(told.pairs[0]), told.notes) == (((), (("warning", "no-wow"),)), ())


def test_both_sides_can_be_judged_by_a_third_standard(tmp_path: Path) -> None:
    before, after = made(tmp_path / "a", LENIENT, "Oops."), made(tmp_path / "b", LENIENT, "Fine.")
    third = write_pack(tmp_path, "house", rules=HOUSE)
    pair = judged(before, after, str(third)).pairs[0]
    assert findings(pair) == ((("error", "no-oops"),), ())
    with pytest.raises(UnknownStandard):
        judged(before, after, str(tmp_path / "none.yaml"))


def test_a_baseline_whose_standard_is_nowhere_is_told(tmp_path: Path) -> None:
    before, after = made(tmp_path / "a", HOUSE, "Oops."), made(tmp_path / "b", LENIENT, "Oops.")
    (tmp_path / "a" / STANDARDS / "house.yaml").unlink()
    (note,) = judged(before, after).notes
    assert "neither run folder nor service holds the first" in note


def test_a_crashed_case_has_no_draft_to_judge(tmp_path: Path) -> None:
    before, after = made(tmp_path / "a", HOUSE, "Fine."), made(tmp_path / "b", LENIENT, "Oops.")
    crashed = run(after.folder, [observed(CASES[0], None, "500"), *after.observed[1:]])
    told = judged(before, crashed).pairs
    assert told[0].after.answer is None
    assert findings(told[1]) == ((), (("error", "no-oops"),))


def test_a_pack_is_kept_with_all_that_it_extends(tmp_path: Path) -> None:
    write_pack(tmp_path, "house", rules=HOUSE)
    own = write_pack(tmp_path, "own", "extends: [house]\n")
    keep_packs([str(own)], tmp_path / "kept")
    version = load_standard(str(own)).version
    write_pack(tmp_path, "house", rules=LENIENT)
    assert {one.name for one in (tmp_path / "kept").iterdir()} == {"own.yaml", "house.yaml"}
    assert load_standard(str(tmp_path / "kept" / "own.yaml")).version == version
    assert load_standard(str(own)).version != version


def test_a_shipped_pack_is_kept_as_it_is_today(tmp_path: Path) -> None:
    keep_packs(["base"], tmp_path)
    assert load_standard(str(tmp_path / "base.yaml")).version == load_standard("base").version
    with pytest.raises(UnknownStandard):
        keep_packs(["no-such-standard"], tmp_path)
