from __future__ import annotations

import pytest

from tests.eval.pages.reading import classed, text, tree
from tests.eval.pages.recorded_runs import answered, case, run_in, suggestion


@pytest.fixture
def run(tmp_path):
    return run_in(tmp_path / "run", [answered(case("c-1"), suggestion("It is €22."))]).folder


def page(path):
    return tree(path.read_text(encoding="utf-8"))


def test_a_run_becomes_a_page_in_its_folder(otvet, run):
    ended = otvet("eval", "report", run)
    assert ended.code == 0, ended.err
    assert f"{run / 'report.html'}: 1 case," in ended.err
    assert text(classed(page(run / "report.html"), "told")[0]).startswith("1 of 1 ticket was handled as labelled.")


def test_two_runs_become_a_page_that_compares_them(otvet, run, tmp_path):
    earlier = [answered(case("c-1"), suggestion("We check.", outcome="abstain"))]
    before = run_in(tmp_path / "before", earlier, name="last week").folder
    ended = otvet("eval", "report", run, "--against", before, "--into", tmp_path / "new" / "page.html")
    assert ended.code == 0, ended.err
    assert text(page(tmp_path / "new/page.html").find(".//section[@id='comparison']/h2")) == "Comparison with last week"


def test_what_a_language_model_thinks_is_taken_from_the_run(otvet, run):
    line = '{"case_id": "c-1", "rubric": "reply@1", "criterion": "tone", "repeat": 1, "model": "judge", "score": 4}\n'
    (run / "judgements.jsonl").write_text(line, encoding="utf-8")
    assert otvet("eval", "report", run).code == 0
    assert page(run / "report.html").xpath("//section[@id='judged']")


def test_a_folder_without_a_run_exits_with_2_and_says_what_writes_one(otvet, tmp_path):
    ended = otvet("eval", "report", tmp_path)
    assert ended.code == 2
    assert "otvet eval run" in ended.err


def test_a_file_that_cannot_be_written_exits_with_2(otvet, run):
    ended = otvet("eval", "report", run, "--into", run / "cases.jsonl" / "page.html")
    assert ended.code == 2
    assert "--into" in ended.err
