"""Environment -> one frozen Settings. Read only at entry points."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, its default and its meaning; docs/operations.md holds the same table."""

    model_config = SettingsConfigDict(env_prefix="OTVET_", frozen=True, extra="forbid", env_ignore_empty=True)

    host: str = Field("127.0.0.1", description="Address to listen on; anything but loopback needs OTVET_TOKEN.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on.")
    index: Path = Field(Path(".otvet/index"), description="Folder of the index.")
    embedder: str = Field("bundled", description="`bundled`, or a sentence-transformers model by name or path.")
    standard: str = Field("default", description="Tone standard used where a request names none.")
    token: SecretStr | None = Field(None, description="Bearer token; guards every path but health when set.")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field((), description="Comma-separated origins for CORS.")
    deadline_s: float = Field(30.0, gt=0, description="Seconds a request may take.")
    max_concurrency: int = Field(8, ge=1, description="Requests worked on at once; the next wait in the queue.")
    max_queue: int = Field(32, ge=0, description="Requests that may wait; more are refused with 503.")
    log_level: str = Field("info", description="debug, info, warning or error.")

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(origin.strip() for origin in value.split(",") if origin.strip())
        return value
