"""From settings to a language model, or to the word that says which setting to change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from service.call import Call
from service.domain import ChatMessage, ChatRequest, TokenUsage
from service.errors import ConfigInvalid
from service.llm.address import address, checked, is_near
from service.llm.open import open_chat
from service.llm.prices import cost_of
from service.llm.tape import RecordingChat, ReplayChat
from service.settings import LlmSettings
from tests import hostile_llm as server

LOCAL = "http://127.0.0.1:11434/v1"
REQUEST = ChatRequest(purpose="reply", messages=(ChatMessage("user", "Привет"),))


def settings(**given: Any) -> LlmSettings:
    return LlmSettings(**{"base_url": LOCAL, "model": "m", **given})


def test_nothing_set_means_no_language_model() -> None:
    assert open_chat(LlmSettings()) is None


@pytest.mark.parametrize(
    "half",
    [
        {"record": Path("tape.jsonl")},
        {"wire": "gigachat"},
        {"auth_url": "https://ngw.example.org"},
        {"timeout_s": 5},
        {"may_leave": ("name",)},
        {"price_input": 1.0, "price_output": 2.0},
    ],
)
def test_half_of_the_settings_is_a_mistake_that_names_what_is_missing_and_what_is_there(half: dict[str, Any]) -> None:
    with pytest.raises(ConfigInvalid, match="OTVET_LLM__BASE_URL is missing") as refused:
        open_chat(LlmSettings(**half))
    assert all(f"OTVET_LLM__{name.upper()}" in str(refused.value) for name in half)
    with pytest.raises(ConfigInvalid, match="OTVET_LLM__MODEL is missing"):
        open_chat(LlmSettings(base_url=LOCAL, **half))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"base_url": None}, "OTVET_LLM__BASE_URL is missing"),
        ({"base_url": None, "model": None, "api_key": SecretStr("k")}, "OTVET_LLM__BASE_URL is missing"),
        ({"model": None}, "OTVET_LLM__MODEL is missing"),
        ({"base_url": "api.openai.com/v1"}, "write it with http:// or https://"),
        ({"base_url": "ftp://api.openai.com/v1"}, "write it with http:// or https://"),
        ({"base_url": "http://"}, "write it with http:// or https://"),
        ({"base_url": "http://localhost:99999/v1"}, "write it with http:// or https://"),
        ({"base_url": "http://[::1/v1"}, "write it with http:// or https://"),
        ({"base_url": "https://me:s3cret@api.example.org/v1"}, "holds a user or password"),
        ({"base_url": "https://api.example.org/v1?key=s3cret"}, "holds a \\? or #"),
        ({"base_url": "http://8.8.8.8/v1", "api_key": SecretStr("k")}, "use https://"),
        ({"wire": "yandex", "model": "yandexgpt", "api_key": SecretStr("k")}, "holds no folder"),
        ({"wire": "yandex", "model": "gpt://yandexgpt", "api_key": SecretStr("k")}, "holds no folder"),
        ({"wire": "yandex", "model": "gpt://b1g/yandexgpt"}, "OTVET_LLM__API_KEY is missing"),
        ({"wire": "gigachat"}, "OTVET_LLM__API_KEY is missing"),
        ({"wire": "gigachat", "api_key": SecretStr("k"), "auth_url": "ngw"}, "OTVET_LLM__AUTH_URL is no web address"),
        ({"record": Path("a"), "replay": Path("b")}, "exclude each other"),
        ({"replay": Path("missing.jsonl")}, "OTVET_LLM__REPLAY"),
        ({"record": Path("missing/tape.jsonl")}, "OTVET_LLM__RECORD"),
        ({"price_input": 1.0}, "OTVET_LLM__PRICE_OUTPUT"),
        ({"ca_file": Path("missing.pem")}, "OTVET_LLM__CA_FILE"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_the_one_to_change(given: dict[str, Any], why: str) -> None:
    with pytest.raises(ConfigInvalid, match=why) as refused:
        open_chat(settings(**given))
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        (" https://api.openai.com/v1/chat/completions ", "https://api.openai.com/v1"),
        ("https://api.openai.com/v1/models", "https://api.openai.com/v1"),
        (
            "https://llm.api.cloud.yandex.net/foundationModels/v1/completion",
            "https://llm.api.cloud.yandex.net/foundationModels/v1",
        ),
        ("http://vllm:8000", "http://vllm:8000"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_an_address_is_used_without_what_was_pasted_along(given: str, used: str) -> None:
    assert address(given, "OTVET_LLM__BASE_URL") == used


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "::1", "10.1.2.3", "192.168.0.7", "vllm", "gpu.internal", "llm.team.svc"]
)
def test_a_near_host_may_be_asked_without_encryption(host: str) -> None:
    assert is_near(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "2a02:6b8::1", "203.0.114.7"])
def test_an_address_on_the_internet_may_not(host: str) -> None:
    assert not is_near(host)


@pytest.mark.parametrize(
    ("addresses", "near"),
    [((), True), (("10.0.0.8", "fd00::8"), True), (("10.0.0.8", "8.8.8.8"), False), (("2a02:6b8::1",), False)],
)
def test_a_name_is_as_near_as_its_addresses(addresses: tuple[str, ...], near: bool) -> None:
    assert is_near("llm.corp.example.org", lambda name: {"llm.corp.example.org": addresses}[name]) is near


def test_gigachat_buys_its_tokens_at_the_public_address_unless_told_otherwise() -> None:
    base = settings(wire="gigachat", api_key=SecretStr("k"))
    assert checked(base).auth_url == "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"
    assert checked(base.model_copy(update={"auth_url": "http://localhost:1/t/"})).auth_url == "http://localhost:1/t"


@pytest.mark.parametrize(
    ("given", "path", "authorization"),
    [
        ({}, "/v1/chat/completions", None),
        ({"api_key": SecretStr("k")}, "/v1/chat/completions", "Bearer k"),
        ({"wire": "yandex", "model": "b1g/y", "api_key": SecretStr("k")}, "/v1/completion", "Api-Key k"),
        ({"wire": "yandex", "model": "b1g/y", "api_key": SecretStr("t1.k")}, "/v1/completion", "Bearer t1.k"),
    ],
)
def test_an_opened_model_asks_its_server_in_its_wire_format(
    given: dict[str, Any], path: str, authorization: str | None
) -> None:
    yandex = b'{"result": {"alternatives": [{"message": {"text": "hi"}, "status": "ALTERNATIVE_STATUS_FINAL"}]}}'
    wire = server.raw(server.whole(yandex)) if "wire" in given else server.says("hi")
    with server.hostile(wire) as hostile:
        chat = open_chat(settings(base_url=f"{hostile.url}/chat/completions", **given))
        assert chat is not None
        assert chat.complete(REQUEST, call=Call()).text == "hi"
        chat.close()
        assert hostile.deserted()
    (seen,) = hostile.requests
    assert (seen.path, seen.headers.get("authorization")) == (path, authorization)


def test_what_was_recorded_is_replayed_without_a_server(tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    with server.hostile(server.says("Готово.")) as hostile:
        chat = open_chat(settings(base_url=hostile.url, record=tape))
        assert isinstance(chat, RecordingChat)
        recorded = chat.complete(REQUEST, call=Call())
        chat.close()
    again = open_chat(LlmSettings(model="m", replay=tape))
    assert isinstance(again, ReplayChat)
    assert (again.name, again.complete(REQUEST, call=Call())) == ("m", recorded)


def test_tokens_cost_what_the_prices_of_a_million_say() -> None:
    usage = TokenUsage(input_tokens=2_000, output_tokens=500, calls=1)
    assert cost_of(usage, settings(price_input=3.0, price_output=12.0)) == pytest.approx(0.012)
    assert cost_of(usage, settings(price_input=0.0, price_output=0.0)) == 0.0
    assert cost_of(usage, settings()) is None
