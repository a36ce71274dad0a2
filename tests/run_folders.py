"""A Run made by hand -> its folder, written as `otvet eval run` writes one."""

from __future__ import annotations

from pathlib import Path

from eval.runs.folder import appending, begin
from eval.runs.record import Run


def written(run: Run) -> Path:
    """``run.folder``, which must not be there, or be empty."""
    begin(run.folder, run.manifest, run.cases, ())
    with appending(run.folder) as answers:
        for one in run.observed:
            answers.append(one)
    return run.folder
