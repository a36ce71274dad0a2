"""The app on fake services behind a real server on loopback, and requests to send to it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from service.app import create_app
from tests.fakes import FakeServices, opening, settings

ASK = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "How to export orders?"}]}}
STREAM = {"accept": "text/event-stream"}


@contextmanager
def listening(services: FakeServices, **given: Any) -> Iterator[httpx.Client]:
    config = uvicorn.Config(create_app(settings(**given), opening(services)), port=0, log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as sock:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            limits = httpx.Limits(max_connections=None)
            address = f"http://127.0.0.1:{sock.getsockname()[1]}"
            with httpx.Client(base_url=address, timeout=60, limits=limits) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(20)


def wait_for(call: Callable[[], httpx.Response], accept: Callable[[httpx.Response], bool]) -> httpx.Response:
    """Calls until the answer is the expected one: other threads need a moment to arrive."""
    for _ in range(200):
        response = call()
        if accept(response):
            return response
        time.sleep(0.02)
    pytest.fail(f"never accepted; the last answer was {response.status_code}")


def events(text: str) -> list[tuple[str, Any]]:
    """(name, body) of each event; comments are left out."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found
