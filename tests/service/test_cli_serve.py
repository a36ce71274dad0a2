"""The served command as a process of its own: it says hello, answers, drains, and refuses what it cannot do."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.search import Searcher

OTVET = [sys.executable, "-m", "service"]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTVET_")}
    return {**kept, "OTVET_EMBEDDER": "hashing", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def index(tmp_path_factory, environment) -> Path:
    folder = tmp_path_factory.mktemp("served")
    lines = [
        {"id": "a's", "title": "How to export it's orders", "lang": "en", "body_markdown": "Choose Export in Orders."},
        {"id": "b", "title": "Лимиты", "lang": "ru", "body_markdown": "Не больше 100 запросов в минуту."},
    ]
    source = folder / "kb.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    into = folder / "index"
    subprocess.run([*OTVET, "index", "--into", into, source], env=environment, check=True, capture_output=True)
    return into


@contextmanager
def serving(index: Path, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    command = [*OTVET, "serve", "--index", str(index), "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line.rstrip("\n"))
                if line.startswith("Open "):
                    break
            yield process, said
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_a_request_that_works_and_stops_cleanly(index, environment, number):
    with serving(index, environment) as (process, said):
        curl = next(line for line in said if line.startswith("curl "))
        answer = json.loads(subprocess.run(["sh", "-c", curl], capture_output=True, check=True).stdout)
        assert answer["drafts"][0]["text"]
        assert answer["retrieved"][0]["article_id"] == "a's"
        process.send_signal(number)
        _out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert {"opened", "request", "suggestion", "closed"} <= {json.loads(line)["event"] for line in err.splitlines()}
    assert "export it's orders" not in err


def test_a_token_is_asked_for_but_not_printed(index, environment):
    with serving(index, {**environment, "OTVET_TOKEN": "s3cret"}) as (_, said):
        curl = next(line for line in said if line.startswith("curl "))
        assert "s3cret" not in curl
        refused = subprocess.run(["sh", "-c", curl], capture_output=True, check=True, env={**os.environ})
        allowed = subprocess.run(
            ["sh", "-c", curl], capture_output=True, check=True, env={**os.environ, "OTVET_TOKEN": "s3cret"}
        )
    assert json.loads(refused.stdout)["status"] == 401
    assert "drafts" in json.loads(allowed.stdout)


# --- refusals, in this process: they end before anything is served ----------------------------------------------


def test_a_port_in_use_exits_with_3(otvet):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = otvet("serve", "--port", port)
    assert ended.code == 3
    assert f"port {port} on 127.0.0.1 is in use" in ended.err


@pytest.mark.parametrize("host", ["203.0.113.1", "nowhere.invalid"])
def test_an_address_that_is_not_of_this_machine_exits_with_3(otvet, host):
    assert otvet("serve", "--host", host, "--port", 0, OTVET_TOKEN="x").code == 3


def test_an_open_address_without_a_token_exits_with_2(otvet):
    ended = otvet("serve", "--host", "0.0.0.0")
    assert ended.code == 2
    assert "OTVET_TOKEN" in ended.err


def test_an_index_of_another_model_exits_with_3_and_is_kept(otvet, kb, tmp_path):
    other = HashingEmbedder(dimension=32)
    index_paths([kb], into=tmp_path / "index", embedder=other)
    ended = otvet("serve", "--index", tmp_path / "index", "--port", 0)
    assert ended.code == 3
    assert "Traceback" not in ended.err
    assert Searcher(tmp_path / "index", other).describe().articles == 2


def test_no_index_exits_with_3_and_says_what_to_run(otvet, tmp_path):
    ended = otvet("serve", "--index", tmp_path / "none", "--port", 0)
    assert ended.code == 3
    assert "otvet index" in ended.err
