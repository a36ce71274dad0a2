from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from service import logs
from tests.fakes import FailingSuggester, fake_services

MARK = "Zanzibar-4711"
ASK = {
    "conversation": {
        "channel": "email",
        "subject": MARK,
        "messages": [{"role": "end_user", "text": f"export {MARK}"}],
    },
    "end_user": {"name": MARK},
    "instruction": MARK,
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers, root.level
    logs.configure("debug", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers = before
    root.setLevel(level)


def test_no_log_line_holds_a_customers_words(serve, lines):
    client = serve(fake_services())
    failing = serve(fake_services(suggester=FailingSuggester(ValueError(MARK))))
    client.post("/v1/suggestions", json=ASK)
    failing.post("/v1/suggestions", json=ASK)
    client.post("/v1/suggestions", json={**ASK, MARK: MARK, "request_id": f"{MARK} {MARK}"})
    client.post("/v1/suggestions", content=f'{{"a": "{MARK}', headers={"content-type": "application/json"})
    client.post("/v1/check", json={"text": f"problem {MARK}", "sources": []})
    client.post("/v1/retrieve", json={"query": MARK})
    client.put("/v1/articles/a", json={"title": MARK, "body_markdown": MARK, "language_code": "en"})
    client.get(f"/v1/{MARK}?q={MARK}")
    client.get("/v1/articles/a")
    client.post("/v1/check", content=MARK.encode() * 10**5, headers={"content-type": "application/json"})
    written = lines.getvalue()
    assert MARK not in written
    assert len(written.splitlines()) >= 10


def test_a_request_leaves_one_line_of_json_with_ids_codes_and_durations(serve, lines):
    response = serve(fake_services()).post("/v1/suggestions", json=ASK)
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    (request,) = [event for event in events if event["event"] == "request"]
    (suggestion,) = [event for event in events if event["event"] == "suggestion"]
    assert request["request_id"] == suggestion["request_id"] == response.headers["x-request-id"]
    assert (request["method"], request["route"], request["status"]) == ("POST", "/v1/suggestions", 200)
    assert request["duration_ms"] > 0
    assert (suggestion["outcome"], suggestion["suggestion_id"]) == ("suggest", "sg-1")
    assert suggestion["versions"]["index"] == "1"


def test_a_crash_is_logged_by_kind_and_place(serve, lines):
    serve(fake_services(suggester=FailingSuggester(ValueError(MARK)))).post("/v1/suggestions", json=ASK)
    (crash,) = [json.loads(line) for line in lines.getvalue().splitlines() if "request_failed" in line]
    assert crash["error"] == "ValueError"
    assert any("fakes.py" in frame for frame in crash["at"])


def test_warnings_of_libraries_lose_their_exceptions_words(lines):
    try:
        raise ValueError(MARK)
    except ValueError:
        logging.getLogger("some.library").exception("it failed\nwhile holding %s", MARK)
    event = json.loads(lines.getvalue())
    assert (event["event"], event["error"]) == ("it failed", "ValueError")
    assert MARK not in lines.getvalue()
