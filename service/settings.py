"""Environment -> one frozen Settings. Read only at entry points."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.errors import ConfigInvalid

LLM_SETTINGS = ("OTVET_LLM__BASE_URL", "OTVET_LLM__API_KEY", "OTVET_LLM__MODEL")

Code = Annotated[str, Field(pattern=r"^([a-z]{2,3}|\*)$")]


class Settings(BaseSettings):
    """Every setting, its default and its meaning; docs/operations.md holds the same table."""

    model_config = SettingsConfigDict(env_prefix="OTVET_", frozen=True, extra="forbid", env_ignore_empty=True)

    host: str = Field("127.0.0.1", description="Address to listen on; anything but loopback needs OTVET_TOKEN.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on.")
    index: Path = Field(Path(".otvet/index"), description="Folder of the index.")
    embedder: str = Field(
        "bundled", description="`bundled`, `bundled-en`, or a sentence-transformers model by name or path."
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
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")

    @field_validator("cors_origins", "embedder_languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(item.strip() for item in value.split(",") if item.strip())
        return value


def setting_names() -> tuple[str, ...]:
    """The environment variables that are read."""
    return tuple(f"OTVET_{name.upper()}" for name in Settings.model_fields)


def load_settings(**given: object) -> Settings:
    """The settings of the environment, under those that are ``given`` and not None.

    Raises ConfigInvalid: a variable nobody reads (with the nearest that is read), a value that cannot be
    used. The language-model settings are known, and used by nothing yet: `pending_settings` names them.
    """
    for name in os.environ:
        if name.upper().startswith("OTVET_") and name.upper() not in (*setting_names(), *LLM_SETTINGS):
            raise ConfigInvalid(f"unknown setting {name}; {_nearest(name.upper())}")
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as exc:
        error = exc.errors(include_input=False, include_url=False)[0]
        name = f"OTVET_{error['loc'][0]}".upper() if error["loc"] else "a setting"
        raise ConfigInvalid(f"{name} cannot be used: {error['msg']}") from None


def pending_settings() -> tuple[str, ...]:
    """Settings in the environment that this version knows but does not use."""
    return tuple(sorted(name for name in os.environ if name.upper() in LLM_SETTINGS and os.environ[name]))


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, (*setting_names(), *LLM_SETTINGS), n=1, cutoff=0.0)[0]
    return f"did you mean {near}? The settings are {', '.join(setting_names())}"
