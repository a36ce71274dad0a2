"""The client against real servers on loopback: `make llm-servers` starts them and runs this file.

They take 2 GB of packages and minutes to set up, so that the everyday run and CI skip what needs them, and say so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from eval.llm_servers.scripts import CITY, DELAY_S
from service.call import Call, Cancellation
from service.domain import ChatMessage, ChatRequest
from service.errors import ChatFailed, DegradedReason, RequestCancelled
from service.llm.client import HttpChat
from service.llm.open import open_chat
from service.llm.trial import tried
from service.settings import LlmSettings
from tests.real_llm import litellm, transformers

REQUEST = ChatRequest(
    purpose="reply",
    messages=(ChatMessage("system", "Отвечай JSON."), ChatMessage("user", "Как называется столица Франции? 🙂")),
    schema={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    max_tokens=64,
)


@contextmanager
def opened(settings: LlmSettings) -> Iterator[HttpChat]:
    chat = open_chat(settings)
    assert isinstance(chat, HttpChat)
    try:
        yield chat
    finally:
        chat.close()


# --- LiteLLM -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("streamed", [False, True])
def test_litellm_answers_with_its_model_its_end_and_its_count_of_tokens(streamed: bool) -> None:
    told: list[str] = []
    with opened(litellm("city", price_input=1.0, price_output=1.0)) as chat:
        answer = chat.complete(REQUEST, call=Call(), heard=told.append if streamed else None)
    assert (answer.text, answer.finish, answer.model) == (CITY, "stop", "city")
    assert not answer.usage.estimated
    assert answer.usage.input_tokens > 0
    assert answer.usage.output_tokens > 0
    assert answer.usage.cost is not None
    assert "".join(told) == (CITY if streamed else "")
    assert (len(told) > 1) is streamed


def test_litellm_is_found_usable() -> None:
    with opened(litellm("city")) as chat:
        trial = tried(chat)
    assert (trial.usable, trial.streams, trial.counts_tokens) == (True, True, True)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("rate-limited", DegradedReason.RATE_LIMITED),  # 429 without Retry-After
        ("broken", DegradedReason.SERVER_ERROR),
        ("too-long", DegradedReason.REFUSED),
        ("times-out", DegradedReason.TIMEOUT),  # 408
        ("nobody", DegradedReason.REFUSED),
    ],
)
def test_litellm_fails_with_the_reason_of_its_status(model: str, reason: DegradedReason, streamed: bool) -> None:
    with opened(litellm(model, retries=1)) as chat, pytest.raises(ChatFailed) as failed:
        chat.complete(REQUEST, call=Call(), heard=(lambda _: None) if streamed else None)
    assert failed.value.reason is reason
    assert "mock" not in str(failed.value)  # nothing of the server's words


def test_a_wrong_key_is_refused_by_litellm_and_not_shown() -> None:
    wrong = litellm("city", api_key=SecretStr("sk-wrong"))
    with opened(wrong) as chat, pytest.raises(ChatFailed) as failed:
        chat.complete(REQUEST, call=Call())
    assert failed.value.reason is DegradedReason.REFUSED
    assert "sk-wrong" not in str(failed.value)


def test_a_late_answer_of_litellm_is_waited_for_within_the_deadline_only() -> None:
    with opened(litellm("late")) as chat:
        assert chat.complete(REQUEST, call=Call()).text == CITY
        started = time.monotonic()
        with pytest.raises(ChatFailed) as failed:
            chat.complete(REQUEST, call=Call(until=started + DELAY_S / 6))
    assert failed.value.reason is DegradedReason.TIMEOUT
    assert time.monotonic() - started < DELAY_S


def test_a_cancelled_call_does_not_wait_for_litellm() -> None:
    cancellation = Cancellation()
    with opened(litellm("late")) as chat:
        started = time.monotonic()
        cancellation.cancel()
        with pytest.raises(RequestCancelled):
            chat.complete(REQUEST, call=Call(cancellation=cancellation))
    assert time.monotonic() - started < DELAY_S


# --- transformers serve ------------------------------------------------------------------------------


@pytest.mark.parametrize("streamed", [False, True])
def test_transformers_serve_answers_with_gibberish_to_the_end_of_its_tokens(streamed: bool) -> None:
    told: list[str] = []
    with opened(transformers()) as chat:
        answer = chat.complete(REQUEST, call=Call(), heard=told.append if streamed else None)
    assert answer.text.strip()
    assert answer.finish in {"length", "stop"}
    assert 0 < answer.usage.output_tokens <= REQUEST.max_tokens
    assert not answer.usage.estimated
    assert "".join(told) == (answer.text if streamed else "")


def test_the_same_seed_and_no_temperature_give_the_same_gibberish() -> None:
    with opened(transformers(temperature=0.0, seed=7)) as chat:
        first, second = (chat.complete(REQUEST, call=Call()).text for _ in range(2))
    assert first == second


def test_gibberish_is_found_unusable() -> None:
    with opened(transformers(timeout_s=120)) as chat:
        trial = tried(chat)
    assert (trial.usable, trial.follows_structure, trial.knows_answer) == (False, False, False)


def test_a_stream_of_transformers_serve_that_is_cancelled_leaves_the_server_ready() -> None:
    cancellation = Cancellation()
    with opened(transformers()) as chat:
        with pytest.raises(RequestCancelled):
            chat.complete(REQUEST, call=Call(cancellation=cancellation), heard=lambda _: cancellation.cancel())
        assert chat.complete(REQUEST, call=Call()).text
