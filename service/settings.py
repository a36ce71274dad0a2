"""Environment -> one frozen Settings. Read only at entry points."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.errors import ConfigInvalid

PersonalKind = Literal["name", "company", "contact", "document", "payment", "place", "account", "secret", "all"]
Code = Annotated[str, Field(pattern=r"^([a-z]{2,3}|\*)$")]


class LlmSettings(BaseModel):
    """The language model. Without ``base_url`` and ``model`` there is none, and the composer writes every reply."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str | None = Field(default=None, description="Where the server is, up to `/v1`; none: no language model.")
    api_key: SecretStr | None = Field(default=None, description="Sent as a bearer token; a local server may need none.")
    model: str | None = Field(default=None, description="Name of the model, as the server knows it.")
    wire: Literal["openai", "yandex", "gigachat"] = Field(default="openai", description="Wire format of the server.")
    structured: Literal["auto", "json_schema", "json_object", "none"] = Field(
        default="auto",
        description="How structure is asked for; `auto` tries a JSON schema and steps down where it is refused.",
    )
    timeout_s: float = Field(default=20.0, gt=0, description="Seconds that one call may take, retries included.")
    connect_timeout_s: float = Field(default=3.0, gt=0, description="Seconds to reach the server.")
    idle_timeout_s: float = Field(
        default=10.0, gt=0, description="Seconds of silence in an answer, or before a stream, that end a call."
    )
    retries: int = Field(default=2, ge=0, le=10, description="Further tries of a call of which no byte came back.")
    max_concurrency: int = Field(default=8, ge=1, description="Calls at once; the next wait.")
    wait_s: float = Field(default=2.0, ge=0, description="Seconds to wait for a free call; then the composer answers.")
    max_tokens: int = Field(default=1200, ge=64, description="Tokens of an answer.")
    temperature: float = Field(default=0.0, ge=0, le=2, description="Sampling temperature.")
    seed: int | None = Field(default=7, description="Seed, where the server knows seeds; none: not sent.")
    context_chars: int = Field(default=12_000, ge=1000, description="Characters of articles that a prompt may hold.")
    may_leave: Annotated[tuple[PersonalKind, ...], NoDecode] = Field(
        default=(),
        description="Comma-separated kinds of personal data that are not masked before a call; `all` for all.",
    )
    price_input: float | None = Field(default=None, ge=0, description="Price of a million tokens sent.")
    price_output: float | None = Field(default=None, ge=0, description="Price of a million tokens received.")
    currency: str = Field(default="USD", description="Currency of the prices.")
    ca_file: Path | None = Field(default=None, description="Certificates to trust besides the usual ones.")
    auth_url: str | None = Field(
        default=None, description="GigaChat: where tokens are issued; none: its public address."
    )
    auth_scope: Literal["GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP"] = Field(
        default="GIGACHAT_API_PERS", description="GigaChat: which contract the key belongs to."
    )
    record: Path | None = Field(default=None, description="File that every exchange is recorded to, masked.")
    replay: Path | None = Field(default=None, description="File of recorded exchanges that answer instead of a server.")

    @property
    def configured(self) -> bool:
        return bool(self.model and (self.base_url or self.replay))

    @field_validator("may_leave", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _listed(value)


class Settings(BaseSettings):
    """Every setting, its default and its meaning; docs/operations.md holds the same table."""

    model_config = SettingsConfigDict(
        env_prefix="OTVET_", frozen=True, extra="forbid", env_ignore_empty=True, env_nested_delimiter="__"
    )

    host: str = Field("127.0.0.1", description="Address to listen on; anything but loopback needs OTVET_TOKEN.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on.")
    index: Path = Field(Path(".otvet/index"), description="Folder of the index.")
    embedder: str = Field(
        "bundled",
        description="`bundled`, `bundled-quick`, `bundled-en`, or a sentence-transformers model by name or path.",
    )
    embedder_languages: Annotated[tuple[Code, ...], NoDecode] = Field(
        (), description="Comma-separated languages that the model knows, `*` for all; none: those of its model card."
    )
    query_prompt: str | None = Field(None, description="Text put before a query; none: the model's own.")
    passage_prompt: str | None = Field(None, description="Text put before a passage; none: the model's own.")
    reranker: str = Field("learned", description="`learned`, `none`, or a cross-encoder by name or path.")
    freshness_days: float | None = Field(
        None,
        gt=0,
        allow_inf_nan=False,
        description="Half-life of an article's age as a ranking signal; none: no signal.",
    )
    standard: str = Field("default", description="Tone standard used where a request names none.")
    token: SecretStr | None = Field(None, description="Bearer token; guards every path but health when set.")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field((), description="Comma-separated origins for CORS.")
    deadline_s: float = Field(30.0, gt=0, description="Seconds a request may take.")
    max_concurrency: int = Field(8, ge=1, description="Requests worked on at once; the next wait in the queue.")
    max_queue: int = Field(32, ge=0, description="Requests that may wait; more are refused with 503.")
    llm: LlmSettings = LlmSettings()
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")

    @field_validator("cors_origins", "embedder_languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return _listed(value)


def _listed(value: object) -> object:
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


def setting_names() -> tuple[str, ...]:
    """The environment variables that are read."""
    own = (f"OTVET_{name.upper()}" for name in Settings.model_fields if name != "llm")
    return (*own, *(f"OTVET_LLM__{name.upper()}" for name in LlmSettings.model_fields))


def load_settings(**given: object) -> Settings:
    """The settings of the environment, under those that are ``given`` and not None.

    Raises ConfigInvalid: a variable nobody reads (with the nearest that is read), a value that cannot be used.
    """
    for name in os.environ:
        if name.upper().startswith("OTVET_") and name.upper() not in setting_names():
            raise ConfigInvalid(f"unknown setting {name}; {_nearest(name.upper())}")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as exc:
        error = exc.errors(include_input=False, include_url=False)[0]
        name = "OTVET_" + "__".join(str(part) for part in error["loc"][:2]) if error["loc"] else "a setting"
        raise ConfigInvalid(f"{name.upper() if error['loc'] else name} cannot be used: {error['msg']}") from None


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, setting_names(), n=1, cutoff=0.0)[0]
    return f"did you mean {near}? The settings are {', '.join(setting_names())}"
