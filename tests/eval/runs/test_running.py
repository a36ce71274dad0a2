"""A run is kept case by case, gone on with where it was stopped, and refused where it would be another one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, CaseInvalid
from eval.errors import EndpointUnusable, RunInvalid
from eval.run import load
from eval.runs.folder import Answers, appending, begin
from eval.runs.record import ANSWERS, CASES, MANIFEST, REPORT, Run, load_run
from eval.runs.running import report_of, run_into, write_report
from eval.runs.targets import Live
from tests.eval.comparison import made_runs
from tests.run_folders import written
from tests.small_service import SmallService, answer, dying_at, refusing, small_service


def case(number: int, **request: object) -> Case:
    body = {"conversation": {"channel": "chat", "messages": [{"role": "end_user", "text": f"ticket {number}"}]}}
    expected = {"outcome": ["abstain"], "language_code": "en"}
    return Case.model_validate({"id": f"c-{number}", "request": body | request, "expected": expected})


CASES_OF_FIVE = [case(number) for number in range(5)]


def run(folder: Path, service: SmallService, cases: list[Case] = CASES_OF_FIVE, **options: Any) -> Run:
    return run_into(folder, cases, Live(service.address, service.token), **{"parallel": 1} | options)


def lines(folder: Path) -> list[str]:
    return [json.loads(line)["id"] for line in (folder / ANSWERS).read_text("utf-8").splitlines()]


def test_a_finished_run_holds_cases_answers_versions_and_scores(tmp_path: Path) -> None:
    with small_service() as service:
        done = run(tmp_path / "r", service, sources=[tmp_path / "cases.jsonl"])
    assert [one.case.id for one in done.observed] == [one.id for one in CASES_OF_FIVE]
    assert done.unfinished == ()
    assert done.manifest.target == service.address
    assert done.manifest.sources == (str(tmp_path / "cases.jsonl"),)
    told = {name: done.manifest.versions[name] for name in ("prompts", "standard", "index", "model")}
    assert told == {"prompts": "p", "standard": "default@1", "index": "1", "model": "composer"}
    write_report(done)
    report = json.loads((tmp_path / "r" / REPORT).read_text("utf-8"))
    assert (report["config"]["cases"], report["config"]["parallel"]) == (5, 1)
    assert [row["id"] for row in report["per_case"]] == [one.id for one in CASES_OF_FIVE]
    assert {row.values["outcome"] for row in report_of(done).rows} == {1.0}


def test_rows_do_not_depend_on_how_many_are_asked_at_once(tmp_path: Path) -> None:
    def slow_first(service: SmallService, text: str, handler: Any) -> bool:
        time.sleep(0.1 if text == "ticket 0" else 0)
        return False

    with small_service(fate=slow_first) as service:
        one, many = run(tmp_path / "one", service), run(tmp_path / "many", service, parallel=4)
    assert lines(tmp_path / "many") != lines(tmp_path / "one")
    assert [(row.case_id, row.values) for row in report_of(one).rows] == [
        (row.case_id, row.values) for row in report_of(many).rows
    ]


def test_a_service_that_dies_half_way_keeps_what_is_finished_and_the_same_call_asks_the_rest(tmp_path: Path) -> None:
    with small_service(fate=dying_at("ticket 3")) as service:
        with pytest.raises(EndpointUnusable, match=r"3 of 5 cases are finished .* the same command asks the others"):
            run(tmp_path / "r", service)
        assert lines(tmp_path / "r") == ["c-0", "c-1", "c-2"]
        assert [one.id for one in load_run(tmp_path / "r").unfinished] == ["c-3", "c-4"]
        service.fate = lambda *given: False
        service.asked.clear()
        service.start()
        done = run(tmp_path / "r", service)
    assert service.asked == ["ticket 3", "ticket 3", "ticket 4", "ticket 4"]
    assert len(done.observed) == 5
    assert all(one.error is None for one in done.observed)


@pytest.mark.parametrize("status", [422, 500, 503])
def test_what_a_living_service_refuses_stays_a_row(tmp_path: Path, status: int) -> None:
    with small_service(fate=refusing("ticket 1", status)) as service:
        first = run(tmp_path / "r", service)
        service.asked.clear()
        again = run(tmp_path / "r", service)
    assert first.by_case["c-1"].error == f"{status}: not that one"
    assert report_of(first).rows[1].values["outcome"] == 0.0
    assert again.observed == first.observed
    assert service.asked == []


def test_a_connection_that_breaks_once_is_tried_again(tmp_path: Path) -> None:
    broken: list[str] = []

    def once(service: SmallService, text: str, handler: Any) -> bool:
        if text != "ticket 2" or broken:
            return False
        broken.append(text)
        handler.close_connection = True
        return True

    with small_service(fate=once) as service:
        done = run(tmp_path / "r", service)
    assert broken == ["ticket 2"]
    assert done.by_case["c-2"].error is None


def test_what_is_no_suggestion_is_a_row_with_the_error(tmp_path: Path) -> None:
    def nonsense(service: SmallService, text: str, handler: Any) -> bool:
        if text == "ticket 0":
            answer(handler, ["hello"])
        elif text == "ticket 1":
            answer(handler, {"outcome": "suggest", "drafts": [{}], "retrieved": [], "versions": {}})
        return text in ("ticket 0", "ticket 1")

    with small_service(fate=nonsense) as service:
        done = run(tmp_path / "r", service)
    assert done.by_case["c-0"].error == '200 with what is no suggestion: ["hello"]'
    assert done.by_case["c-1"].error == "KeyError: 'citations'"
    assert done.by_case["c-2"].error is None


def test_a_process_that_is_killed_loses_only_the_case_in_flight(tmp_path: Path) -> None:
    reached, release = threading.Event(), threading.Event()

    def hold(service: SmallService, text: str, handler: Any) -> bool:
        if text == "ticket 2":
            reached.set()
            release.wait(60)
        return False

    file = tmp_path / "cases.jsonl"
    file.write_text("".join(one.model_dump_json() + "\n" for one in CASES_OF_FIVE), "utf-8")
    with small_service(fate=hold) as service:
        options = ("--cases", file, "--into", tmp_path / "r", "--target", service.address, "--parallel", "1")
        command = [sys.executable, "-m", "service", "eval", "run", *map(str, options)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OTVET_")}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert reached.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
        release.set()
        assert lines(tmp_path / "r") == ["c-0", "c-1"]
        service.fate = lambda *given: False
        service.asked.clear()
        done = run(tmp_path / "r", service)
    assert len(done.observed) == 5
    assert service.asked == [f"ticket {number}" for number in (2, 2, 3, 3, 4, 4)]
    assert lines(tmp_path / "r") == [f"c-{number}" for number in range(5)]


def test_a_torn_last_line_is_a_case_that_is_asked_again(tmp_path: Path) -> None:
    with small_service() as service:
        run(tmp_path / "r", service)
        whole = (tmp_path / "r" / ANSWERS).read_bytes()
        (tmp_path / "r" / ANSWERS).write_bytes(whole[:-40])
        service.asked.clear()
        done = run(tmp_path / "r", service)
    assert service.asked == ["ticket 4", "ticket 4"]
    assert lines(tmp_path / "r") == [f"c-{number}" for number in range(5)]
    assert len(done.observed) == 5


def test_a_run_of_other_cases_or_versions_is_not_gone_on_with(tmp_path: Path) -> None:
    with small_service() as service:
        run(tmp_path / "r", service)
        with pytest.raises(RunInvalid, match=r"cases was \w+, is \w+\. Give another folder .* --fresh"):
            run(tmp_path / "r", service, CASES_OF_FIVE[1:])
        service.versions = {**service.versions, "index": "2", "model": "another"}
        with pytest.raises(RunInvalid, match=r"something else: index was 1, is 2\."):
            run(tmp_path / "r", service)
        anew = run(tmp_path / "r", service, fresh=True)
    assert (anew.manifest.versions["index"], anew.manifest.versions["model"]) == ("2", "another")
    assert len(anew.observed) == 5


def test_another_target_is_another_run(tmp_path: Path) -> None:
    with small_service() as one, small_service() as other:
        run(tmp_path / "r", one)
        with pytest.raises(RunInvalid, match=f"target was {one.address}, is {other.address}"):
            run(tmp_path / "r", other)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / CASES).write_text("my own cases", "utf-8")
    with small_service() as service:
        for fresh in (False, True):
            with pytest.raises(RunInvalid, match="holds other files and no run"):
                run(folder, service, fresh=fresh)
        assert [entry.name for entry in folder.iterdir()] == [CASES]
        assert (folder / CASES).read_text("utf-8") == "my own cases"
        run(tmp_path / "r", service)
        (tmp_path / "r" / "notes.txt").touch()
        with pytest.raises(RunInvalid, match=r"holds notes\.txt beside the run"):
            run(tmp_path / "r", service, fresh=True)
    assert len(load_run(tmp_path / "r").observed) == 5
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["mine", "r"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    with small_service() as service:
        assert len(run(tmp_path / "r", service).observed) == 5


def test_an_id_that_stands_twice_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with small_service() as service, pytest.raises(RunInvalid, match="an id stands in two cases"):
        run(tmp_path / "r", service, [case(1), case(1)])
    assert service.asked == []
    assert not (tmp_path / "r").exists()


def test_an_id_in_two_files_is_refused(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.jsonl", "b.jsonl")]
    for file in files:
        file.write_text(case(1).model_dump_json() + "\n", "utf-8")
    with pytest.raises(CaseInvalid, match=r"b\.jsonl: the id `c-1` stands in another file too"):
        load(files)


def test_two_processes_do_not_write_one_run(tmp_path: Path) -> None:
    with small_service() as service:
        run(tmp_path / "r", service)
        with appending(tmp_path / "r"), pytest.raises(RunInvalid, match="another process is writing this run"):
            run(tmp_path / "r", service)


def test_a_fresh_run_does_not_take_the_folder_from_one_that_is_being_written(tmp_path: Path) -> None:
    with small_service() as service:
        run(tmp_path / "r", service)
        with appending(tmp_path / "r"), pytest.raises(RunInvalid, match="another process is writing this run"):
            run(tmp_path / "r", service, fresh=True)
    assert len(load_run(tmp_path / "r").observed) == 5


def test_a_run_that_another_process_began_meanwhile_is_left_to_it(tmp_path: Path) -> None:
    with small_service() as service:
        done = run(tmp_path / "r", service)
    with pytest.raises(RunInvalid, match="another process has just begun a run there"):
        begin(tmp_path / "r", done.manifest, CASES_OF_FIVE, [])
    assert load_run(tmp_path / "r") == done


def test_answers_that_cannot_be_written_are_told_by_their_file(tmp_path: Path) -> None:
    with small_service() as service:
        done = run(tmp_path / "r", service)
        (tmp_path / "r" / ANSWERS).unlink()
        (tmp_path / "r" / ANSWERS).mkdir()
        with pytest.raises(RunInvalid, match=r"answers\.jsonl: cannot be written \(Is a directory\)"):
            appending(tmp_path / "r").__enter__()
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(RunInvalid, match=r"answers\.jsonl: cannot be written \(No space left on device\)"):
            Answers(full, tmp_path / "r" / ANSWERS).append(done.observed[0])
    finally:
        os.close(full)


def test_a_token_that_is_not_taken_is_told_before_the_first_case(tmp_path: Path) -> None:
    with small_service(token="right") as service:
        with pytest.raises(EndpointUnusable, match=r"401: .* give its token with --token or OTVET_TOKEN"):
            run_into(tmp_path / "r", CASES_OF_FIVE, Live(service.address, "wrong"))
        assert not (tmp_path / "r").exists()
        assert len(run(tmp_path / "r", service).observed) == 5
    assert "right" not in (tmp_path / "r" / MANIFEST).read_text("utf-8")


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "127.0.0.1:8080", "http://[", "nowhere"])
def test_an_address_that_cannot_be_asked_is_named(tmp_path: Path, address: str) -> None:
    with pytest.raises(EndpointUnusable, match="http://"):
        run_into(tmp_path / "r", CASES_OF_FIVE, Live(address))


def test_a_case_that_says_no_time_takes_that_of_the_run_and_keeps_it(tmp_path: Path) -> None:
    own = case(7, case={"now": "2026-01-02T03:04:05+03:00", "id": "17"})
    with small_service(fate=dying_at("ticket 1")) as service:
        with pytest.raises(EndpointUnusable):
            run(tmp_path / "r", service, [own, *CASES_OF_FIVE])
        service.fate = lambda *given: False
        service.start()
        done = run(tmp_path / "r", service, [own, *CASES_OF_FIVE])
    times = [one.request["case"]["now"] for one in done.cases]
    assert times[0] == "2026-01-02T03:04:05+03:00"
    assert set(times[1:]) == {done.manifest.created.isoformat()}


def test_progress_counts_what_was_finished_before(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    with small_service() as service:
        run(tmp_path / "r", service)
        kept = (tmp_path / "r" / ANSWERS).read_text("utf-8").splitlines(keepends=True)
        (tmp_path / "r" / ANSWERS).write_text("".join(kept[:3]), "utf-8")
        run(tmp_path / "r", service, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(3, 5), (4, 5), (5, 5)]


def test_half_a_character_in_an_answer_is_read_as_one(tmp_path: Path) -> None:
    made = made_runs.run(tmp_path / "r", [made_runs.observed(case(1), made_runs.answer("a\ud83db"))])
    assert load_run(written(made)).observed == made.observed


def test_a_line_that_was_changed_by_hand_is_named(tmp_path: Path) -> None:
    with small_service() as service:
        run(tmp_path / "r", service)
    for line in (b'{"id": "c-0"}\n', b"no JSON\n{}", b"{\xff}\n{}"):
        (tmp_path / "r" / ANSWERS).write_bytes(line)
        with pytest.raises(RunInvalid, match="changed by hand"):
            load_run(tmp_path / "r")
