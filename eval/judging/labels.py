"""A file of people's verdicts -> a score or a preference per case and criterion."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.case_wording import first_worded
from eval.errors import EvalError
from eval.judging.judgement import Preferred


class LabelsUnusable(EvalError):
    """A file of people's verdicts that cannot be read."""


class _Label(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    case: Annotated[str, Field(min_length=1)]
    criterion: Annotated[str, Field(min_length=1)]  # ``rubric.criterion``, or the criterion alone
    score: int | None = None
    preferred: Preferred | None = None

    @model_validator(mode="after")
    def _says_something(self) -> _Label:
        if (self.score is None) == (self.preferred is None):
            raise ValueError("a label has either `score` or `preferred` (this, other or tie)")
        return self


@dataclass(frozen=True, slots=True)
class Labels:
    """(case, criterion) -> what a person said; a criterion stands under the name that the file gives it."""

    scores: Mapping[tuple[str, str], int]
    preferred: Mapping[tuple[str, str], Preferred]


def load_labels(path: Path) -> Labels:
    """JSONL, or CSV with a heading: ``case``, ``criterion``, and ``score`` or ``preferred``. Raises LabelsUnusable."""
    scores: dict[tuple[str, str], int] = {}
    preferred: dict[tuple[str, str], Preferred] = {}
    for number, row in _rows(path):
        try:
            one = _Label.model_validate({name: value for name, value in row.items() if value not in ("", None)})
        except ValidationError as exc:
            raise LabelsUnusable(f"{path}:{number}: {first_worded(exc, _Label, whole='label')}") from exc
        key = (one.case, one.criterion)
        if key in scores or key in preferred:
            raise LabelsUnusable(f"{path}:{number}: `{one.case}` has a label for `{one.criterion}` already; keep one")
        if one.score is not None:
            scores[key] = one.score
        elif one.preferred is not None:
            preferred[key] = one.preferred
    if not scores and not preferred:
        raise LabelsUnusable(f"{path}: holds no labels; each line names a case, a criterion and a score or preference")
    return Labels(scores, preferred)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise LabelsUnusable(f"{path}: cannot be read as UTF-8 text: {exc}") from exc
    if path.suffix.lower() == ".csv":
        lines = text.splitlines()
        sign = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
        reader = csv.DictReader(lines, delimiter=sign)
        yield from ((reader.line_num, row) for row in reader)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _object(line, f"{path}:{number}")


def _object(line: str, place: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as exc:
        raise LabelsUnusable(f"{place}: not a JSON object: {exc.msg} at column {exc.colno}") from exc
    if not isinstance(value, dict):
        raise LabelsUnusable(f"{place}: not a JSON object")
    return value
