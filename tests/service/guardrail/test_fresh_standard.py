"""A pack that changes under a running service: the new one takes over, a broken one does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.domain import CheckContext
from service.errors import StandardInvalid
from service.guardrail.fresh import FreshChecker
from service.wiring import Checkers
from tests.packs import COFFEE

HEAD = "standard: {name}\ndescription: {{ru: Проба, en: Sample}}\n"
RUSSIAN = CheckContext(language_code="ru")


def write(folder: Path, name: str, body: str) -> Path:
    path = folder / f"{name}.yaml"
    beside = folder / f"{name}.new"
    beside.write_text(HEAD.format(name=name) + body, encoding="utf-8")
    beside.replace(path)
    return path


def rules(severity: str = "error") -> str:
    return "rules:\n" + COFFEE.replace("severity: error", f"severity: {severity}")


def severity(fresh: FreshChecker) -> str:
    return fresh.current().check("Пейте кофе.", RUSSIAN).findings[0].rule.severity.value


def eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(1000):
        if holds():
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("changed", ["house", "brand"])
def test_a_changed_file_takes_over_whether_it_is_the_pack_or_one_that_it_extends(tmp_path, changed):
    write(tmp_path, "house", rules())
    brand = write(tmp_path, "brand", "extends: [house]\n")
    fresh = FreshChecker(str(brand), every=0)
    assert severity(fresh) == "error"
    with capture_logs() as logs:
        if changed == "house":
            write(tmp_path, "house", rules("info"))
        else:
            write(tmp_path, "brand", "extends: [house]\noverrides: {no-coffee: {severity: info}}\n")
        assert eventually(lambda: severity(fresh) == "info")
        fresh.close()
    assert ("standard_reloaded", fresh.current().version) in [(one["event"], one.get("version")) for one in logs]


def test_a_broken_pack_is_told_with_file_and_line_and_the_old_one_stays(tmp_path):
    path = write(tmp_path, "house", rules())
    fresh = FreshChecker(str(path), every=0)
    before = fresh.current()
    with capture_logs() as logs:
        write(tmp_path, "house", rules("grave"))
        assert eventually(lambda: severity(fresh) == "error" and bool(logs))
        fresh.close()
    assert fresh.current() is before
    refused = next(one for one in logs if one["event"] == "standard_refused")
    assert refused["problems"][0].startswith(f"{path}:5: `grave` is not known here")
    assert refused["kept"] == before.version
    write(tmp_path, "house", rules("warning"))
    assert eventually(lambda: severity(fresh) == "warning")
    fresh.close()


def test_a_failing_example_and_a_missing_file_keep_the_old_standard_too(tmp_path):
    path = write(tmp_path, "house", rules())
    fresh = FreshChecker(str(path), every=0)
    with capture_logs() as logs:
        write(tmp_path, "house", rules("info").replace("Пейте чай.", "Пейте кофе."))
        assert eventually(lambda: severity(fresh) == "error" and len(logs) == 1)
        path.unlink()
        assert eventually(lambda: severity(fresh) == "error" and len(logs) == 2)
        fresh.close()
    assert "a good example is found" in logs[0]["problems"][0]
    assert "cannot be read" in logs[1]["problems"][0]


def test_a_file_touched_without_a_change_keeps_the_checker(tmp_path):
    path = write(tmp_path, "house", rules())
    fresh = FreshChecker(str(path), every=0)
    before = fresh.current()
    write(tmp_path, "house", rules())
    fresh.current()
    fresh.close()
    assert fresh.current() is before


def test_the_files_are_looked_at_once_in_a_while_only(tmp_path):
    moments = [0.0]
    path = write(tmp_path, "house", rules())
    fresh = FreshChecker(str(path), every=1, now=lambda: moments[0])
    write(tmp_path, "house", rules("info"))
    moments[0] = 0.9
    assert severity(fresh) == "error"
    fresh.close()
    assert severity(fresh) == "error"
    moments[0] = 1.0
    fresh.current()
    fresh.close()
    assert severity(fresh) == "info"


def test_requests_under_way_keep_the_checker_they_began_with_and_none_is_dropped(tmp_path):
    path = write(tmp_path, "house", rules())
    fresh = FreshChecker(str(path), every=0)
    began, done, mixed = fresh.current(), threading.Event(), []

    def ask() -> None:
        while not done.is_set():
            checker = fresh.current()
            one = checker.check("Пейте кофе.", RUSSIAN).findings[0].rule
            if f"{one.standard}@{one.version}" != checker.version:
                mixed.append(one)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for grade in ("info", "grave", "warning"):
        write(tmp_path, "house", rules(grade))
        assert grade == "grave" or eventually(lambda grade=grade: severity(fresh) == grade)
    done.set()
    for asker in askers:
        asker.join()
    fresh.close()
    assert mixed == []
    assert began.check("Пейте кофе.", RUSSIAN).findings[0].rule.severity.value == "error"


def test_a_broken_pack_at_the_start_is_an_error(tmp_path):
    with pytest.raises(StandardInvalid):
        FreshChecker(str(write(tmp_path, "house", rules("grave"))))


def test_the_service_reloads_a_standard_given_as_a_file(tmp_path):
    path = write(tmp_path, "house", rules())
    checkers = Checkers(str(path))
    assert checkers(None) is checkers(str(path))
    write(tmp_path, "house", rules("info"))
    assert eventually(lambda: checkers(None).standard.rules[0].severity.value == "info")
    checkers.close()
