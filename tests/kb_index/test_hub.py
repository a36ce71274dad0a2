"""A model that is only a name is downloaded where the hub can be asked, and refused within seconds where it cannot."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.word_model import write_word_model

OPEN = """
import sys
from pathlib import Path
from kb_index.embedders.open import open_embedder
from kb_index.errors import EmbedderUnavailable
try:
    embedder = open_embedder(sys.argv[1], cache=Path(sys.argv[2]))
    print(embedder.fingerprint, round(float(embedder.embed_query("paid bill") @ embedder.embed_query("bill paid")), 3))
except EmbedderUnavailable as exc:
    print("unavailable:", exc)
"""
FIND = "import sys; from kb_index.embedders.hub import hub_folder; print(hub_folder(sys.argv[1]))"
COMMIT = "a" * 40
# The former behaviour was a minute of retries; a loaded machine needs some seconds to import the libraries.
SOON = 30.0


def opened(name: str, endpoint: str, home: Path, *, script: str = OPEN, **environment: str) -> tuple[str, float]:
    """What a process of its own says of the model, and how long it took."""
    known = {key: value for key, value in os.environ.items() if not key.upper().endswith("_PROXY")}
    told = {"HF_ENDPOINT": endpoint, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1", **environment}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script, name, str(home / "cache")],
        env=known | told,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip(), time.monotonic() - started


def unused_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def test_a_hub_that_refuses_connections_is_said_within_seconds(tmp_path: Path) -> None:
    said, seconds = opened("some-team/some-model", f"http://127.0.0.1:{unused_port()}", tmp_path)
    assert said.startswith("unavailable: The model “some-team/some-model” is not on this machine")
    assert "set OTVET_EMBEDDER to its folder" in said
    assert seconds < SOON


def test_a_hub_that_never_answers_is_said_within_seconds(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        said, seconds = opened("some-model", f"http://127.0.0.1:{silent.getsockname()[1]}", tmp_path)
    assert said.startswith("unavailable: The model “some-model” is not on this machine")
    assert seconds < SOON


def test_without_leave_to_use_the_network_nothing_is_asked(tmp_path: Path) -> None:
    with hub({}) as (endpoint, asked):
        said, _ = opened("some-team/some-model", endpoint, tmp_path, HF_HUB_OFFLINE="1")
    assert said.startswith("unavailable: ")
    assert asked == []


def test_a_download_that_was_broken_off_is_no_model_yet(tmp_path: Path) -> None:
    place = tmp_path / "hub" / "models--some-team--bills"
    (place / "snapshots" / COMMIT).mkdir(parents=True)
    (place / "refs").mkdir()
    (place / "refs" / "main").write_text(COMMIT)
    (place / "snapshots" / COMMIT / "modules.json").write_text("[]")
    said, _ = opened("some-team/bills", f"http://127.0.0.1:{unused_port()}", tmp_path)
    assert said.startswith("unavailable: The model “some-team/bills” is not on this machine")


def test_a_model_that_the_hub_does_not_have_is_called_unknown(tmp_path: Path) -> None:
    with hub({}) as (endpoint, asked):
        said, _ = opened("some-team/some-model", endpoint, tmp_path)
    assert "offers no model “some-team/some-model”" in said
    assert [path for path in asked if "some-model" in path] == ["/api/models/some-team/some-model"]


def test_a_model_that_the_hub_offers_is_downloaded_and_then_found_without_it(tmp_path: Path) -> None:
    model = write_word_model(tmp_path / "offered", {"paid": 0, "bill": 1})
    files = {path.relative_to(model).as_posix(): path.read_bytes() for path in model.rglob("*") if path.is_file()}
    with hub(files) as (endpoint, asked):
        said, _ = opened("some-team/bills", endpoint, tmp_path / "home")
    assert said.startswith("some-team/bills@"), said
    assert said.endswith(" 1.0")
    assert any("/resolve/" in path for path in asked)
    with hub({}) as (endpoint, asked):
        again, _ = opened("some-team/bills", endpoint, tmp_path / "home", script=FIND)
    assert {path.name for path in Path(again).iterdir()} == set(files)
    assert asked == []


@contextmanager
def hub(files: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """A hub on loopback with one model at most, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            self._answer(self.path.split("?")[0], body=True)

        def do_HEAD(self) -> None:
            asked.append(self.path)
            self._answer(self.path.split("?")[0], body=False)

        def log_message(self, *values: object) -> None:
            pass

        def _answer(self, path: str, *, body: bool) -> None:
            if files and path.startswith("/api/models/"):
                self._send(200, _listing(path, files), {"content-type": "application/json"}, body=body)
            elif path.partition("/resolve/")[2].partition("/")[2] in files:
                data = files[path.partition("/resolve/")[2].partition("/")[2]]
                headers = {"etag": f'"{hashlib.sha256(data).hexdigest()}"', "x-repo-commit": COMMIT}
                self._send(200, data, headers, body=body)
            else:
                code = "EntryNotFound" if files else "RepoNotFound"
                self._send(404, b"{}", {"x-error-code": code, "x-repo-commit": COMMIT}, body=body)

        def _send(self, status: int, data: bytes, headers: dict[str, str], *, body: bool) -> None:
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            if body:
                self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def _listing(path: str, files: dict[str, bytes]) -> bytes:
    if "/tree/" in path:
        return json.dumps([_entry(name, data) for name, data in files.items()]).encode()
    siblings = [{"rfilename": name} for name in files]
    return json.dumps({"id": "some-team/bills", "sha": COMMIT, "siblings": siblings, "tags": []}).encode()


def _entry(name: str, data: bytes) -> dict[str, object]:
    oid = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # git's own name of a file
    return {"type": "file", "path": name, "size": len(data), "oid": oid}
