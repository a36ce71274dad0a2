"""A real service on loopback: an index is rebuilt and swapped in, articles come and go, and no request fails."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from kb_index.build import index_paths
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.rebuild import rebuild_index
from service.app import create_app
from service.settings import Settings
from service.wiring import WiredServices, open_services
from tests.fakes import settings

EMBEDDER = HashingEmbedder()
ASK = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "How do I export orders?"}]}}
QUERY = {"query": "export orders", "language_code": "en", "limit": 50}
EDITIONS = ("first", "second")


def write_docs(folder: Path, edition: str) -> Path:
    """Pages whose every passage names its edition."""
    folder.mkdir(exist_ok=True)
    for n in range(8):
        text = f"Open Orders and choose Export. The file number {n} of the {edition} edition comes by email."
        (folder / f"p{n}.md").write_text(f"# How to export orders {n}\n\n{text}\n")
    return folder


@contextmanager
def served(folder: Path) -> Iterator[httpx.Client]:
    def opening(given: Settings) -> WiredServices:
        return open_services(given, embedder=EMBEDDER)

    app = create_app(settings(index=folder, embedder="hashing"), opening)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as sock:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            address = f"http://127.0.0.1:{sock.getsockname()[1]}"
            with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(30)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    index_paths([write_docs(tmp_path / "docs", "first")], into=tmp_path / "index", embedder=EMBEDDER)
    return tmp_path / "index"


def under_load(client: httpx.Client, act: Callable[[], None]) -> list[httpx.Response]:
    """What three clients are answered while something is done, and a little before and after."""
    stop = threading.Event()
    answers: list[httpx.Response] = []

    def ask(path: str, body: dict[str, object]) -> None:
        while not stop.is_set():
            answers.append(client.post(path, json=body))

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask, *one) for one in (("/v1/retrieve", QUERY),) * 2 + (("/v1/suggestions", ASK),)]
        try:
            wait_for_more(answers)
            act()
            wait_for_more(answers)
        finally:
            stop.set()
        for one in asking:
            one.result()
    return answers


def wait_for_more(answers: list[httpx.Response]) -> None:
    wanted, ticks = len(answers) + 4, threading.Event()
    while len(answers) < wanted:
        ticks.wait(0.01)


def editions(answer: httpx.Response) -> frozenset[str]:
    return frozenset(edition for edition in EDITIONS if f"{edition} edition" in answer.text)


def test_an_index_is_swapped_under_load_without_a_failed_request_or_a_mixed_answer(tmp_path: Path, index: Path) -> None:
    def swap() -> None:
        write_docs(tmp_path / "docs", "second")
        rebuild_index([tmp_path / "docs"], into=index, embedder=EMBEDDER)

    with served(index) as client:
        answers = under_load(client, swap)
        last = [client.post("/v1/retrieve", json=QUERY), client.post("/v1/suggestions", json=ASK)]
    assert {answer.status_code for answer in [*answers, *last]} == {200}
    assert {editions(answer) for answer in answers} == {frozenset({"first"}), frozenset({"second"})}
    assert {editions(answer) for answer in last} == {frozenset({"second"})}


def test_an_index_of_another_model_is_named_by_readiness_and_requests_go_on_in_the_former_one(
    tmp_path: Path, index: Path
) -> None:
    def swap() -> None:
        write_docs(tmp_path / "docs", "second")
        rebuild_index([tmp_path / "docs"], into=index, embedder=HashingEmbedder(dimension=32))

    utf16 = {**ASK, "offset_unit": "utf16"}
    with served(index) as client:
        answers = under_load(client, swap)
        last = [client.post("/v1/retrieve", json=QUERY), client.post("/v1/suggestions", json=utf16)]
        ready = client.get("/readyz")
        refused = client.delete("/v1/articles/p1")
    assert {answer.status_code for answer in [*answers, *last]} == {200}
    assert {editions(answer) for answer in [*answers, *last]} == {frozenset({"first"})}
    assert ready.status_code == 503
    assert "dimension=32" in ready.json()["not_ready"][0]
    assert (refused.status_code, "dimension=32" in refused.json()["detail"]) == (503, True)


def test_an_article_is_found_when_its_answer_is_there_and_never_again_after_its_delete(index: Path) -> None:
    with served(index) as client:
        failures: list[str] = []

        def come_and_go() -> None:
            for n in range(8):
                body = {"title": f"Export orders {n}", "body_markdown": "Export orders at once.", "language_code": "en"}
                assert client.put(f"/v1/articles/new{n}", json=body).json()["status"] == "created"
                if f"new{n}" not in client.post("/v1/retrieve", json=QUERY).text:
                    failures.append(f"new{n} was not found")
                assert client.delete(f"/v1/articles/new{n}").status_code == 204
                if (
                    f"new{n}"
                    in client.post("/v1/retrieve", json=QUERY).text + client.post("/v1/suggestions", json=ASK).text
                ):
                    failures.append(f"new{n} was still found")

        answers = under_load(client, come_and_go)
    assert failures == []
    assert {answer.status_code for answer in answers} == {200}
