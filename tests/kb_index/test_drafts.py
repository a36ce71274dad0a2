"""What a killed process left beside a folder goes; what another one is writing stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb_index.embedders.drafts import draft_beside, sweep

WRITER = """
import sys
from pathlib import Path
from kb_index.embedders.drafts import draft_beside
with draft_beside(Path(sys.argv[1])) as draft:
    (draft / "model.onnx").write_bytes(b"half of it")
    print("writing", flush=True)
    sys.stdin.readline()
"""


def test_the_draft_of_a_living_process_stays_and_that_of_a_killed_one_goes(tmp_path: Path) -> None:
    folder = tmp_path / "onnx-0123"
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        sweep(folder)
        assert len(list(tmp_path.iterdir())) == 1
        process.kill()
    sweep(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_draft_without_its_lock_is_given_a_moment(tmp_path: Path) -> None:
    young, old = tmp_path / "onnx-0123.young", tmp_path / "onnx-0123.former.old"
    for left in (young, old):
        left.mkdir()
    os.utime(old, (time.time() - 3600,) * 2)
    (tmp_path / "onnx-4567.other").mkdir()
    sweep(tmp_path / "onnx-0123")
    assert {left.name for left in tmp_path.iterdir()} == {"onnx-0123.young", "onnx-4567.other"}


def test_a_draft_that_was_not_moved_is_removed(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), draft_beside(tmp_path / "onnx-0123"):
        raise OSError("the disk is full")
    assert list(tmp_path.iterdir()) == []


def test_a_draft_that_was_moved_leaves_nothing_but_what_was_written(tmp_path: Path) -> None:
    with draft_beside(tmp_path / "onnx-0123") as draft:
        (draft / "model.onnx").write_bytes(b"all of it")
        draft.replace(tmp_path / "onnx-0123")
    assert [file.name for file in tmp_path.rglob("*")] == ["onnx-0123", "model.onnx"]
