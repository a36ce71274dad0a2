"""Suggestions as server-sent events, over a real server: order, places, failures, and clients that leave."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from kb_index.records import Span
from service.api.feed import Feed
from service.api.gate import Gate
from service.api.schemas.problem import HealthAnswer
from service.api.streaming import EventStream
from service.call import Call, Drafted, Found, Retrieved, Withdrawn
from service.domain import Finding, RetrievedArticle, Suggestion, Ticket
from service.errors import NotReady, RequestCancelled, UnknownStandard
from tests.fakes import RULE, FakeServices, fake_services
from tests.service.api.live import ASK, STREAM, events, listening

FOUND = RetrievedArticle("orders/export", "Export orders", None, 0.8, used=False, excerpt="Open Orders")


@dataclass
class Teller:
    """Tells what it is given and then does ``then``; the answer is the inner suggester's."""

    services: FakeServices
    told: tuple[object, ...]
    then: Callable[[Call], None] = lambda call: None
    heard: list[Call] = field(default_factory=list)

    def suggest(self, ticket: Ticket, call: Call) -> Suggestion:
        self.heard.append(call)
        for event in self.told:
            call.tell(event)
        self.then(call)
        return self.answering.suggest(ticket, call)

    def __post_init__(self):
        self.answering = self.services.suggester
        self.services.suggester = self


def cancelled_or_late(call: Call) -> None:
    """As a slow model is waited for: until the request is cancelled."""
    ended = threading.Event()
    call.cancellation.when_cancelled(ended.set)
    assert ended.wait(10), "nobody cancelled the work"
    raise RequestCancelled


def ask(client: httpx.Client, **changes: object) -> httpx.Response:
    return client.post("/v1/suggestions", json={**ASK, **changes}, headers=STREAM)


def test_events_come_in_order_and_the_last_one_is_the_whole_answer(serve, services):
    finding = Finding(RULE, "Say what happened.", Span(4, 11), "problem")
    Teller(services, (Retrieved((FOUND,)), Drafted("🙂 A "), Drafted("problem."), Found(finding)))
    client = serve(services)
    response = ask(client)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    told = events(response.text)
    assert [name for name, _ in told] == ["retrieved", "draft.delta", "draft.delta", "finding", "suggestion"]
    assert told[0][1]["retrieved"][0]["article_id"] == "orders/export"
    assert told[1][1] == {"text": "🙂 A ", "span": {"start": 0, "end": 4}}
    assert told[2][1] == {"text": "problem.", "span": {"start": 4, "end": 12}}
    assert told[3][1]["span"] == {"start": 4, "end": 11}
    assert told[4][1] == client.post("/v1/suggestions", json=ASK).json()


def test_events_are_numbered(serve, services):
    Teller(services, (Retrieved(()), Drafted("A")))
    ids = [line for line in ask(serve(services)).text.splitlines() if line.startswith("id: ")]
    assert ids == ["id: 1", "id: 2", "id: 3"]


def test_places_are_in_utf16_units_where_those_are_asked_for(serve, services):
    Teller(services, (Drafted("🙂 A "), Drafted("B")))
    told = events(ask(serve(services), offset_unit="utf16").text)
    assert [body["span"] for _, body in told[:2]] == [{"start": 0, "end": 5}, {"start": 5, "end": 6}]


def test_a_withdrawn_draft_starts_anew_at_zero(serve, services):
    Teller(services, (Drafted("One."), Withdrawn("llm_ungrounded"), Drafted("Two.")))
    told = events(ask(serve(services)).text)
    assert told[1] == ("draft.withdrawn", {"reason": "llm_ungrounded"})
    assert told[2][1]["span"] == {"start": 0, "end": 4}


def test_work_that_tells_nothing_is_a_stream_of_its_answer(client):
    assert [name for name, _ in events(ask(client).text)] == ["suggestion"]


def test_what_fails_before_the_first_event_is_an_ordinary_problem(serve, services):
    Teller(services, (), then=raising(UnknownStandard("there is no such standard")))
    response = ask(serve(services))
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("error", "status"), [(NotReady("the index is gone"), 503), (KeyError("Zanzibar"), 500)])
def test_what_fails_later_is_an_event_with_the_problem_in_it(serve, services, error, status):
    Teller(services, (Drafted("One."),), then=raising(error))
    response = ask(serve(services))
    name, body = events(response.text)[-1]
    assert (name, body["status"]) == ("error", status)
    assert body["request_id"] == response.headers["x-request-id"]
    assert "Zanzibar" not in response.text


def raising(error: Exception) -> Callable[[Call], None]:
    def then(call: Call) -> None:
        raise error

    return then


def test_a_stream_past_its_deadline_ends_with_a_504_and_cancels_the_work():
    teller = Teller(fake_services(), (Drafted("One."),), then=cancelled_or_late)
    with listening(teller.services, deadline_s=1.0) as client:
        name, body = events(ask(client).text)[-1]
        assert (name, body["status"]) == ("error", 504)
    assert teller.heard[0].cancellation.cancelled


def test_work_is_told_to_end_before_the_deadline_of_its_request(serve, services):
    teller = Teller(services, ())
    before = time.monotonic()
    ask(serve(services, deadline_s=20.0))
    assert before + 19 < teller.heard[0].until < time.monotonic() + 20


def test_a_reader_who_leaves_cancels_the_work_and_frees_its_place():
    teller = Teller(fake_services(), (Drafted("One."),), then=cancelled_or_late)
    with listening(teller.services, max_concurrency=1, max_queue=0) as client:
        with client.stream("POST", "/v1/suggestions", json=ASK, headers=STREAM) as response:
            assert next(response.iter_lines()) == "event: draft.delta"
        assert eventually(lambda: teller.heard[0].cancellation.cancelled)
        assert eventually(lambda: client.post("/v1/check", json={"text": "x"}).status_code == 200)


def test_a_client_of_plain_json_that_leaves_cancels_the_work_and_frees_its_place():
    teller = Teller(fake_services(), (), then=cancelled_or_late)
    with listening(teller.services, max_concurrency=1, max_queue=0) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/v1/suggestions", json=ASK, timeout=1.0)
        assert eventually(lambda: teller.heard[0].cancellation.cancelled)
        assert eventually(lambda: client.post("/v1/check", json={"text": "x"}).status_code == 200)


def test_a_plain_request_past_its_deadline_cancels_the_work():
    teller = Teller(fake_services(), (), then=cancelled_or_late)
    with listening(teller.services, deadline_s=1.0) as client:
        assert client.post("/v1/suggestions", json=ASK).status_code == 504
        assert eventually(lambda: teller.heard[0].cancellation.cancelled)


def test_streams_beyond_the_queue_are_refused_with_an_ordinary_503():
    teller = Teller(fake_services(), (Drafted("One."),), then=cancelled_or_late)
    with (
        listening(teller.services, max_concurrency=1, max_queue=0) as client,
        client.stream("POST", "/v1/suggestions", json=ASK, headers=STREAM) as response,
    ):
        lines = response.iter_lines()  # kept: an iterator that is thrown away closes its connection
        next(lines)
        refused = ask(client)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) >= 1


def test_a_server_that_is_told_to_stop_ends_its_open_streams_properly():
    released = threading.Event()
    teller = Teller(fake_services(), (Drafted("One."),), then=lambda call: released.wait(10) and None)
    with ThreadPoolExecutor(1) as readers:
        with listening(teller.services) as client:
            reading = readers.submit(httpx.post, client.base_url.join("/v1/suggestions"), json=ASK, headers=STREAM)
            assert eventually(lambda: teller.heard)
            threading.Timer(0.3, released.set).start()
        assert events(reading.result(10).text)[-1][0] == "suggestion"
    assert teller.services.closed == 1


def test_a_silent_stream_is_kept_alive_with_comments():
    sent: list[bytes] = []

    async def streaming() -> None:
        gate = Gate(workers=1, queue=0)
        slow = Feed(gate, lambda call: time.sleep(0.3) or HealthAnswer(status="ok"), until=time.monotonic() + 5)
        stream = EventStream(request(), slow, Drafted("One."), unit="codepoint", keep_alive_s=0.05)
        await stream({}, forever, keeping(sent))
        gate.close()

    asyncio.run(streaming())
    assert sent.count(b": ping\n\n") >= 2


def keeping(sent: list[bytes]):
    async def send(message):
        sent.append(message.get("body", b""))

    return send


async def forever():
    await asyncio.Event().wait()


def request():
    from starlette.requests import Request

    return Request({"type": "http", "headers": [], "state": {"until": time.monotonic() + 5, "deadline_s": 5.0}})


def eventually(true: Callable[[], object]) -> bool:
    for _ in range(250):
        if true():
            return True
        time.sleep(0.02)
    return False
