"""Compiled phrases that outlive a process: the same as compiled anew, and never trusted without reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.guardrail.phrases.program import Program, compile_phrase
from service.guardrail.phrases.stored import store, stored
from service.guardrail.phrases.syntax import Shelf, read_phrase
from service.guardrail.phrases.words import Reading

PHRASES = ("^ не ..2 знать#1per", "(=нет|=ни) ..3 @date !,", "(кофе|<drink>)? чай", "=you !=will * @cap $")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "otvet"


def compiled() -> dict[tuple[str, str], Program]:
    lists = Shelf({"drink": ("сок", "вода")})
    return {(text, "any"): compile_phrase(read_phrase(text, lists), Reading.ANY) for text in PHRASES}


def test_what_was_stored_is_what_was_compiled(folder: Path) -> None:
    phrases = compiled()
    store("v1", phrases)
    again = stored("v1")
    assert again.keys() == phrases.keys()
    for key, program in phrases.items():
        assert (again[key].steps, again[key].anchor, again[key].needed) == (
            program.steps,
            program.anchor,
            program.needed,
        )


def test_another_version_has_nothing_stored(folder: Path) -> None:
    store("v1", compiled())
    assert stored("v2") == {}


def test_a_damaged_file_is_as_good_as_none(folder: Path) -> None:
    store("v1", compiled())
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:100], whole[:-7], b"\x00" * 50, b"not marshal at all"):
        file.write_bytes(damaged)
        assert stored("v1") == {}


def test_a_file_that_others_may_write_is_not_read(folder: Path) -> None:
    store("v1", compiled())
    (file,) = folder.iterdir()
    file.chmod(0o666)
    assert stored("v1") == {}


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    store("v1", compiled())
    assert stored("v1") == {}


def test_old_versions_go(folder: Path) -> None:
    for number in range(20):
        store(f"v{number}", compiled())
    assert len(list(folder.iterdir())) == 16
    assert stored("v19")


def test_what_is_in_use_outlives_the_versions_of_a_pack_that_is_being_written(folder: Path) -> None:
    store("shipped", compiled())
    (file,) = folder.iterdir()
    for number in range(20):
        os.utime(file, (0, 0))  # as if it had been used last long ago
        assert stored("shipped")
        store(f"v{number}", compiled())
    assert stored("shipped")
