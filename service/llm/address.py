"""The settings of a language model -> where it is, or what is wrong with them."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, urlsplit, urlunsplit

from service.errors import ConfigInvalid
from service.llm.codecs.yandex import folder_of, model_uri
from service.settings import LlmSettings

GIGACHAT_TOKENS = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth"
ADDRESSES = {
    "openai": "https://api.openai.com/v1, or http://127.0.0.1:11434/v1 for Ollama",
    "yandex": "https://llm.api.cloud.yandex.net/foundationModels/v1",
    "gigachat": "https://gigachat.devices.sberbank.ru/api/v1",
}
# What people paste along with the address; the codec adds it itself.
PATHS = ("/chat/completions", "/completions", "/completion", "/models")
LOCAL_ENDINGS = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".svc")
SCHEMES = {"http": 80, "https": 443}


Resolve = Callable[[str], Iterable[str]]


def resolved(name: str) -> tuple[str, ...]:
    """The addresses of a name, none where it has none."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(str(entry[4][0]).partition("%")[0] for entry in found)


def variables_set(settings: LlmSettings) -> tuple[str, ...]:
    """The variables that somebody set: who sets any of them means to have a language model; half of the settings is a
    mistake, not a no.
    """
    names = (name for name in type(settings).model_fields if name in settings.model_fields_set)
    return tuple(f"OTVET_LLM__{name.upper()}" for name in names if getattr(settings, name) is not None)


def checked(settings: LlmSettings) -> LlmSettings:
    """The settings with a base URL that can be used as it is. Raises ConfigInvalid, saying what to set."""
    _demand_one_source(settings)
    if not settings.model:
        raise ConfigInvalid(
            "OTVET_LLM__MODEL is missing: set it to the name of the model, as the server knows it, or unset "
            f"{', '.join(variables_set(settings))} to work without a language model"
        )
    if (settings.price_input is None) != (settings.price_output is None):
        raise ConfigInvalid("set both OTVET_LLM__PRICE_INPUT and OTVET_LLM__PRICE_OUTPUT, or neither")
    if settings.replay is not None:
        return settings
    _demand_credentials(settings)
    if settings.ca_file is not None and not settings.ca_file.is_file():
        raise ConfigInvalid(f"OTVET_LLM__CA_FILE: there is no file {settings.ca_file}; check the path")
    given = {"base_url": address(settings.base_url or "", "OTVET_LLM__BASE_URL")}
    if settings.wire == "gigachat":
        given["auth_url"] = address(settings.auth_url or GIGACHAT_TOKENS, "OTVET_LLM__AUTH_URL")
    return settings.model_copy(update=given)


def _demand_one_source(settings: LlmSettings) -> None:
    if settings.record is not None and settings.replay is not None:
        raise ConfigInvalid("OTVET_LLM__RECORD and OTVET_LLM__REPLAY exclude each other: unset one of them")
    if settings.base_url is None and settings.replay is None:
        raise ConfigInvalid(
            f"OTVET_LLM__BASE_URL is missing although {', '.join(variables_set(settings))} is set: set it to the "
            f"server's address ({ADDRESSES[settings.wire]}), or unset the others to work without a language model"
        )


def _demand_credentials(settings: LlmSettings) -> None:
    model = settings.model or ""
    if settings.wire == "yandex" and model_uri(model).startswith("gpt://") and not folder_of(model):
        raise ConfigInvalid(
            "OTVET_LLM__MODEL holds no folder: write gpt://FOLDER/yandexgpt/latest with the id of your folder"
        )
    if settings.wire != "openai" and settings.api_key is None:
        raise ConfigInvalid(f"OTVET_LLM__API_KEY is missing: {settings.wire} takes no request without one")


def address(value: str, name: str) -> str:
    """The address without what is not its own. Raises ConfigInvalid, never showing what may hold a password."""
    parts = _split(value.strip(), name)
    if parts.username is not None or parts.password is not None:
        raise ConfigInvalid(f"{name} holds a user or password: addresses are logged; put the key into its own setting")
    if parts.query or parts.fragment:
        raise ConfigInvalid(f"{name} holds a ? or #: give the address alone, up to /v1")
    if parts.scheme == "http" and not is_near(parts.hostname or ""):
        raise ConfigInvalid(
            f"{name}: http:// to {parts.hostname} would carry the key and the texts readable across the internet; "
            "use https://"
        )
    path = parts.path.rstrip("/")
    path = next((path.removesuffix(end) for end in PATHS if path.endswith(end)), path)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _split(value: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigInvalid(f"{name} is no web address: write it with http:// or https://, such as {_example(name)}")
    return parts


def _example(name: str) -> str:
    return GIGACHAT_TOKENS if name.endswith("AUTH_URL") else "http://127.0.0.1:11434/v1"


def is_near(host: str, resolve: Resolve = resolved) -> bool:
    """Whether a host is this machine or of a private network, by its address or by those that its name has here.

    A name that has none now is taken for near: there is nothing yet that could carry a text away.
    """
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        name = host.rstrip(".").lower()
    if "." not in name or name.endswith(LOCAL_ENDINGS):
        return True
    return not any(ipaddress.ip_address(found).is_global for found in resolve(name))
