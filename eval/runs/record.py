"""A folder of one run <-> Run: what was asked, what came, and under which versions of everything.

    RUN/manifest.json   Manifest
    RUN/cases.jsonl     the cases as they were read, one per line, in their order
    RUN/answers.jsonl   one line per finished case, appended as it finishes: see ``observed_json``
    RUN/report.json     scores (eval.report.report_json); derived, may be missing
    RUN/judgements.jsonl  of a language model; may be missing
    RUN/standards/      the tone standards it ran under; missing where a live service was asked

Scores are computed from the answers whenever a run is read: a new metric needs no new run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.cases import Case, CaseInvalid, load_cases
from eval.errors import RunInvalid
from eval.observed import Observed

SAMPLE = "sample"
MANIFEST, CASES, ANSWERS, REPORT, JUDGEMENTS = (
    "manifest.json",
    "cases.jsonl",
    "answers.jsonl",
    "report.json",
    "judgements.jsonl",
)


class Portion(BaseModel):
    """Cases that were asked of an index which the harness built by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    articles: str  # the file or folder that was indexed; SAMPLE: the articles that come along
    cases: tuple[str, ...]  # ids


class Manifest(BaseModel):
    """Where a run comes from. ``versions``: code, settings, prompts, standard, index, embedder, model, cases -> a
    name or a content hash; two runs of equal versions on one target give equal answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    name: str
    created: datetime
    target: str  # "in process", an address, or "answers of FILE"
    versions: dict[str, str]
    settings: dict[str, Any]  # those that differ from the defaults, secrets left out
    sources: tuple[str, ...] = ()  # the files that the cases and articles were read from
    portions: tuple[Portion, ...] = ()  # none: every case was asked of the index in the settings
    parallel: int = 1  # cases on their way at once; timings are those of so many clients
    answers: str | None = None  # file of recorded answers of a language model


@dataclass(frozen=True)
class Run:
    """``observed``: what came for each finished case, in the order of ``cases``."""

    folder: Path
    manifest: Manifest
    cases: tuple[Case, ...]
    observed: tuple[Observed, ...]

    @cached_property
    def by_case(self) -> Mapping[str, Observed]:
        return {one.case.id: one for one in self.observed}

    @property
    def unfinished(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.id not in self.by_case)


def load_run(folder: Path) -> Run:
    """Raises RunInvalid. A last line that a killed run left torn is a case that is not finished."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_text(encoding="utf-8"))
        cases = load_cases(folder / CASES)
        lines = list(_answers(folder / ANSWERS))
    except OSError as exc:
        raise RunInvalid(
            f"{folder}: holds no run ({exc.strerror}: {exc.filename}); `otvet eval run` writes one"
        ) from exc
    except (ValidationError, CaseInvalid) as exc:
        raise RunInvalid(f"{folder}: this run cannot be read: {exc}") from exc
    known = {case.id: case for case in cases}
    try:
        observed = {line["id"]: observed_of(known[line["id"]], line) for line in lines if line["id"] in known}
    except (KeyError, TypeError) as exc:
        raise RunInvalid(f"{folder / ANSWERS}: a line of it is no answer ({exc}); it was changed by hand?") from exc
    return Run(folder, manifest, cases, tuple(observed[case.id] for case in cases if case.id in observed))


def _answers(path: Path) -> Iterator[Mapping[str, Any]]:
    """Raises RunInvalid for a line in the middle that is not JSON; a torn last line is left out."""
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)  # bytes: half a character comes back as the one that it was, and offsets hold
        except ValueError as exc:  # no JSON, or no UTF-8
            if number == len(lines):
                return
            raise RunInvalid(f"{path}:{number}: not a JSON object: {exc}; the file was changed by hand?") from exc


def observed_json(observed: Observed) -> dict[str, Any]:
    """One line of ``answers.jsonl``."""
    return {
        "id": observed.case.id,
        "answer": observed.answer,
        "again": observed.again,
        "articles": observed.articles,
        "error": observed.error,
        "elapsed_ms": observed.elapsed_ms,
    }


def observed_of(case: Case, line: Mapping[str, Any]) -> Observed:
    """The way back."""
    return Observed(case, line["answer"], line["again"], line["articles"], line["error"], line["elapsed_ms"])
