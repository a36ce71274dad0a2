"""`otvet llm check`: what an administrator learns about a server, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import hostile_llm as server

GOOD = '{"city": "Paris"}'


def test_a_good_server_is_usable_and_every_part_of_it_is_told(otvet) -> None:
    with server.hostile(server.says(GOOD, pieces=5)) as hostile:
        ended = otvet("llm", "check", "--json", OTVET_LLM__BASE_URL=hostile.url, OTVET_LLM__MODEL="m-1")
    found = ended.json()
    assert ended.code == 0
    assert {name: found[name] for name in ("usable", "reachable", "server", "model", "answers_as", "structure")} == {
        "usable": True,
        "reachable": True,
        "server": hostile.url,
        "model": "m-1",
        "answers_as": server.MODEL,
        "structure": "json_schema",
    }
    assert (found["follows_structure"], found["streams"], found["counts_tokens"]) == (True, True, True)
    assert (found["input_tokens"], found["output_tokens"]) == (100, len(GOOD))
    assert 0 < found["first_ms"] <= found["streamed_ms"]


def test_what_a_server_does_not_take_is_told(otvet) -> None:
    behaviour = server.refuses_fields("response_format.json_schema", "seed", answer=GOOD)
    with server.hostile(behaviour) as hostile:
        ended = otvet("llm", "check", "--json", OTVET_LLM__BASE_URL=hostile.url, OTVET_LLM__MODEL="m-1")
    assert (ended.code, ended.json()["structure"], ended.json()["not_taken"]) == (0, "json_object", ["seed"])


@pytest.mark.parametrize("said", ["Paris", "asjdh 77 k", '{"town": "Paris"}', '["Paris"]', '{"city": "Rome"}'])
def test_a_server_that_does_not_answer_what_it_was_asked_is_found_out(otvet, said: str) -> None:
    with server.hostile(server.says(said)) as hostile:
        ended = otvet("llm", "check", OTVET_LLM__BASE_URL=hostile.url, OTVET_LLM__MODEL="m-1")
    assert ended.code == 1
    assert "NOT usable" in ended.out


def test_json_in_a_fence_counts_as_json(otvet) -> None:
    with server.hostile(server.says(f"```json\n{GOOD}\n```")) as hostile:
        assert otvet("llm", "check", OTVET_LLM__BASE_URL=hostile.url, OTVET_LLM__MODEL="m-1").code == 0


def test_a_server_that_cannot_stream_is_not_usable_though_it_answers(otvet) -> None:
    async def behave(exchange: server.Exchange) -> None:
        await (server.fails(400) if exchange.streamed else server.says(GOOD))(exchange)

    with server.hostile(behave) as hostile:
        ended = otvet("llm", "check", "--json", OTVET_LLM__BASE_URL=hostile.url, OTVET_LLM__MODEL="m-1")
    assert (ended.code, ended.json()["follows_structure"], ended.json()["streams"]) == (1, True, False)
    assert "answered 400" in ended.json()["problem"]


@pytest.mark.parametrize(
    ("behaviour", "code", "reason"),
    [
        (server.fails(401), 2, "llm_refused"),
        (server.fails(404), 2, "llm_refused"),
        (server.fails(503), 3, "llm_server_error"),
        (server.refuses, 3, "llm_unreachable"),
        (server.html, 3, "llm_bad_answer"),
    ],
)
def test_a_server_without_an_answer_gives_its_reason_and_code(otvet, behaviour: Any, code: int, reason: str) -> None:
    with server.hostile(behaviour) as hostile:
        given = {"OTVET_LLM__BASE_URL": hostile.url, "OTVET_LLM__MODEL": "m-1", "OTVET_LLM__RETRIES": "0"}
        ended = otvet("llm", "check", "--json", OTVET_LLM__API_KEY="s3cret", **given)
    assert (ended.code, ended.json()["reachable"], ended.json()["reason"]) == (code, False, reason)
    assert "s3cret" not in ended.out + ended.err


def test_an_address_without_its_v1_is_pointed_at(otvet) -> None:
    async def behave(exchange: server.Exchange) -> None:
        await (server.says(GOOD) if exchange.seen.path.startswith("/v1/") else server.fails(404))(exchange)

    with server.hostile(behave) as hostile:
        ended = otvet("llm", "check", OTVET_LLM__BASE_URL=hostile.url.removesuffix("/v1"), OTVET_LLM__MODEL="m-1")
        assert (ended.code, "most servers want /v1" in ended.out) == (2, True)
        assert otvet("llm", "check", OTVET_LLM__BASE_URL=hostile.url, OTVET_LLM__MODEL="m-1").code == 0


def test_without_settings_it_says_which_ones_to_set(otvet) -> None:
    ended = otvet("llm", "check")
    assert ended.code == 2
    assert "OTVET_LLM__BASE_URL, OTVET_LLM__MODEL" in ended.err


def test_a_replay_is_no_server(otvet) -> None:
    ended = otvet("llm", "check", OTVET_LLM__REPLAY="tape.jsonl", OTVET_LLM__MODEL="m")
    assert (ended.code, "OTVET_LLM__REPLAY is set" in ended.err) == (2, True)


def test_a_check_is_not_recorded(otvet, tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    with server.hostile(server.says(GOOD)) as hostile:
        given = {"OTVET_LLM__BASE_URL": hostile.url, "OTVET_LLM__MODEL": "m", "OTVET_LLM__RECORD": tape}
        assert otvet("llm", "check", **given).code == 0
    assert not tape.exists()


def test_the_question_holds_nothing_of_a_customer(otvet) -> None:
    with server.hostile(server.says(GOOD)) as hostile:
        otvet("llm", "check", OTVET_LLM__BASE_URL=hostile.url, OTVET_LLM__MODEL="m-1")
    whole, streamed = hostile.requests
    assert whole.json["messages"] == streamed.json["messages"]
    assert "capital of France" in json.dumps(whole.json)
