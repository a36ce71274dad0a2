"""Requests with an Idempotency-Key: made once, answered as often as they come."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.exceptions import RequestValidationError

from service.api.repeats import Claim, Kept, Repeats
from service.errors import NotReady
from tests.fakes import FailingSuggester, FakeSuggester, HeldSuggester, fake_services
from tests.service.api.live import ASK, STREAM, events, listening

KEY = {"idempotency-key": "4f8c"}
OTHER = {**ASK, "end_user": {"name": "Anna"}}


def test_the_same_key_and_body_get_the_same_answer_and_are_worked_on_once(client, services):
    first = client.post("/v1/suggestions", json=ASK, headers=KEY)
    again = client.post("/v1/suggestions", json=ASK, headers=KEY)
    assert again.content == first.content
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(services.suggester.seen) == 1


def test_the_order_of_keys_in_the_body_does_not_matter(client, services):
    client.post("/v1/suggestions", json=OTHER, headers=KEY)
    turned = json.dumps(dict(reversed(OTHER.items())), indent=1)
    again = client.post("/v1/suggestions", content=turned, headers={**KEY, "content-type": "application/json"})
    assert again.headers["idempotency-replayed"] == "true"


def test_the_same_key_with_another_body_is_refused_naming_the_header(client, services):
    client.post("/v1/suggestions", json=ASK, headers=KEY)
    refused = client.post("/v1/suggestions", json=OTHER, headers=KEY)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "Idempotency-Key"
    assert len(services.suggester.seen) == 1


def test_the_same_key_at_another_operation_is_another_request(client):
    client.post("/v1/check", json={"text": "x"}, headers=KEY)
    assert client.post("/v1/retrieve", json={"query": "x"}, headers=KEY).status_code == 422


def test_a_change_that_is_repeated_under_its_key_is_not_made_again(client, services):
    body = {"title": "T", "body_markdown": "Words.", "language_code": "en"}
    first = client.put("/v1/articles/a", json=body, headers=KEY)
    again = client.put("/v1/articles/a", json=body, headers=KEY)
    assert first.json() == again.json()
    assert again.json()["status"] == "created"


def test_a_failure_is_not_kept(serve, services):
    working = services.suggester
    services.suggester = FailingSuggester(NotReady("the index is loading"))
    client = serve(services)
    assert client.post("/v1/suggestions", json=ASK, headers=KEY).status_code == 503
    services.suggester = working
    assert client.post("/v1/suggestions", json=ASK, headers=KEY).status_code == 200


def test_twins_wait_for_the_first_and_get_its_answer():
    services = fake_services()
    held = services.suggester = HeldSuggester(FakeSuggester(services.retriever))
    with listening(services) as client, ThreadPoolExecutor(5) as callers:
        twins = [callers.submit(client.post, "/v1/suggestions", json=ASK, headers=KEY) for _ in range(5)]
        assert held.inside.acquire(timeout=10)
        held.released.set()
        answers = [one.result(10) for one in twins]
    assert {one.status_code for one in answers} == {200}
    assert len({one.content for one in answers}) == 1
    assert held.calls == 1


def test_a_stream_and_its_repetition_end_with_the_same_answer(client, services):
    first = client.post("/v1/suggestions", json=ASK, headers={**KEY, **STREAM})
    again = client.post("/v1/suggestions", json=ASK, headers={**KEY, **STREAM})
    plain = client.post("/v1/suggestions", json=ASK, headers=KEY)
    assert events(again.text) == [events(first.text)[-1]]
    assert plain.json() == events(first.text)[-1][1]
    assert len(services.suggester.seen) == 1


def test_keys_of_other_tokens_are_other_keys():
    async def story():
        repeats = Repeats()
        mine = await repeats.claim("mine", b"a")
        assert isinstance(mine, Claim)
        mine.settle(Kept(200, b"1", None))
        assert isinstance(await repeats.claim("theirs", b"b"), Claim)

    asyncio.run(story())


def test_an_answer_is_kept_for_an_hour():
    now = [0.0]

    async def story():
        repeats = Repeats(lambda: now[0])
        (await repeats.claim("key", b"a")).settle(Kept(200, b"1", None))
        now[0] = 3599.0
        assert (await repeats.claim("key", b"a")).body == b"1"
        with pytest.raises(RequestValidationError):
            await repeats.claim("key", b"b")
        now[0] = 3600.0
        assert isinstance(await repeats.claim("key", b"b"), Claim)

    asyncio.run(story())


def test_only_the_latest_answers_are_kept_and_none_is_lost_that_is_being_made():
    async def story():
        repeats = Repeats(kept=3)
        pending = await repeats.claim("first", b"a")
        for number in range(5):
            (await repeats.claim(str(number), b"a")).settle(Kept(200, b"1", None))
        assert isinstance(await repeats.claim("0", b"a"), Claim)
        assert isinstance(await repeats.claim("4", b"a"), Kept)
        pending.settle(Kept(200, b"2", None))
        assert (await repeats.claim("first", b"a")).body == b"2"

    asyncio.run(story())
