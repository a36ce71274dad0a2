"""A JSONL or YAML file of labelled tickets or messages -> Case[]; docs/evaluation.md describes the schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from eval.case_files import Record, read_records
from eval.case_messages import LabelledMessage, is_message
from eval.case_text import Fault
from eval.case_wording import worded

OutcomeName = Literal["suggest", "clarify", "abstain", "blocked"]
StageName = Literal[
    "ack", "first", "pending", "followup", "complaint", "refusal", "objection", "transfer", "thanks", "closing"
]


class CaseInvalid(Exception):
    """A case file that cannot be used; the message names file, line, field and what to do, a fault a line."""


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
    rules_kept: tuple[str, ...] = ()  # ids of rules of the standard; none of them may be broken, whatever its severity
    should_say: tuple[str, ...] = ()  # what a good reply says and leaves unsaid, in plain words: for people and a judge
    should_not_say: tuple[str, ...] = ()
    gold_answer: str | None = None  # what was sent, or should have been, without greeting and signature
    evidence: tuple[Evidence, ...] = ()
    expected: Expected
    must_pass: bool = False  # one that got worse fails a comparison, whatever the means say
    kind: str | None = None  # of question, as "how-to"; a slice
    vendor: str | None = None  # whose articles answer; a slice
    tags: tuple[str, ...] = ()
    note: str | None = None

    @field_validator("request")
    @classmethod
    def _can_be_sent(cls, request: dict[str, Any]) -> dict[str, Any]:
        try:
            json.dumps(request, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("holds half a character, as \\ud83d without its other half; write it whole") from None
        return request

    @model_validator(mode="after")
    def _answers_need_articles(self) -> Case:
        needs_none = {"thanks", "closing"} & set(self.tags)
        if self.expected.outcome == ("suggest",) and not self.relevant and not needs_none:
            raise ValueError(
                "a case that expects `suggest` names its relevant articles, or is tagged thanks or closing"
            )
        return self


def load_cases(path: Path) -> tuple[Case, ...]:
    """Raises CaseInvalid with everything that is wrong, each with its line."""
    read = read_records(path)
    cases, faults = cases_of(read.records)
    if read.faults or faults:
        raise CaseInvalid(told(sorted((*read.faults, *faults), key=lambda one: one.line or 0)))
    return cases


def cases_of(records: Sequence[Record]) -> tuple[tuple[Case, ...], tuple[Fault, ...]]:
    """The cases that can be used, of equal ids the first, and what is wrong with the others."""
    cases: dict[str, Case] = {}
    held: dict[str, Record] = {}
    faults: list[Fault] = []
    for record in records:
        try:
            case = _case(record.value)
        except ValidationError as exc:
            model = LabelledMessage if is_message(record.value) else Case
            faults += (record.fault(place, message) for place, message in worded(exc, model))
            continue
        if case.id in held:
            faults.append(record.fault(("id",), f"the id `{case.id}` is used twice{_first_at(held[case.id], record)}"))
            continue
        cases[case.id], held[case.id] = case, record
    return tuple(cases.values()), tuple(faults)


def _case(value: object) -> Case:
    """Raises ValidationError, of a message where it is one."""
    return Case.model_validate(LabelledMessage.model_validate(value).as_case() if is_message(value) else value)


def case_fields(value: object) -> Mapping[str, Any]:
    """What a row says of a case, right or wrong; nothing where it is no object, or a message that cannot be used."""
    try:
        found = LabelledMessage.model_validate(value).as_case() if is_message(value) else value
    except ValidationError:
        return {}
    return found if isinstance(found, dict) else {}


def _first_at(first: Record, here: Record) -> str:
    place = f"line {first.line}" if first.path == here.path else f"{first.path}:{first.line}"
    return f", first in {place}; give each case its own"


def told(faults: Sequence[Fault], *, most: int = 30) -> str:
    """A line for each of the first ``most``."""
    lines = [str(fault) for fault in faults[:most]]
    return "\n".join(lines + [f"… and {len(faults) - most} more"] * (len(faults) > most))


def case_json(case: Case) -> dict[str, Any]:
    """The case as a file holds it: what was left out stays out."""
    held: dict[str, Any] = json.loads(case.model_dump_json(exclude_defaults=True))
    return held


def schema() -> dict[str, Any]:
    """JSON Schema of a line of a JSONL file, and of a YAML file as a whole."""
    case = Case.model_json_schema(ref_template="#/$defs/{model}")
    definitions = {**case.pop("$defs", {}), "Case": case}
    of_case = {"$ref": "#/$defs/Case"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cases of otvet eval: one object per line of a .jsonl file, or the list of a .yaml file",
        "anyOf": [of_case, {"type": "array", "items": of_case}],
        "$defs": definitions,
    }
