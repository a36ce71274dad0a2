"""A real HTTP server on this machine that answers tickets as the service does, holds them, refuses them, or dies."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

VERSIONS = {"service": "1", "model": "composer", "prompt": "p", "standard": "default@1", "index": "1", "embedder": "e"}
Fate = Callable[["SmallService", str, Any], bool]  # (service, text of the ticket, handler) -> whether it was dealt with


@dataclass
class SmallService:
    """``asked``: the texts that were asked for, in their order, the plain ticket of the harness apart.

    ``absent``: ids of articles that it does not hold; any other it does. ``rules``: of its one standard.
    """

    versions: Mapping[str, str] = field(default_factory=lambda: dict(VERSIONS))
    token: str | None = None
    fate: Fate = lambda service, text, handler: False
    asked: list[str] = field(default_factory=list)
    absent: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    server: ThreadingHTTPServer | None = None
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        """Nobody listens on the port any more."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@contextmanager
def small_service(**given: Any) -> Iterator[SmallService]:
    service = SmallService(**given)
    service.start()
    try:
        yield service
    finally:
        service.stop()


def dying_at(text: str) -> Fate:
    """Breaks off the connection when that ticket comes, and listens no more."""

    def fate(service: SmallService, asked: str, handler: BaseHTTPRequestHandler) -> bool:
        if asked != text:
            return False
        service.stop()
        handler.close_connection = True
        return True

    return fate


def refusing(text: str, status: int) -> Fate:
    def fate(service: SmallService, asked: str, handler: BaseHTTPRequestHandler) -> bool:
        if asked == text:
            answer(handler, {"detail": "not that one"}, status)
        return asked == text

    return fate


def suggestion(text: str, versions: Mapping[str, str]) -> dict[str, Any]:
    return {
        "suggestion_id": "s",
        "outcome": "abstain",
        "outcome_reason": f"nothing is known of: {text}",
        "mode": "extractive",
        "language_code": "en",
        "stage": "first",
        "confidence": 0.1,
        "confidence_level": "LOW",
        "should_escalate": False,
        "drafts": [_draft(text)],
        "retrieved": [],
        "versions": dict(versions),
        "timings_ms": {"total": 1.0},
    }


def _draft(text: str) -> dict[str, Any]:
    return {
        "draft_id": "d",
        "text": f"About {text}: I have to ask.",
        "citations": [],
        "grounding": {"coverage": 1.0, "unsupported_claims": [], "supported_claims": []},
        "guardrail": {"verdict": "pass", "complete": True, "findings": [], "skipped": []},
    }


def answer(handler: BaseHTTPRequestHandler, value: Any, status: int = 200) -> None:
    body = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _handler(service: SmallService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.startswith("/v1/standards"):
                standard = {"id": "default", "rules": [{"id": one} for one in service.rules]}
                answer(self, standard if self.path.endswith("/default") else {"standards": [standard]})
                return
            held = unquote(self.path.removeprefix("/v1/articles/")) not in service.absent
            answer(self, {"status": "ready"}, 200 if held else 404)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = body["conversation"]["messages"][-1]["text"]
            if service.token and self.headers["Authorization"] != f"Bearer {service.token}":
                answer(self, {"detail": "the token is missing or wrong"}, 401)
                return
            if body.get("mode") != "extractive":
                service.asked.append(text)
            if not service.fate(service, text, self):
                answer(self, suggestion(text, service.versions))

        def log_message(self, *arguments: object) -> None:
            pass

    return Handler
