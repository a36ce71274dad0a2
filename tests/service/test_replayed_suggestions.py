"""A suggestion that was recorded is made again without a server, word for word."""

from __future__ import annotations

import json
from pathlib import Path

from service.errors import DegradedReason
from tests import hostile_llm as server

TOLD = "The export is repaired. The file arrives by email within 5 minutes."
ASK = {
    "conversation": {
        "channel": "email",
        "messages": [{"role": "end_user", "text": "I am Tom Ford, +7 912 345-67-89. How do I export orders?"}],
    },
    "end_user": {"name": "Tom", "surname": "Ford"},
    "case": {"now": "2026-11-02T10:00:00+00:00"},  # the day stands in the prompt
    "instruction": TOLD,
}
REPLY = json.dumps({"parts": [{"text": TOLD, "passages": []}], "unanswered": []})


def test_a_recorded_suggestion_is_replayed_word_for_word(otvet, index, written, tmp_path: Path) -> None:
    tape, request = tmp_path / "tape.jsonl", written(ASK)
    with server.hostile(server.says(REPLY)) as hostile:
        given = {"OTVET_LLM__BASE_URL": hostile.url, "OTVET_LLM__MODEL": "m", "OTVET_LLM__RECORD": tape}
        recorded = otvet("suggest", "--index", index, "--json", request, **given).json()
    replaying = {"OTVET_LLM__BASE_URL": "", "OTVET_LLM__RECORD": "", "OTVET_LLM__REPLAY": tape}
    replayed = otvet("suggest", "--index", index, "--json", request, **replaying).json()
    assert recorded["mode"] == replayed["mode"] == "llm"
    for answer in (recorded, replayed):
        del answer["drafts"][0]["draft_id"]  # new each time
    assert replayed["drafts"] == recorded["drafts"]
    assert replayed["usage"] == recorded["usage"]
    assert "345-67-89" not in tape.read_text("utf-8")


def test_a_request_that_was_not_recorded_is_answered_by_the_composer(otvet, index, written, tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    tape.touch()
    given = {"OTVET_LLM__REPLAY": tape, "OTVET_LLM__MODEL": "m"}
    suggestion = otvet("suggest", "--index", index, "--json", written(ASK), **given).json()
    assert (suggestion["mode"], suggestion["degraded_reason"]) == ("extractive", DegradedReason.UNREACHABLE)
