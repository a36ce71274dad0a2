"""Recording exchanges to a file and answering from it."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.call import Call, Cancellation
from service.domain import ChatAnswer, ChatMessage, ChatRequest, TokenUsage
from service.errors import ChatFailed, ConfigInvalid, DegradedReason, RequestCancelled
from service.llm.exchange import key_of
from service.llm.tape import RecordingChat, ReplayChat
from service.ports import Heard

REQUEST = ChatRequest(
    purpose="reply", messages=(ChatMessage("user", "Здравствуйте, [[name_1]]! 🙂"),), schema={"a": [1]}
)
USAGE = TokenUsage(input_tokens=12, output_tokens=3, calls=1, cost=0.25, currency="RUB")
ANSWER = ChatAnswer(text='{"parts": "é\u2028\ud800 \\n"}', finish="stop", usage=USAGE, model="m-1.2")


class Scripted:
    """A model that says its answers in turn; an exception among them is raised."""

    name = "scripted"

    def __init__(self, *answers: ChatAnswer | Exception) -> None:
        self._answers = list(answers)
        self.closed = False

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        for piece in (answer.text[:3], answer.text[3:]) if heard else ():
            heard(piece)
        return answer

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return tmp_path / "tape.jsonl"


def record(tape: Path, *answers: ChatAnswer | Exception, request: ChatRequest = REQUEST) -> None:
    chat = RecordingChat(Scripted(*answers), tape)
    for answer in answers:
        try:
            chat.complete(request, call=Call())
        except ChatFailed:
            assert isinstance(answer, ChatFailed)
    chat.close()


def replay(tape: Path) -> ReplayChat:
    return ReplayChat(tape, name="m-1")


def test_a_recorded_answer_is_replayed_value_for_value(tape: Path) -> None:
    record(tape, ANSWER)
    assert replay(tape).complete(REQUEST, call=Call()) == ANSWER


def test_a_recording_answers_as_what_it_records_and_closes_it(tape: Path) -> None:
    inner = Scripted(ANSWER)
    chat = RecordingChat(inner, tape)
    assert chat.name == "scripted"
    assert chat.complete(REQUEST, call=Call()) == ANSWER
    chat.close()
    assert inner.closed


def test_a_recording_of_a_replay_is_the_same_file(tape: Path, tmp_path: Path) -> None:
    record(tape, ANSWER, ChatFailed(DegradedReason.TIMEOUT, "too slow"))
    again = RecordingChat(replay(tape), tmp_path / "again.jsonl")
    again.complete(REQUEST, call=Call())
    with pytest.raises(ChatFailed, match="too slow"):
        again.complete(REQUEST, call=Call())
    again.close()
    assert (tmp_path / "again.jsonl").read_bytes() == tape.read_bytes()


def test_a_request_asked_twice_gets_its_answers_in_order_then_the_last_again(tape: Path) -> None:
    answers = [replace(ANSWER, text=text) for text in ("one", "two")]
    record(tape, *answers)
    chat = replay(tape)
    assert [chat.complete(REQUEST, call=Call()).text for _ in range(3)] == ["one", "two", "two"]


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, purpose="repair"),
        replace(REQUEST, max_tokens=1201),
        replace(REQUEST, schema=None),
        replace(REQUEST, messages=(ChatMessage("system", REQUEST.messages[0].text),)),
        replace(REQUEST, messages=(*REQUEST.messages, ChatMessage("user", ""))),
    ],
)
def test_another_request_is_not_answered_and_the_reason_names_the_remedy(tape: Path, other: ChatRequest) -> None:
    record(tape, ANSWER)
    with pytest.raises(ChatFailed, match="record it anew") as failed:
        replay(tape).complete(other, call=Call())
    assert failed.value.reason is DegradedReason.UNREACHABLE
    assert key_of(other) != key_of(REQUEST)


def test_a_failure_is_recorded_and_fails_again(tape: Path) -> None:
    record(tape, ChatFailed(DegradedReason.RATE_LIMITED, "asked too often"))
    with pytest.raises(ChatFailed, match="asked too often") as failed:
        replay(tape).complete(REQUEST, call=Call())
    assert failed.value.reason is DegradedReason.RATE_LIMITED


def test_a_cancelled_exchange_leaves_no_line(tape: Path) -> None:
    chat = RecordingChat(Scripted(RequestCancelled()), tape)
    with pytest.raises(RequestCancelled):
        chat.complete(REQUEST, call=Call())
    chat.close()
    assert tape.read_bytes() == b""


def test_a_stream_is_replayed_in_the_stretches_it_came_in(tape: Path) -> None:
    live: list[str] = []
    chat = RecordingChat(Scripted(ANSWER), tape)
    chat.complete(REQUEST, call=Call(), heard=live.append)
    chat.close()
    told: list[str] = []
    replay(tape).complete(REQUEST, call=Call(), heard=told.append)
    assert told == live == [ANSWER.text[:3], ANSWER.text[3:]]


def test_what_was_recorded_whole_is_heard_in_one_stretch(tape: Path) -> None:
    record(tape, ANSWER)
    told: list[str] = []
    replay(tape).complete(REQUEST, call=Call(), heard=told.append)
    assert told == [ANSWER.text]


def test_a_cancelled_call_is_not_answered_from_a_tape(tape: Path) -> None:
    record(tape, ANSWER)
    cancellation = Cancellation()
    cancellation.cancel()
    with pytest.raises(RequestCancelled):
        replay(tape).complete(REQUEST, call=Call(cancellation=cancellation))


@pytest.mark.parametrize("there", [False, True])
def test_only_its_owner_may_read_a_tape(tape: Path, there: bool) -> None:
    if there:
        tape.touch(0o644)
    record(tape, ANSWER)
    assert stat.S_IMODE(tape.stat().st_mode) == 0o600


def test_a_line_holds_what_was_sent_for_people_to_read(tape: Path) -> None:
    record(tape, replace(ANSWER, text="Да"))
    line = json.loads(tape.read_text("utf-8"))
    assert line["format"] == 1
    assert line["key"] == key_of(REQUEST)
    assert line["request"]["messages"] == [{"role": "user", "text": "Здравствуйте, [[name_1]]! 🙂"}]
    assert line["answer"]["usage"]["cost"] == 0.25
    assert "Здравствуйте" in tape.read_text("utf-8")


def test_a_line_torn_by_a_crash_is_reported_with_its_number_and_the_rest_is_used(tape: Path) -> None:
    record(tape, ANSWER)
    whole = tape.read_bytes()
    tape.write_bytes(whole + whole[: len(whole) // 2])
    with capture_logs() as logged:
        chat = replay(tape)
    assert chat.damaged == (2,)
    assert [(one["event"], one["line"]) for one in logged] == [("exchange_damaged", 2)]
    assert chat.complete(REQUEST, call=Call()) == ANSWER


def test_recording_after_a_crash_begins_a_new_line(tape: Path) -> None:
    record(tape, ANSWER)
    whole = tape.read_bytes()
    for cut in (1, len(whole) // 2, len(whole) - 1):
        tape.write_bytes(whole + whole[:cut])
        record(tape, replace(ANSWER, text="later"))
        chat = replay(tape)
        texts = [chat.complete(REQUEST, call=Call()).text for _ in range(3)]
        assert texts[0] == ANSWER.text
        assert texts[-1] == "later"
        assert chat.damaged == (() if cut == len(whole) - 1 else (2,))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"format": 2}', "its format is 2"),
        (b"[1]", "line 1"),
        (b'{"format": 1, "key": "k", "request": {}}', "it needs an answer or a failure"),
        (b'{"format": 1, "key": "k", "request": {}, "failure": {"reason": "x", "message": ""}}', "failure.reason"),
        (b'{"format": 1, "key": "k", "request": {}, "answer": {"text": 7}}', "answer.text"),
    ],
)
def test_a_whole_line_that_is_no_exchange_is_refused_with_its_number(tape: Path, line: bytes, why: str) -> None:
    tape.write_bytes(line + b"\n")
    with pytest.raises(ConfigInvalid, match="line 1") as refused:
        replay(tape)
    assert why in str(refused.value)


def test_a_tape_that_is_not_there_is_refused(tape: Path) -> None:
    with pytest.raises(ConfigInvalid, match="OTVET_LLM__REPLAY"):
        replay(tape)


@pytest.mark.parametrize("place", [lambda folder: folder, lambda folder: folder / "no" / "tape.jsonl"])
def test_a_tape_that_cannot_be_written_is_refused(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    with pytest.raises(ConfigInvalid, match="OTVET_LLM__RECORD"):
        RecordingChat(Scripted(), place(tmp_path))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_costs_the_line_and_not_the_answer() -> None:
    chat = RecordingChat(Scripted(ANSWER), Path("/dev/full"))
    with capture_logs() as logged:
        assert chat.complete(REQUEST, call=Call()) == ANSWER
    chat.close()
    assert [one["event"] for one in logged] == ["exchange_not_recorded"]


def test_lines_of_many_threads_stay_whole(tape: Path) -> None:
    long = replace(ANSWER, text="х" * 50_000)
    chat = RecordingChat(Scripted(*[long] * 40), tape)
    threads = [threading.Thread(target=lambda: chat.complete(REQUEST, call=Call())) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    chat.close()
    assert len(tape.read_bytes().splitlines()) == 40
    assert replay(tape).damaged == ()
