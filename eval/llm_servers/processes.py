"""A command that serves HTTP -> a server that is ready on loopback while a block lasts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

READY_S = 180.0  # loading torch on a busy machine
STOP_S = 10.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")  # no key of the person's own reaches these programs


class NotReady(Exception):
    """A server did not come up; the message names its log."""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], *, health: str, log: Path, environment: Mapping[str, str], folder: Path
) -> Iterator[None]:
    """The command, until the block ends; then it and all its children are gone. Raises NotReady."""
    with log.open("wb") as written:
        process = subprocess.Popen(  # noqa: S603 - a command of ours
            command,
            stdout=written,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**{name: os.environ[name] for name in INHERITED if name in os.environ}, **environment},
            cwd=folder,
            start_new_session=True,
        )
    try:
        _await_ready(process, health, log)
        yield
    finally:
        _stop(process)


def _await_ready(process: subprocess.Popen[bytes], health: str, log: Path) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotReady(f"{process.args!r} ended with {process.returncode}; its log is {log}")
        if _answers(health):
            return
        time.sleep(0.2)
    raise NotReady(f"{health} gave no answer within {READY_S:.0f} s; its log is {log}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2.0) as response:  # noqa: S310 - http on loopback
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    _signal(process, signal.SIGTERM)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()
    _signal(process, signal.SIGKILL)  # workers that outlived it


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the whole session of the process: its id is that of its first process."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
