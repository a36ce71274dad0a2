"""A file of prompts/rubrics, or one of a team's own -> Rubric: criteria in two languages, a scale, a version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import jinja2
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.case_wording import first_worded
from eval.errors import EvalError

SUFFIX, TEMPLATE = ".yaml", ".md.j2"
PARTS, LANGUAGES = ("system", "user"), ("ru", "en")


class RubricInvalid(EvalError):
    """A rubric that is not there or cannot be used."""


class Wording(BaseModel):
    """``anchors``: score -> what a reply of that score is like."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Annotated[str, Field(min_length=1)]
    anchors: dict[int, str]


class Criterion(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    ru: Wording
    en: Wording

    def wording(self, language_code: str) -> Wording:
        return self.ru if language_code == "ru" else self.en


class _Criteria(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    low: int = 1
    high: int = 5
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _hangs_together(self) -> _Criteria:
        ids = [one.id for one in self.criteria]
        if len(set(ids)) < len(ids):
            raise ValueError("a criterion's id is used twice; give each its own")
        if self.low >= self.high:
            raise ValueError(f"the scale goes from {self.low} to {self.high}; `high` must be above `low`")
        for one in self.criteria:
            for wording in (one.ru, one.en):
                if not {self.low, self.high} <= set(wording.anchors):
                    raise ValueError(f"`{one.id}` describes its scores {self.low} and {self.high} in both languages")
                if not set(wording.anchors) <= set(range(self.low, self.high + 1)):
                    raise ValueError(f"`{one.id}` describes a score outside {self.low}..{self.high}")
        return self


@dataclass(frozen=True, slots=True)
class Rubric:
    """``version``: ``name@hash`` of the file and of the templates that ask by it; equal versions ask alike."""

    name: str
    version: str
    low: int
    high: int
    criteria: tuple[Criterion, ...]


def rubric_names() -> tuple[str, ...]:
    """Of the rubrics that are shipped."""
    found = (Path(entry.name) for entry in (files("prompts") / "rubrics").iterdir())
    return tuple(sorted(path.stem for path in found if path.suffix == SUFFIX))


def load_rubric(name: str) -> Rubric:
    """A shipped one by its name, or a ``.yaml`` file. Raises RubricInvalid."""
    if not name.endswith(SUFFIX) and name not in rubric_names():
        raise RubricInvalid(
            f"there is no rubric `{name}`; choose one of {', '.join(rubric_names())}, or name a {SUFFIX} file"
        )
    source = Path(name) if name.endswith(SUFFIX) else files("prompts") / "rubrics" / f"{name}{SUFFIX}"
    try:
        text = source.read_text(encoding="utf-8")
        held = _Criteria.model_validate(yaml.safe_load(text))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise RubricInvalid(f"{name}: cannot be read: {_line(exc)}; docs/evaluation.md describes rubrics") from exc
    except ValidationError as exc:
        told = first_worded(exc, _Criteria, whole="rubric")
        raise RubricInvalid(f"{name}: {told}; docs/evaluation.md describes rubrics") from exc
    stem = Path(name).stem
    return Rubric(stem, f"{stem}@{_hash(text)}", held.low, held.high, held.criteria)


def rendered(part: str, language_code: str, values: Mapping[str, object]) -> str:
    """The message ``system`` or ``user`` to the judge; a value that is missing is an error, never a blank."""
    return _environment().get_template(f"judge.{part}.{language_code}{TEMPLATE}").render(values).strip()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode())
    for name, source in sorted(_sources()):
        digest.update(f"\0{name}\0{source}".encode())
    return digest.hexdigest()[:12]


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.DictLoader(dict(_sources())),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - messages are no HTML; data is fenced, see service/drafting/asking/fences.py
    )


def _sources() -> Iterator[tuple[str, str]]:
    folder = files("prompts") / "rubrics"
    for part in PARTS:
        for code in LANGUAGES:
            name = f"judge.{part}.{code}{TEMPLATE}"
            yield name, (folder / name).read_text("utf-8")


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
