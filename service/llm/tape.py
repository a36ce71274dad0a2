"""Exchanges with a language model -> a file, and that file -> the same exchanges without a server."""

from __future__ import annotations

import os
import stat
import threading
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import structlog

from service.call import Call
from service.domain import ChatAnswer, ChatRequest
from service.errors import ChatFailed, ConfigInvalid, DegradedReason
from service.llm.exchange import Exchange, Failure, LineInvalid, LineUnreadable, key_of, line_of, read_line
from service.ports import ChatModel, Heard

OWNER_ONLY = 0o600  # masked is not public: an article or an instruction may be in it
log = structlog.get_logger()


class RecordingChat:
    """Asks ``inner`` and appends what came of it: one line per exchange, failures too, so that they replay as well.

    A cancelled call leaves no line. A disk that takes no more costs lines (a warning each), never an answer.
    """

    def __init__(self, inner: ChatModel, path: Path) -> None:
        """Raises ConfigInvalid where the file cannot be written."""
        self._inner = inner
        self._tape = _Tape(path)

    @property
    def name(self) -> str:
        return self._inner.name

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        stretches: list[str] = []

        def hear(stretch: str) -> None:
            stretches.append(stretch)
            if heard is not None:
                heard(stretch)

        try:
            answer = self._inner.complete(request, call=call, heard=None if heard is None else hear)
        except ChatFailed as exc:
            self._tape.append(line_of(request, Failure(exc.reason, str(exc)), tuple(stretches)))
            raise
        self._tape.append(line_of(request, answer, tuple(stretches)))
        return answer

    def close(self) -> None:
        """Closes the file, then what is recorded where that can be closed."""
        self._tape.close()
        close = getattr(self._inner, "close", None)
        if close is not None:
            close()


class _Tape:
    """A file that grows by whole lines; what a crash left half written stays behind as a line of its own."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
            if stat.S_ISREG(os.fstat(self._file).st_mode):
                os.fchmod(self._file, OWNER_ONLY)  # it may be there already, and readable for others
            self._torn = not _ends_whole(self._file)
        except OSError as exc:
            raise ConfigInvalid(
                f"OTVET_LLM__RECORD: {path} cannot be written ({exc.strerror}); name a file in a folder that can be"
            ) from exc

    def append(self, line: bytes) -> None:
        with self._lock:
            if self._file < 0:
                return
            held = b"\n" + line if self._torn else line
            try:
                self._torn = os.write(self._file, held) != len(held)
            except OSError as exc:
                self._torn = True
                log.warning("exchange_not_recorded", error=type(exc).__name__, errno=exc.errno)

    def close(self) -> None:
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
            self._file = -1


def _ends_whole(file: int) -> bool:
    size = os.fstat(file).st_size  # 0 for a device as well
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"


class ReplayChat:
    """Answers from a tape, byte for byte. A request that was recorded several times gets its answers in their order,
    then the last one again. ``damaged``: numbers of the torn lines, which are left out and logged.
    """

    def __init__(self, path: Path, *, name: str) -> None:
        """Raises ConfigInvalid: a file that cannot be read, or a whole line that is no exchange."""
        self.name = name
        self._lock = threading.Lock()
        self._next: dict[str, int] = defaultdict(int)
        self._exchanges, self.damaged = _read(path)
        for number in self.damaged:
            log.warning("exchange_damaged", file=path.name, line=number)

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        call.cancellation.check()
        exchange = self._take(key_of(request))
        outcome = exchange.outcome
        if heard is not None:
            _feed(exchange, call, heard)
        if isinstance(outcome, Failure):
            raise ChatFailed(outcome.reason, outcome.message)
        return outcome

    def close(self) -> None:
        """Nothing is held."""

    def _take(self, key: str) -> Exchange:
        recorded = self._exchanges.get(key)
        if not recorded:
            raise ChatFailed(
                DegradedReason.UNREACHABLE,
                f"no recorded exchange for this request ({key[:12]}); the prompt or a setting differs from the "
                "recording: record it anew with OTVET_LLM__RECORD",
            )
        with self._lock:
            number = self._next[key]
            self._next[key] = number + 1
        return recorded[min(number, len(recorded) - 1)]


def _feed(exchange: Exchange, call: Call, heard: Heard) -> None:
    whole = (exchange.outcome.text,) if isinstance(exchange.outcome, ChatAnswer) else ()
    for stretch in exchange.stretches or whole:
        call.cancellation.check()
        heard(stretch)


def _read(path: Path) -> tuple[Mapping[str, tuple[Exchange, ...]], tuple[int, ...]]:
    found: dict[str, list[Exchange]] = defaultdict(list)
    damaged: list[int] = []
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            exchange = read_line(line)
        except LineUnreadable:
            damaged.append(number)
        except LineInvalid as exc:
            raise ConfigInvalid(f"OTVET_LLM__REPLAY: {path}, line {number} is no recorded exchange: {exc}") from exc
        else:
            found[exchange.key].append(exchange)
    return {key: tuple(exchanges) for key, exchanges in found.items()}, tuple(damaged)


def _lines(path: Path) -> tuple[bytes, ...]:
    try:
        held = path.read_bytes()
    except OSError as exc:
        raise ConfigInvalid(f"OTVET_LLM__REPLAY: {path} cannot be read ({exc.strerror}); check the path") from exc
    return tuple(held.split(b"\n"))
