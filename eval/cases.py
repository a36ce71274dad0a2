"""A JSONL file of labelled tickets -> Case[]; docs/evaluation.md describes the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

OutcomeName = Literal["suggest", "clarify", "abstain", "blocked"]
StageName = Literal[
    "ack", "first", "pending", "followup", "complaint", "refusal", "objection", "transfer", "thanks", "closing"
]


class CaseInvalid(Exception):
    """A case file that cannot be used; the message names file, line, field and what to do."""


class Expected(BaseModel):
    """What a good suggestion looks like. A list means that any of its values is right.

    What is left out was not labelled, as in tickets imported from a helpdesk, and is not scored.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcome: tuple[OutcomeName, ...] = ()
    should_escalate: bool | None = None
    language_code: Literal["ru", "en"]
    stage: tuple[StageName, ...] | None = None


class Evidence(BaseModel):
    """A place that answers the ticket: ``quote`` stands in the article as it is written there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: Annotated[str, Field(min_length=1)]
    quote: Annotated[str, Field(min_length=1)]


class Case(BaseModel):
    """One labelled ticket. ``request`` is a body of POST /v1/suggestions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    request: dict[str, Any]
    relevant: tuple[str, ...] = ()
    facts_required: tuple[str, ...] = ()
    facts_forbidden: tuple[str, ...] = ()
    gold_answer: str | None = None  # what was sent, or should have been, without greeting and signature
    evidence: tuple[Evidence, ...] = ()
    expected: Expected
    must_pass: bool = False  # one that got worse fails a comparison, whatever the means say
    kind: str | None = None  # of question, as "how-to"; a slice
    vendor: str | None = None  # whose articles answer; a slice
    tags: tuple[str, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _answers_need_articles(self) -> Case:
        needs_none = {"thanks", "closing"} & set(self.tags)
        if self.expected.outcome == ("suggest",) and not self.relevant and not needs_none:
            raise ValueError(
                "a case that expects `suggest` names its relevant articles, or is tagged thanks or closing"
            )
        return self


def load_cases(path: Path) -> tuple[Case, ...]:
    """Reads one case per line. Raises CaseInvalid with file and line on the first unusable one."""
    cases: dict[str, Case] = {}
    for number, line in _lines(path):
        case = _case(path, number, line)
        if case.id in cases:
            raise CaseInvalid(f"{path}:{number}: the id `{case.id}` is used twice; give each case its own")
        cases[case.id] = case
    if not cases:
        raise CaseInvalid(f"{path}: no cases; one JSON object per line is expected")
    return tuple(cases.values())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise CaseInvalid(f"{path}: cannot be read as UTF-8 text: {exc}") from exc
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _case(path: Path, number: int, line: str) -> Case:
    try:
        return Case.model_validate(json.loads(line))
    except json.JSONDecodeError as exc:
        raise CaseInvalid(f"{path}:{number}: not a JSON object: {exc.msg} at column {exc.colno}") from exc
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "case"
        raise CaseInvalid(f"{path}:{number}: {where}: {first['msg']}") from exc
