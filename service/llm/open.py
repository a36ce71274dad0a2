"""The settings of a language model -> the model, ready to be asked, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from service.call import Call
from service.domain import ChatAnswer, ChatRequest
from service.llm.address import checked, variables_set
from service.llm.client import HttpChat
from service.llm.codecs.gigachat import GigaChatCodec
from service.llm.codecs.openai import OpenAiCodec
from service.llm.codecs.yandex import YandexCodec
from service.llm.tape import RecordingChat, ReplayChat
from service.llm.tokens import GigaChatToken, KeyToken, TokenSource
from service.llm.wire import Codec
from service.ports import Heard
from service.settings import LlmSettings


class OpenedChat(Protocol):
    """A ChatModel that holds connections or files until it is closed."""

    @property
    def name(self) -> str: ...

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer: ...

    def close(self) -> None: ...


CODECS: Mapping[str, Callable[[], Codec]] = {
    "openai": OpenAiCodec,
    "yandex": YandexCodec,
    "gigachat": GigaChatCodec,
}


def open_chat(settings: LlmSettings) -> OpenedChat | None:
    """None where nothing of a language model is set: the composer writes every reply.

    Raises ConfigInvalid for settings that cannot work, naming the one to change. Asks no server.
    """
    if not variables_set(settings):
        return None
    settings = checked(settings)
    if settings.replay is not None:
        return ReplayChat(settings.replay, name=settings.model or "")
    chat = HttpChat(codec=CODECS[settings.wire](), settings=settings, tokens=_tokens(settings))
    if settings.record is None:
        return chat
    try:
        return RecordingChat(chat, settings.record)
    except BaseException:
        chat.close()
        raise


def _tokens(settings: LlmSettings) -> TokenSource:
    if settings.wire == "gigachat" and settings.api_key is not None and settings.auth_url is not None:
        return GigaChatToken(
            settings.api_key, url=settings.auth_url, scope=settings.auth_scope, idle_s=settings.idle_timeout_s
        )
    return KeyToken(settings.api_key, scheme=_scheme(settings))


def _scheme(settings: LlmSettings) -> str:
    """Yandex (yandex.cloud/docs, authentication in the API): IAM tokens begin with ``t1.`` and are bearer tokens."""
    key = settings.api_key.get_secret_value() if settings.api_key is not None else ""
    return "Api-Key" if settings.wire == "yandex" and not key.startswith("t1.") else "Bearer"
