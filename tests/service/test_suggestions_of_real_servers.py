"""Whole suggestions with real servers behind them: `make llm-servers` starts those and runs this file.

What a model says reaches the agent only where it holds; otherwise the composer's letter does, word for word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from eval.sample import build_sample_index, sample_settings
from kb_index.embedders.open import BUNDLED, open_embedder
from kb_index.ports import Embedder
from service.call import Call, Drafted, Event, Withdrawn
from service.domain import Case, Channel, Conversation, EndUser, Message, Mode, Outcome, Role, Suggestion, Ticket
from service.errors import DegradedReason
from service.settings import LlmSettings, Settings
from service.wiring import open_services
from tests.real_llm import litellm, transformers

LOCKED_OUT = "cant log in!!! it says E-1007 and i know the password is right. how long do i wait"
LOCKED_OUT_RU = "Не могу войти, пишет E-1007, а пароль точно правильный. Сколько ждать?"
FEW = {"max_tokens": 64}  # of gibberish is enough


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    transformers()  # or a skip, before an index is built for nothing
    built = tmp_path_factory.mktemp("index")
    build_sample_index(built)
    return built


@pytest.fixture(scope="module")
def embedder(folder: Path) -> Embedder:
    return open_embedder(BUNDLED, cache=folder)


@pytest.fixture
def ask(folder: Path, embedder: Embedder):
    """A suggestion for a text with the model of the settings, and what was told on the way."""

    def asked(text: str, llm: LlmSettings, *, mode: Mode | None = None) -> tuple[Suggestion, list[Event]]:
        told: list[Event] = []
        with opened(sample_settings(folder).model_copy(update={"llm": llm}), embedder) as services:
            return services.suggester.suggest(ticket(text, mode), Call(tell=told.append, streamed=True)), told

    return asked


@contextmanager
def opened(settings: Settings, embedder: Embedder) -> Iterator:
    services = open_services(settings, embedder=embedder)
    try:
        yield services
    finally:
        services.close()


def ticket(text: str, mode: Mode | None) -> Ticket:
    conversation = Conversation(Channel.EMAIL, (Message(Role.END_USER, text),), conversation_id="c-1")
    return Ticket(conversation, EndUser(name="Tom"), case=Case(now="2026-11-02T10:00:00+00:00"), mode=mode)


def composed(ask, text: str, llm: LlmSettings) -> str:
    return ask(text, llm, mode=Mode.EXTRACTIVE)[0].drafts[0].draft.text


def shown(told: list[Event]) -> str:
    """What stands before the agent at the end, without its white space."""
    text = ""
    for event in told:
        text = "" if isinstance(event, Withdrawn) else text + (event.text if isinstance(event, Drafted) else "")
    return "".join(text.split())


def withdrawn(told: list[Event]) -> str:
    """What stood there until the composer took over."""
    ends = [number for number, event in enumerate(told) if isinstance(event, Withdrawn)]
    return shown(told[: ends[0]]) if ends else ""


@pytest.mark.parametrize("text", [LOCKED_OUT, LOCKED_OUT_RU])
def test_gibberish_never_reaches_an_agent(ask, text: str) -> None:
    suggestion, told = ask(text, transformers(**FEW, timeout_s=60, idle_timeout_s=30))
    assert suggestion.mode is Mode.EXTRACTIVE
    assert suggestion.degraded_reason == DegradedReason.BAD_ANSWER
    assert suggestion.outcome is Outcome.SUGGEST
    assert suggestion.drafts[0].draft.text == composed(ask, text, transformers(**FEW))
    assert suggestion.drafts[0].draft.citations
    assert shown(told) == "".join(suggestion.drafts[0].draft.text.split())
    assert withdrawn(told) in shown(told)


def test_gibberish_without_an_end_runs_into_the_time_limit(ask) -> None:
    suggestion, _ = ask(LOCKED_OUT, transformers(max_tokens=4000, timeout_s=2))
    assert (suggestion.mode, suggestion.degraded_reason) == (Mode.EXTRACTIVE, DegradedReason.TIMEOUT)
    assert suggestion.drafts[0].draft.citations


def test_a_faithful_reply_is_suggested_with_quotes_of_the_article(ask) -> None:
    suggestion, told = ask(LOCKED_OUT, litellm("reply"))
    (draft,) = suggestion.drafts
    assert (suggestion.mode, suggestion.degraded_reason, suggestion.outcome) == (Mode.LLM, None, Outcome.SUGGEST)
    assert "locked for 15 minutes" in draft.draft.text
    assert {one.source.article_id for one in draft.draft.citations} == {"en/sign-in-errors"}
    assert draft.grounding.unsupported_claims == ()
    assert suggestion.usage is not None
    assert suggestion.usage.calls == 1
    assert any(isinstance(event, Drafted) for event in told)


def test_an_invented_price_and_link_never_reach_an_agent(ask) -> None:
    suggestion, _ = ask(LOCKED_OUT, litellm("invented"))
    assert (suggestion.mode, suggestion.degraded_reason) == (Mode.EXTRACTIVE, DegradedReason.UNGROUNDED)
    assert suggestion.drafts[0].draft.text == composed(ask, LOCKED_OUT, litellm("invented"))
    assert "499" not in repr(replace(suggestion, usage=None))


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("words", DegradedReason.BAD_ANSWER),  # no structure, and none after it was asked for again
        ("rate-limited", DegradedReason.RATE_LIMITED),
        ("broken", DegradedReason.SERVER_ERROR),
        ("times-out", DegradedReason.TIMEOUT),
        ("nobody", DegradedReason.REFUSED),
    ],
)
def test_a_server_that_fails_costs_the_model_and_not_the_reply(ask, model: str, reason: DegradedReason) -> None:
    suggestion, _ = ask(LOCKED_OUT, litellm(model, retries=1))
    assert (suggestion.mode, suggestion.degraded_reason) == (Mode.EXTRACTIVE, reason)
    assert suggestion.outcome is Outcome.SUGGEST
    assert suggestion.drafts[0].draft.text == composed(ask, LOCKED_OUT, litellm(model))
