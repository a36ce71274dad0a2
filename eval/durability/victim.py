"""Steps on stdin -> each made by a process of its own that may be killed in the middle of it.

The parent has loaded everything and runs one thread, so that a child costs milliseconds; it is a real process all the
same, and really killed: by itself at a given call, or by its parent at a given moment. Answers on stdout how it ended:
``done CALLS``, ``killed`` or ``failed STATUS``.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from types import FrameType

from eval.durability.steps import Kind, Step
from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.rebuild import rebuild_index
from kb_index.text.lemmas import search_terms
from kb_index.writer import IndexWriter

DIMENSION = 64


class Fuse:
    """Kills the process at its n-th call of a Python or C function (SQLite's among them); 0: only counts."""

    def __init__(self, at: int) -> None:
        self.calls = 0
        self._at = at

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        self.calls += 1
        if self.calls == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def light(self) -> None:
        threading.setprofile(self)
        sys.setprofile(self)


def perform(step: Step, index: Path, docs: Path) -> None:
    embedder = HashingEmbedder(DIMENSION)
    if step.kind in {Kind.BUILD, Kind.REBUILD}:
        build = index_paths if step.kind is Kind.BUILD else rebuild_index
        build([docs], into=index, embedder=embedder, prune=True)
        return
    with closing(IndexWriter(index, embedder)) as writer:
        if step.renamed is not None:
            writer.rename(*step.renamed)
        elif step.kind is Kind.BATCH:
            writer.batch(step.puts, step.deletes)
        elif step.puts:
            writer.put(step.puts[0])
        else:
            writer.delete(step.deletes[0])


def _child(work: Callable[[], None], fuse: Fuse, report: int) -> None:
    """Never returns."""
    code = 1
    try:
        fuse.light()
        work()
        sys.setprofile(None)
        os.write(report, f"{fuse.calls}".encode())
        code = 0
    finally:
        os._exit(code)  # without the parent's clean-up


def _fork(work: Callable[[], None], fuse: Fuse, *, killed_after: float | None) -> str:
    reading, report = os.pipe()
    pid = os.fork()
    if not pid:
        _child(work, fuse, report)
    os.close(report)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(pid, signal.SIGKILL)  # its number cannot have gone to another: it is waited for below
    _, status = os.waitpid(pid, 0)
    calls = os.read(reading, 100).decode()
    os.close(reading)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return "killed"
    return f"done {calls}" if status == 0 else f"failed {status}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(index: Path, docs: Path) -> None:
    for word in ("слово", "word"):
        search_terms(word)  # loads the dictionaries, which the children then share
    _say("ready")
    for line in sys.stdin:
        at, moment, message = line.split(" ", maxsplit=2)
        killed_after = float(moment) if float(moment) >= 0 else None
        work = partial(perform, Step.read(message), index, docs)
        _say(_fork(work, Fuse(int(at)), killed_after=killed_after))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
