"""A chat-completions server on loopback that takes its time: what a busy language model is to the service."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# It answers nothing, so that a suggestion costs one call and the measure is of waiting alone.
_GOLDEN = 0.618034  # spreads the calls evenly between half and one and a half of the delay: no two models march in step
_ANSWER = json.dumps({"parts": [], "unanswered": ["?"]})


class SlowModel(ThreadingHTTPServer):
    """Counts how many calls it holds at once."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, delay_s: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.delay_s = delay_s
        self.calls = self.inside = self.most = 0
        self.counting = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @contextmanager
    def counted(self) -> Iterator[int]:
        """The number of the call."""
        with self.counting:
            self.calls += 1
            self.inside += 1
            self.most = max(self.most, self.inside)
            number = self.calls
        try:
            yield number
        finally:
            with self.counting:
                self.inside -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SlowModel

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        with self.server.counted() as number:
            time.sleep(self.server.delay_s * (0.5 + number * _GOLDEN % 1))
        body = json.dumps(_completion()).encode()
        try:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            self.close_connection = True  # the service gave the call up

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the measure prints what counts."""


def _completion() -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": _ANSWER}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"id": "slow", "object": "chat.completion", "model": "slow", "choices": [choice], "usage": usage}


@contextmanager
def slow_model(delay_s: float) -> Iterator[SlowModel]:
    """Listening while the block runs."""
    server = SlowModel(delay_s)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
