"""The file of a pack, which its owners may change -> the checker of its newest sound version."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog

from service.errors import OtvetError
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker
from service.standards.load import examine

_log = structlog.get_logger("otvet.standards")
_EVERY = 1.0  # seconds between two looks at the files
_Stamps = tuple[tuple[Path, int, int], ...]


class FreshChecker:
    """Looks at the files when asked, at most once a second, and compiles what has changed in the background.

    Whoever holds a checker keeps it to the end of the request. A pack that does not load is told to
    the log with file and line, and the checker before it stays in force.
    """

    def __init__(self, path: str, *, every: float = _EVERY, now: Callable[[], float] = time.monotonic) -> None:
        """Raises UnknownStandard or StandardInvalid: at the start there is nothing to fall back on."""
        self._path, self._every, self._now = path, every, now
        self._files = examine(path).files
        self._stamps = _stamps(self._files)  # before reading: what changes meanwhile is read again
        self._checker = open_checker(path)
        self._looked = now()
        self._gate = threading.Lock()
        self._compiling: threading.Thread | None = None

    def current(self) -> StandardChecker:
        """Never waits for a file to be compiled."""
        with self._gate:
            busy = self._compiling is not None and self._compiling.is_alive()
            if not busy and self._now() - self._looked >= self._every:
                self._look()
            return self._checker

    def close(self) -> None:
        """Waits for what is being compiled."""
        compiling = self._compiling
        if compiling is not None:
            compiling.join()

    def _look(self) -> None:
        self._looked = self._now()
        stamps = _stamps(self._files)
        if stamps != self._stamps:
            self._stamps = stamps
            self._compiling = threading.Thread(target=self._reopen, name="standard", daemon=True)
            self._compiling.start()

    def _reopen(self) -> None:
        kept = self._checker
        try:
            examined = examine(self._path)
            stamps = _stamps(examined.files)
            same = not examined.problems and examined.standard.version == kept.standard.version
            checker = kept if same else open_checker(self._path)
        except OtvetError as exc:
            _log.error("standard_refused", standard=self._path, kept=kept.version, problems=str(exc).splitlines())
            return
        with self._gate:
            self._files, self._stamps, self._checker = examined.files, stamps, checker
        if checker is not kept:
            _log.info("standard_reloaded", standard=self._path, version=checker.version)


def _stamps(files: Iterable[Path]) -> _Stamps:
    """Time and size of each file; a missing one counts as changed."""
    return tuple((file, *_stamp(file)) for file in files)


def _stamp(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return -1, -1
    return status.st_mtime_ns, status.st_size
