"""Over a real server: what happens when there is too much to do, and when clients leave."""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from service.settings import LlmSettings
from tests.fakes import FakeServices, HeldSuggester, fake_services
from tests.service.api.live import ASK, listening, wait_for


@pytest.fixture
def held() -> Iterator[tuple[HeldSuggester, FakeServices, Callable[..., httpx.Client]]]:
    services = fake_services()
    suggester = HeldSuggester(services.suggester)
    services.suggester = suggester
    with ExitStack() as stack:

        def start(**given: Any) -> httpx.Client:
            client = stack.enter_context(listening(services, **given))
            stack.callback(suggester.released.set)
            return client

        yield suggester, services, start


def test_beyond_the_queue_a_request_is_refused_and_health_still_answers(held):
    suggester, _, start = held
    client = start(max_concurrency=1, max_queue=1)
    with ThreadPoolExecutor(4) as callers:
        first = callers.submit(client.post, "/v1/suggestions", json=ASK)
        assert suggester.inside.acquire(timeout=10)
        others = [callers.submit(client.post, "/v1/suggestions", json=ASK) for _ in range(3)]
        refused = [one.result(10) for one in itertools.islice(as_completed(others), 2)]
        assert {one.status_code for one in refused} == {503}
        assert all(int(one.headers["retry-after"]) >= 1 for one in refused)
        assert {one.headers["content-type"] for one in refused} == {"application/problem+json"}
        assert client.get("/livez").status_code == client.get("/readyz").status_code == 200
        suggester.released.set()
        assert sorted(one.result(10).status_code for one in [first, *others]) == [200, 200, 503, 503]
    assert client.post("/v1/suggestions", json=ASK).status_code == 200


def test_a_request_past_its_deadline_is_a_504_and_frees_its_place_when_the_work_ends(held):
    suggester, _, start = held
    client = start(max_concurrency=1, max_queue=0, deadline_s=0.2)
    late = client.post("/v1/suggestions", json=ASK)
    assert late.status_code == 504
    assert late.headers["content-type"] == "application/problem+json"
    assert client.post("/v1/suggestions", json=ASK).status_code == 503  # the thread cannot be stopped
    suggester.released.set()
    wait_for(lambda: client.post("/v1/suggestions", json=ASK), lambda one: one.status_code == 200)


def test_a_client_that_leaves_while_waiting_never_starts_its_work(held):
    suggester, _, start = held
    client = start(max_concurrency=1, max_queue=1)
    with ThreadPoolExecutor(1) as callers:
        first = callers.submit(client.post, "/v1/suggestions", json=ASK)
        assert suggester.inside.acquire(timeout=10)
        with pytest.raises(httpx.ReadTimeout):
            client.post("/v1/suggestions", json=ASK, timeout=0.2)
        # Its place in the queue is free again: the next request waits there instead of being refused.
        third = wait_until_queued(client)
        suggester.released.set()
        assert first.result(10).status_code == 200
        assert third.result(10).status_code == 200
    assert suggester.calls == 1


def test_a_body_too_large_for_a_socket_buffer_still_gets_its_413(held):
    _, _, start = held
    client = start()
    response = client.post("/v1/check", content=b" " * 2**22, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_that_never_ends_meets_the_deadline(held):
    _, _, start = held
    client = start(deadline_s=0.2)
    with socket.create_connection((client.base_url.host, client.base_url.port)) as raw:
        raw.sendall(
            b"POST /v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        )
        raw.settimeout(10)
        assert raw.recv(1000).startswith(b"HTTP/1.1 504 ")


def test_work_that_runs_is_drained_before_the_services_close(held):
    suggester, services, _ = held
    with ThreadPoolExecutor(1) as callers:
        with listening(services) as client:
            asked = callers.submit(httpx.post, f"{client.base_url}/v1/suggestions".replace("//v1", "/v1"), json=ASK)
            assert suggester.inside.acquire(timeout=10)
            threading.Timer(0.3, suggester.released.set).start()
        assert asked.result(10).status_code == 200
    assert services.closed == 1


def wait_until_queued(client: httpx.Client):
    """A retrieval that waits in the queue, started as soon as there is room for it."""
    callers = ThreadPoolExecutor(1)
    for _ in range(200):
        asked = callers.submit(client.post, "/v1/retrieve", json={"query": "export"})
        try:
            asked.result(0.3)
        except TimeoutError:
            callers.shutdown(wait=False)
            return asked
    pytest.fail("there was never room in the queue")


class Silent:
    """A language model that is configured; the suggesters here stand for what waits for it."""

    name = "silent"


def test_suggestions_that_wait_for_a_language_model_take_no_place_from_anything_else(held):
    suggester, services, start = held
    services.model = Silent()
    client = start(max_concurrency=1, max_queue=0, llm=LlmSettings(max_concurrency=2))
    with ThreadPoolExecutor(2) as callers:
        waiting = [callers.submit(client.post, "/v1/suggestions", json=ASK) for _ in range(2)]
        assert all(suggester.inside.acquire(timeout=10) for _ in waiting)
        assert client.post("/v1/suggestions", json=ASK).status_code == 503
        assert client.post("/v1/check", json={"text": "All is well."}).status_code == 200
        assert client.post("/v1/retrieve", json={"query": "export"}).status_code == 200
        assert client.get("/readyz").status_code == 200
        suggester.released.set()
        assert [one.result(10).status_code for one in waiting] == [200, 200]


def test_a_suggestion_without_the_model_does_not_wait_behind_those_with_it(held):
    suggester, services, start = held
    services.model = Silent()
    client = start(max_concurrency=1, max_queue=0, llm=LlmSettings(max_concurrency=1))
    with ThreadPoolExecutor(2) as callers:
        first = callers.submit(client.post, "/v1/suggestions", json=ASK)
        assert suggester.inside.acquire(timeout=10)
        second = callers.submit(client.post, "/v1/suggestions", json={**ASK, "mode": "extractive"})
        assert suggester.inside.acquire(timeout=10)
        suggester.released.set()
        assert [one.result(10).status_code for one in (first, second)] == [200, 200]


def test_of_200_suggestions_at_once_no_more_than_the_limit_run_and_the_queue_is_served(held):
    suggester, services, start = held
    services.model = Silent()
    client = start(max_queue=12, llm=LlmSettings(max_concurrency=4))
    with ThreadPoolExecutor(200) as callers:
        asked = [callers.submit(client.post, "/v1/suggestions", json=ASK) for _ in range(200)]
        refused = [one.result(60) for one in itertools.islice(as_completed(asked), 184)]
        assert {one.status_code for one in refused} == {503}
        assert all(int(one.headers["retry-after"]) >= 1 for one in refused)
        assert suggester.calls == 4
        assert client.get("/livez").status_code == 200
        assert client.post("/v1/check", json={"text": "All is well."}).status_code == 200
        suggester.released.set()
        assert sorted(one.result(60).status_code for one in asked) == [200] * 16 + [503] * 184
    assert suggester.calls == 16
