"""A report + frozen thresholds -> the thresholds that it misses."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.errors import ThresholdsInvalid
from eval.metrics.registry import METRICS
from eval.report import RunReport, Slice


class Threshold(BaseModel):
    """A bound on the mean of one metric over one slice, and why it is there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slice: str
    metric: str
    at_least: float | None = None
    at_most: float | None = None
    cases: Annotated[int, Field(ge=1)] = 1  # over how many cases at least: labels that vanish do not pass
    meaning: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _is_one_bound_of_a_known_metric(self) -> Threshold:
        if self.metric not in METRICS:
            raise ValueError(f"there is no metric `{self.metric}`; there are {', '.join(METRICS)}")
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a threshold has either `at_least` or `at_most`")
        return self


class Thresholds(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    thresholds: Annotated[tuple[Threshold, ...], Field(min_length=1)]


def load_thresholds(path: Path | None = None) -> Thresholds:
    """The frozen thresholds for the sample tickets where no file is given. Raises ThresholdsInvalid."""
    path = path or Path(str(resources.files("eval").joinpath("gate.json")))
    try:
        return Thresholds.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as exc:  # ValidationError and broken JSON are ValueErrors
        raise ThresholdsInvalid(f"{path}: {_first_line(exc)}; docs/evaluation.md describes the file") from exc


def check_gate(report: RunReport, thresholds: Thresholds) -> list[str]:
    """One line per threshold that is missed; empty: the gate is passed. What could not be measured is missed."""
    slices = {one.name: one for one in report.slices}
    checked = (_miss(one, slices.get(one.slice)) for one in thresholds.thresholds)
    return [miss for miss in checked if miss is not None]


def _miss(threshold: Threshold, found: Slice | None) -> str | None:
    name = f"{threshold.slice} {threshold.metric}"
    if found is None:
        return f"{name}: the report has no such slice ({threshold.meaning})"
    mean, cases = found.metrics[threshold.metric], found.applies[threshold.metric]
    if mean is None or cases < threshold.cases:
        return f"{name}: measured on {cases} cases, at least {threshold.cases} are asked for ({threshold.meaning})"
    if threshold.at_least is not None and mean < threshold.at_least:
        return f"{name}: {mean:.4f} is below {threshold.at_least} ({threshold.meaning})"
    if threshold.at_most is not None and mean > threshold.at_most:
        return f"{name}: {mean:.4f} is above {threshold.at_most} ({threshold.meaning})"
    return None


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}"
    return str(error).splitlines()[0]
