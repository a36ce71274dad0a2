"""A file of a foreign format -> Articles, read in a process of its own that has limits of time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from queue import Empty, Full, Queue
from types import TracebackType

import kb_index
from kb_index.loaders.found import Found, Skipped
from kb_index.records import Article

SILENCE = 300.0  # seconds without an article or a reason; a long PDF on a busy machine takes a minute
MEMORY = 2_000_000_000  # bytes
_AHEAD = 64  # articles read before they are asked for


class ReadingApart:
    """Starts the process with the first file, and another after one that had to be stopped. Close it, or use with."""

    def __init__(self, *, silence: float = SILENCE, memory: int = MEMORY) -> None:
        """``silence`` in seconds, ``memory`` in bytes (kept where the system can: Linux)."""
        self._silence = silence
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: Queue[bytes] = Queue()
        self._closed = threading.Event()
        self._pump = threading.Thread()

    def __enter__(self) -> ReadingApart:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(self, loader: str, path: Path, root: Path) -> Iterator[Found | Skipped]:
        """What ``kb_index.loaders.<loader>.load`` gives; a Skipped where it dies or is silent for too long."""
        process = self._running()
        request = {"loader": loader, "path": str(path), "root": str(root)}
        with suppress(OSError):  # it died; the end of its answers says so below
            assert process.stdin is not None
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        finished = False
        try:
            for answer in self._answered(path):
                if isinstance(answer, Skipped):
                    yield answer
                    return
                if "done" in answer:
                    finished = True
                    return
                yield _item(answer, path)
        finally:
            if not finished:
                self.close()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._closed.set()
        process.kill()
        process.wait()
        with suppress(OSError):  # what was not sent to a dead process
            assert process.stdin is not None
            process.stdin.close()
        self._pump.join()

    def _answered(self, path: Path) -> Iterator[dict[str, object] | Skipped]:
        while True:
            try:
                line = self._answers.get(timeout=self._silence)
            except Empty:
                yield Skipped(path, f"took more than {self._silence:.0f} seconds to read; split it or save it anew")
                return
            if not line:
                yield Skipped(path, "broke the program that reads this format; save the file anew")
                return
            yield json.loads(line)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            code = Path(next(iter(kb_index.__path__))).parent
            paths = os.pathsep.join(part for part in (str(code), os.environ.get("PYTHONPATH", "")) if part)
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "kb_index.loaders.worker", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
            )
            self._answers, self._closed = Queue(_AHEAD), threading.Event()
            self._pump = threading.Thread(target=_pump, args=(self._process, self._answers, self._closed), daemon=True)
            self._pump.start()
        return self._process


def _pump(process: subprocess.Popen[bytes], answers: Queue[bytes], closed: threading.Event) -> None:
    """Lines to the queue, and an empty one at the end; nothing more once nobody listens."""
    assert process.stdout is not None
    with process.stdout as pipe:
        for line in chain(pipe, [b""]):
            while not closed.is_set():
                try:
                    answers.put(line, timeout=0.2)
                    break
                except Full:
                    continue


def _item(answer: dict[str, object], path: Path) -> Found | Skipped:
    line = answer["line"]
    number = line if isinstance(line, int) else None
    fields = answer.get("article")
    if not isinstance(fields, dict):
        return Skipped(path, str(answer["reason"]), number, unpublished=bool(answer["unpublished"]))
    return Found(Article(**{**fields, "access_groups": tuple(fields["access_groups"])}), path, number)
