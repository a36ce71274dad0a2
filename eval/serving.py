"""An index folder -> the real service in a process of its own, on a free port, for as long as the block runs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

import httpx

from eval.errors import EndpointUnusable

START_S = 120.0  # a slow disk and a cold cache included
STOP_S = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    address: str
    ready_s: float  # from the start of the process until /readyz answers 200


@contextmanager
def served(index: Path, *, embedder: str, log: Path, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """``otvet serve`` on loopback; its words go to ``log``. ``settings``: further ``OTVET_…`` variables.

    Raises EndpointUnusable if it does not get ready.
    """
    port = _free_port()
    command = [sys.executable, "-m", "service", "serve", "--index", str(index), "--port", str(port)]
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith("OTVET_")}
    environment = {**own, "OTVET_EMBEDDER": embedder, "OTVET_LOG_LEVEL": "warning", **(settings or {})}
    started = perf_counter()
    with log.open("wb") as words:
        process = subprocess.Popen(command, env=environment, stdout=words, stderr=words)  # noqa: S603 - our own command
        try:
            address = f"http://127.0.0.1:{port}"
            _await_ready(process, address, log)
            yield Served(address, perf_counter() - started)
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _await_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = perf_counter() + START_S
    while perf_counter() < deadline and process.poll() is None:
        if _answers(address):
            return
        sleep(0.02)
    told = log.read_text(encoding="utf-8", errors="replace").strip()
    raise EndpointUnusable(f"the service did not get ready; its last words: {told[-2000:] or 'none'}")


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
