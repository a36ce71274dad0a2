"""`otvet eval compare`: exit codes for CI, a table for people, one JSON document for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.cli import main
from tests.eval.comparison.made_runs import answer, case, finding, observed, run
from tests.run_folders import written

CASES = [case(f"c-{number:02}") for number in range(40)]


def recorded(folder: Path, *, wrong: int = 0) -> str:
    bad = answer("Oops.", outcome="abstain", findings=[finding("no-slang")])
    answers = [observed(one, bad if place < wrong else answer()) for place, one in enumerate(CASES)]
    return str(written(run(folder, answers)))


def code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(["eval", "compare", *arguments])
    return int(stopped.value.code or 0)


def test_equal_runs_end_with_0_and_show_what_could_have_been_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(recorded(tmp_path / "a"), recorded(tmp_path / "b")) == 0
    shown = capsys.readouterr()
    assert "no change (detects): outcome 1.000 (0." in shown.out
    assert "gate:" not in shown.err


def test_a_significant_loss_ends_with_1_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code(recorded(tmp_path / "a"), recorded(tmp_path / "b", wrong=15)) == 1
    shown = capsys.readouterr()
    assert "gate: all outcome: 1.000 → 0.625 over 40 cases" in shown.err
    assert "error no-slang" in shown.out


def test_a_must_pass_case_that_flips_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = tmp_path / "must.txt"
    ids.write_text("# the first\n\nc-00\n", "utf-8")
    before, after = recorded(tmp_path / "a"), recorded(tmp_path / "b", wrong=1)
    assert code(before, after) == 0
    assert code(before, after, "--must-pass", str(ids)) == 1
    assert "gate: must pass: c-00: outcome 1 → 0" in capsys.readouterr().err


def test_json_is_one_document_with_the_drafts_of_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code(recorded(tmp_path / "a"), recorded(tmp_path / "b", wrong=15), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["passed"], told["baseline"], len(told["cases"])) == (False, "a", 15)
    assert told["cases"][0]["after"]["drafts"][0]["text"] == "Oops."


def test_slices_are_shown_on_demand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = recorded(tmp_path / "a"), recorded(tmp_path / "b")
    code(before, after)
    assert "channel:chat" not in capsys.readouterr().out
    code(before, after, "--slices", "channel, tag")
    assert "channel:chat" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--alpha", "5"), "--alpha 5.0: a share between 0 and 1"),
        (("--slices", "colour"), "--slices colour: there is no such slice"),
        (("--must-pass", "{tmp}/none.txt"), "none.txt: cannot be read"),
        (("--must-pass", "{tmp}/odd.txt"), "in neither run: zz-1"),
        (("--must-pass", "{tmp}/empty.txt"), "no ids; write one a line"),
        (("--standard", "{tmp}/none.yaml"), "cannot be read"),
    ],
)
def test_what_cannot_be_used_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    (tmp_path / "odd.txt").write_text("zz-1\n", "utf-8")
    (tmp_path / "empty.txt").write_text("# nothing\n", "utf-8")
    given = [one.replace("{tmp}", str(tmp_path)) for one in options]
    assert code(recorded(tmp_path / "a"), recorded(tmp_path / "b"), *given) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_a_run_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code(recorded(tmp_path / "a"), str(tmp_path)) == 2
    assert "holds no run" in capsys.readouterr().err
