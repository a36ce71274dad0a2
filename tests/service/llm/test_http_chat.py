from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.call import Call, Cancellation
from service.domain import ChatMessage, ChatRequest
from service.errors import ChatFailed, ConfigInvalid, RequestCancelled
from service.errors import DegradedReason as R
from service.llm.breaker import FAILURES
from service.llm.client import HttpChat
from service.llm.codecs.openai import OpenAiCodec
from service.llm.codecs.yandex import YandexCodec
from service.llm.receiving import END_S
from service.settings import LlmSettings
from tests import hostile_llm as server
from tests.service.llm.asking import QUESTION, STRUCTURED, ask, chat_with, eventually, failure, tasks_of, thread_of

BOTH = pytest.mark.parametrize("streamed", [False, True], ids=["plain", "streamed"])


@BOTH
def test_the_answer_its_end_its_model_and_its_tokens_arrive(streamed) -> None:
    with server.hostile(server.says("Тариф «Старт» стоит 990 ₽ 🙂")) as hostile, chat_with(hostile.url) as chat:
        answer = ask(chat, streamed=streamed)
        assert (answer.text, answer.finish, answer.model) == ("Тариф «Старт» стоит 990 ₽ 🙂", "stop", server.MODEL)
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == (100, 27)
        assert (answer.usage.calls, answer.usage.estimated, answer.usage.cost) == (1, False, None)
        assert hostile.requests[0].path == "/v1/chat/completions"


def test_a_stream_is_heard_as_it_comes_on_the_calling_thread() -> None:
    heard: list[tuple[str, int]] = []
    with server.hostile(server.says("one two three", pieces=4)) as hostile, chat_with(hostile.url) as chat:
        chat.complete(QUESTION, call=Call(), heard=lambda text: heard.append((text, threading.get_ident())))
    assert [text for text, _ in heard] == ["one ", "two ", "thre", "e"]
    assert {thread for _, thread in heard} == {threading.get_ident()}


def test_a_stream_is_asked_for_only_where_somebody_hears() -> None:
    with server.hostile(server.says("ready")) as hostile, chat_with(hostile.url) as chat:
        ask(chat)
        ask(chat, streamed=True)
        assert [seen.json["stream"] for seen in hostile.requests] == [False, True]


def test_what_a_hearer_raises_ends_the_exchange() -> None:
    def refuse(_: str) -> None:
        raise KeyError("heard enough")

    with server.hostile(server.hangs_midway("a long answer that stops in the middle")) as hostile:
        with chat_with(hostile.url, timeout_s=20.0, idle_timeout_s=20.0) as chat, pytest.raises(KeyError):
            chat.complete(QUESTION, call=Call(), heard=refuse)
        assert hostile.deserted()


def test_one_connection_serves_call_after_call() -> None:
    with server.hostile(server.says("ready")) as hostile, chat_with(hostile.url) as chat:
        for streamed in (False, True, True, False):
            ask(chat, streamed=streamed)
        assert hostile.connections == 1


# --- tolerance ---------------------------------------------------------------------------------------

_TEXT = "Цена — 990 ₽"
_EVENTS = server.events(_TEXT, pieces=5)
STREAMS = {
    "no [DONE]": server.stream_of(*_EVENTS[:-1]),
    "no usage": server.stream_of(*_EVENTS[:-2], _EVENTS[-1]),
    "CRLF": server.stream_of(*(one.replace(b"\n", b"\r\n") for one in _EVENTS)),
    "comments": server.stream_of(*(b": keep-alive\n\n" + one for one in _EVENTS)),
    "data without a space": server.stream_of(*(one.replace(b"data: ", b"data:") for one in _EVENTS)),
    "no blank line at the end": server.stream_of(*_EVENTS[:-1], b"data: [DONE]"),
    "a wrong content type": server.stream_of(*_EVENTS, content_type="text/plain"),
    "letters cut in two": server.stream_of(*_EVENTS, cut_at=tuple(range(1, len(b"".join(_EVENTS)), 7))),
    "[DONE] without a finish": server.stream_of(*_EVENTS[:-3], _EVENTS[-1]),
    "a whole document instead": server.raw(server.whole(server.completion(_TEXT))),
    "a broken end after the finish": server.raw(server.stream_head() + server.chunked(*_EVENTS[:-2])),
}


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_that_is_unusual_but_whole_is_read(name) -> None:
    with server.hostile(STREAMS[name]) as hostile, chat_with(hostile.url) as chat:
        answer = ask(chat, streamed=True)
        assert (answer.text, answer.finish) == (_TEXT, "stop")


def yandex_lines(*texts: str) -> bytes:
    """Each line repeats all that was said so far."""
    ends = ["ALTERNATIVE_STATUS_PARTIAL"] * (len(texts) - 1) + ["ALTERNATIVE_STATUS_FINAL"]
    spoken = [
        {"alternatives": [{"message": {"role": "assistant", "text": text}, "status": end}], "modelVersion": "1"}
        for text, end in zip(texts, ends, strict=True)
    ]
    return b"".join(json.dumps({"result": one}, ensure_ascii=False).encode() + b"\n" for one in spoken)


def test_a_stream_of_lines_that_repeat_themselves_is_heard_once() -> None:
    behaviour = server.stream_of(yandex_lines("Цена", "Цена — 990", "Цена — 990 ₽"), content_type="application/json")
    heard: list[str] = []
    with server.hostile(behaviour) as hostile:
        settings = LlmSettings(base_url=hostile.url, model="gpt://folder/m")
        chat = HttpChat(codec=YandexCodec(), settings=settings)
        answer = chat.complete(QUESTION, call=Call(), heard=heard.append)
        chat.close()
    assert heard == ["Цена", " — 990", " ₽"]
    assert (answer.text, answer.finish, answer.usage.estimated) == ("Цена — 990 ₽", "stop", True)


def test_a_stream_that_stays_open_after_its_end_is_left() -> None:
    async def behave(exchange: server.Exchange) -> None:
        await exchange.send(server.stream_head() + server.chunked(*_EVENTS))
        await exchange.gone()

    with server.hostile(behave) as hostile, chat_with(hostile.url, timeout_s=30.0, idle_timeout_s=30.0) as chat:
        began = time.monotonic()
        assert ask(chat, streamed=True).text == _TEXT
        assert time.monotonic() - began < END_S + 5.0
        assert hostile.deserted()


def test_an_answer_that_was_cut_off_by_its_limit_says_so() -> None:
    with server.hostile(server.says("half of", finish="length")) as hostile, chat_with(hostile.url) as chat:
        assert ask(chat).finish == ask(chat, streamed=True).finish == "length"


# --- accounts ----------------------------------------------------------------------------------------


@BOTH
def test_tokens_that_a_server_does_not_count_are_estimated_by_characters(streamed) -> None:
    text = "x" * 30
    quiet = server.completion(text).partition(b', "usage"')[0] + b"}"
    events = [one for one in server.events(text) if b'"usage"' not in one]
    behaviour = server.stream_of(*events) if streamed else server.raw(server.whole(quiet), close=False)
    request = ChatRequest("reply", (ChatMessage("system", "s" * 30), ChatMessage("user", "u" * 31)))
    with server.hostile(behaviour) as hostile, chat_with(hostile.url) as chat:
        usage = ask(chat, request, streamed=streamed).usage
    assert usage.estimated
    assert (usage.input_tokens, usage.output_tokens) == (10 + 4 + 11 + 4, 10)


def test_tokens_cost_what_the_settings_say() -> None:
    prices = {"price_input": 10.0, "price_output": 500_000.0, "currency": "RUB"}
    with server.hostile(server.says("1234")) as hostile, chat_with(hostile.url, **prices) as chat:
        usage = ask(chat).usage
    assert usage.cost == pytest.approx(100 * 10.0 / 1e6 + 4 * 500_000.0 / 1e6)
    assert usage.currency == "RUB"


# --- what a server does not take ----------------------------------------------------------------------


def formats(hostile: server.Hostile) -> list[str | None]:
    return [seen.json.get("response_format", {}).get("type") for seen in hostile.requests]


@BOTH
def test_structure_steps_down_where_it_is_refused_and_that_is_remembered(streamed) -> None:
    behaviour = server.refuses_fields("response_format.json_schema", answer="{}")
    with server.hostile(behaviour) as hostile, chat_with(hostile.url, retries=0) as chat:
        assert ask(chat, STRUCTURED, streamed=streamed).text == "{}"
        ask(chat, STRUCTURED, streamed=streamed)
        assert formats(hostile) == ["json_schema", "json_object", "json_object"]


def test_structure_steps_down_to_words_alone() -> None:
    with (
        server.hostile(server.refuses_fields("response_format", answer="{}")) as hostile,
        chat_with(hostile.url) as chat,
    ):
        assert ask(chat, STRUCTURED).text == "{}"
        assert formats(hostile) == ["json_schema", "json_object", None]


def test_a_structure_that_was_set_is_not_changed_and_its_refusal_is_told() -> None:
    behaviour = server.refuses_fields("response_format", answer="{}")
    with server.hostile(behaviour) as hostile, chat_with(hostile.url, structured="json_object") as chat:
        assert failure(chat, STRUCTURED).reason is R.REFUSED
        assert formats(hostile) == ["json_object"]


def test_a_field_that_is_refused_is_left_out_from_then_on() -> None:
    behaviour = server.refuses_fields("seed", "temperature", answer="ready")
    with server.hostile(behaviour) as hostile, chat_with(hostile.url, retries=0) as chat:
        ask(chat)
        ask(chat)
        assert ["seed" in seen.json for seen in hostile.requests] == [True, False, False, False]
        assert ["temperature" in seen.json for seen in hostile.requests] == [True, True, False, False]


def test_a_server_that_refuses_whatever_it_is_sent_is_not_asked_for_ever() -> None:
    everything = '{"error": {"message": "response_format, seed, temperature, max_tokens, stream_options unsupported"}}'
    with server.hostile(server.fails(400, everything)) as hostile, chat_with(hostile.url) as chat:
        assert failure(chat, STRUCTURED).reason is R.REFUSED
        assert len(hostile.requests) < 10


# --- limits ------------------------------------------------------------------------------------------


def test_fifty_calls_at_once_never_exceed_the_limit() -> None:
    limits = {"max_concurrency": 8, "wait_s": 20.0, "timeout_s": 30.0}
    with server.hostile(server.says("ready", after=0.05)) as hostile, chat_with(hostile.url, **limits) as chat:
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda number: ask(chat, streamed=number % 2 == 0).text, range(50)))
        assert answers == ["ready"] * 50
        assert hostile.most_at_once == 8
        assert hostile.connections <= 8


def test_a_call_that_finds_no_place_in_time_is_busy() -> None:
    limits = {"max_concurrency": 2, "wait_s": 0.1, "timeout_s": 30.0}
    with server.hostile(server.hangs) as hostile, chat_with(hostile.url, **limits) as chat:
        leaving = Cancellation()
        with ThreadPoolExecutor(2) as pool:
            held = [pool.submit(failed_or_cancelled, chat, leaving) for _ in range(2)]
            assert hostile.reached(2)
            assert failure(chat).reason is R.BUSY
            leaving.cancel()
        assert [one.result() for one in held] == [RequestCancelled, RequestCancelled]
        assert len(hostile.requests) == 2


def test_a_place_is_free_again_after_a_failure_and_after_a_cancellation() -> None:
    with server.hostile(server.hangs) as hostile, chat_with(hostile.url, max_concurrency=1, wait_s=0.0) as chat:
        failure(chat, until=time.monotonic() + 0.2)
        leaving = Cancellation()
        threading.Timer(0.1, leaving.cancel).start()
        assert failed_or_cancelled(chat, leaving) is RequestCancelled
        assert eventually(lambda: not tasks_of(chat))
        hostile.behaviour = server.says("ready")
        assert ask(chat).text == "ready"


def test_the_deadline_of_the_request_ends_a_call_before_its_own_does() -> None:
    with server.hostile(server.hangs) as hostile, chat_with(hostile.url, timeout_s=60.0, idle_timeout_s=60.0) as chat:
        began = time.monotonic()
        assert failure(chat, until=began + 0.3).reason is R.TIMEOUT
        assert time.monotonic() - began < 5.3
        assert hostile.deserted()


def test_an_address_that_does_not_react_is_given_up_after_the_time_to_connect() -> None:
    with socket.socket() as deaf, contextlib.ExitStack() as waiting:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(4):  # more than the backlog takes: the kernel drops who comes next
            one = waiting.enter_context(socket.socket())
            one.settimeout(0)
            one.connect_ex(deaf.getsockname())
        limits = {"connect_timeout_s": 0.2, "timeout_s": 30.0, "idle_timeout_s": 30.0, "retries": 1}
        with chat_with(f"http://127.0.0.1:{deaf.getsockname()[1]}/v1", **limits) as chat:
            began = time.monotonic()
            assert failure(chat).reason is R.UNREACHABLE
            assert time.monotonic() - began < 10.0


def test_a_call_without_time_left_asks_nobody() -> None:
    with server.hostile(server.says("ready")) as hostile, chat_with(hostile.url) as chat:
        assert failure(chat, until=time.monotonic() - 1.0).reason is R.TIMEOUT
        assert not hostile.requests


# --- the circuit -------------------------------------------------------------------------------------


def test_a_server_that_failed_too_often_is_left_alone() -> None:
    with server.hostile(server.fails(500)) as hostile, chat_with(hostile.url, retries=0) as chat:
        reasons = [failure(chat).reason for _ in range(FAILURES + 3)]
        assert reasons == [R.SERVER_ERROR] * FAILURES + [R.CIRCUIT_OPEN] * 3
        assert len(hostile.requests) == FAILURES


def test_calls_that_were_given_too_little_time_do_not_open_the_circuit() -> None:
    slow = server.says("ready", after=0.2)
    with server.hostile(slow) as hostile, chat_with(hostile.url, timeout_s=10.0, idle_timeout_s=5.0) as chat:
        for _ in range(FAILURES + 1):
            assert failure(chat, until=time.monotonic() + 0.05).reason is R.TIMEOUT
        assert ask(chat).text == "ready"


def test_wrong_settings_are_told_as_such_call_after_call() -> None:
    with server.hostile(server.fails(401)) as hostile, chat_with(hostile.url) as chat:
        assert {failure(chat).reason for _ in range(FAILURES + 3)} == {R.REFUSED}


# --- cancelled, closed -------------------------------------------------------------------------------


def failed_or_cancelled(chat: HttpChat, cancellation: Cancellation, *, streamed: bool = False) -> type[Exception]:
    try:
        chat.complete(QUESTION, call=Call(cancellation=cancellation), heard=(lambda _: None) if streamed else None)
    except (ChatFailed, RequestCancelled) as ended:
        return type(ended)
    raise AssertionError("the call succeeded")


@pytest.mark.parametrize(
    "behaviour",
    [server.hangs, server.hangs_after_headers, server.hangs_midway("half of it"), server.drips(every=0.05)],
    ids=["silent", "headers only", "in the middle", "dripping"],
)
@BOTH
def test_a_cancelled_call_ends_at_once_and_its_connection_with_it(behaviour, streamed) -> None:
    with server.hostile(behaviour) as hostile, chat_with(hostile.url, timeout_s=60.0, idle_timeout_s=60.0) as chat:
        leaving = Cancellation()
        with ThreadPoolExecutor(1) as pool:
            ended = pool.submit(failed_or_cancelled, chat, leaving, streamed=streamed)
            assert hostile.reached(1)
            leaving.cancel()
            assert ended.result(timeout=5) is RequestCancelled
        assert hostile.deserted()


def test_a_call_is_cancelled_while_it_waits_for_its_next_try() -> None:
    with server.hostile(server.fails(503, retry_after="30")) as hostile, chat_with(hostile.url, timeout_s=60.0) as chat:
        leaving = Cancellation()
        with ThreadPoolExecutor(1) as pool:
            ended = pool.submit(failed_or_cancelled, chat, leaving)
            assert hostile.reached(1)
            leaving.cancel()
            assert ended.result(timeout=5) is RequestCancelled


def test_a_call_that_was_cancelled_before_asks_nobody() -> None:
    leaving = Cancellation()
    leaving.cancel()
    with server.hostile(server.says("ready")) as hostile, chat_with(hostile.url) as chat:
        assert failed_or_cancelled(chat, leaving) is RequestCancelled
        assert not hostile.requests


def test_two_hundred_calls_of_which_half_are_cancelled_leave_nothing_behind() -> None:
    limits = {"max_concurrency": 4, "wait_s": 30.0, "timeout_s": 30.0}
    with server.hostile(server.says("ready", after=0.02)) as hostile, chat_with(hostile.url, **limits) as chat:
        leaving = [Cancellation() for _ in range(200)]
        with ThreadPoolExecutor(20) as pool:
            calls = [pool.submit(cancelled_or_answered, chat, one) for one in leaving]
            for one in leaving[::2]:
                one.cancel()
            ends = [call.result(timeout=30) for call in calls]
        assert ends[1::2] == ["ready"] * 100
        assert set(ends[::2]) <= {"ready", "cancelled"}
        assert hostile.quiet()
        assert eventually(lambda: hostile.open <= 4)


def cancelled_or_answered(chat: HttpChat, cancellation: Cancellation) -> str:
    try:
        return chat.complete(QUESTION, call=Call(cancellation=cancellation)).text
    except RequestCancelled:
        return "cancelled"


def test_closing_ends_the_calls_that_run_and_those_that_wait_and_refuses_new_ones() -> None:
    with server.hostile(server.hangs) as hostile:
        with chat_with(hostile.url, timeout_s=60.0, max_concurrency=3, wait_s=60.0) as chat:
            with ThreadPoolExecutor(6) as pool:
                ends = [pool.submit(failure, chat) for _ in range(6)]
                assert hostile.reached(3)
                chat.close()
                assert {end.result(timeout=5).reason for end in ends} == {R.UNREACHABLE}
            thread = thread_of(chat)
            assert thread is not None
            assert not thread.is_alive()
            assert failure(chat).reason is R.UNREACHABLE
            chat.close()
        assert hostile.deserted()


def test_a_client_that_was_never_used_has_no_thread_and_closes() -> None:
    with chat_with("http://127.0.0.1:9/v1") as chat:
        assert thread_of(chat) is None


@pytest.mark.parametrize(("given", "named"), [({"base_url": None}, "BASE_URL"), ({"model": None}, "MODEL")])
def test_a_client_without_an_address_or_a_model_is_refused(given, named) -> None:
    settings = LlmSettings(**{"base_url": "http://127.0.0.1:9/v1", "model": "m", **given})
    with pytest.raises(ConfigInvalid, match=f"OTVET_LLM__{named}"):
        HttpChat(codec=OpenAiCodec(), settings=settings)
