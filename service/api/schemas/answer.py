"""What every body that goes out is made of: a field marked `?` in the contract is left out when empty."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")
Probability = Annotated[float, Field(ge=0, le=1)]


def _nothing(value: object) -> bool:
    return value is None or value == []


Maybe = Annotated[T | None, Field(default=None, exclude_if=_nothing)]


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
