"""A line of the table -> all that the page of its case shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from eval.metrics.registry import METRICS
from eval.observed import LABELS, Observed, contains, said
from eval.pages import words
from eval.pages.bars import latency_bar
from eval.pages.case_table import Line
from eval.pages.thread import DraftView, Said, conversation, drafts, thread
from eval.report import Row
from kb_index.text.language import detect

_CONTEXT = ("end_user", "agent", "case", "instruction", "context_references", "internal_notes", "knowledge")


@dataclass(frozen=True, slots=True)
class Label:
    """``right`` is None where nothing was expected."""

    name: str
    expected: str
    got: str
    right: bool | None
    before: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    text: str
    stated: bool
    forbidden: bool
    before: bool | None  # whether the other run stated it

    @property
    def right(self) -> bool:
        return self.stated is not self.forbidden


@dataclass(frozen=True, slots=True)
class Passage:
    body: Mapping[str, Any]
    language: str
    relevant: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    line: Line
    thread: tuple[Said, ...]
    subject: str | None
    channel: str
    context: tuple[tuple[str, Any], ...]  # what else the request says
    drafts: tuple[DraftView, ...]
    before: tuple[DraftView, ...]
    labels: tuple[Label, ...]
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    not_found: tuple[str, ...]  # relevant articles that the search did not bring
    same_text: bool  # as the other run's
    times: tuple[tuple[str, str, Markup], ...]
    values: tuple[tuple[str, str, str, str | None], ...]  # metric, meaning, value, value before


def case_view(line: Line) -> CaseView:
    observed = line.observed or Observed(line.case, None)
    request, held = line.case.request, conversation(line.case)
    return CaseView(
        line,
        thread(line.case),
        held.get("subject"),
        str(held.get("channel", "unknown")).replace("_", " "),
        tuple((name.replace("_", " "), request[name]) for name in _CONTEXT if request.get(name)),
        drafts(observed, line.before),
        drafts(line.before, observed) if line.before else (),
        tuple(_labels(observed, line.before)),
        tuple(_facts(observed, line.before)),
        tuple(_passage(one, observed) for one in (observed.answer or {}).get("retrieved", ())),
        tuple(one for one in line.case.relevant if one not in observed.retrieved) if observed.answer else (),
        line.before is not None and line.before.text == observed.text,
        tuple(_times(line.row)) if line.row else (),
        tuple(_values(line.row, line.row_before)) if line.row else (),
    )


def _labels(observed: Observed, before: Observed | None) -> Iterator[Label]:
    for name in LABELS:
        wanted, got = observed.expected(name), observed.got(name)
        yield Label(
            name,
            " or ".join(map(said, wanted)) or "not labelled",
            said(got),
            got in wanted if wanted else None,
            said(before.got(name)) if before else None,
        )


def _facts(observed: Observed, before: Observed | None) -> Iterator[Fact]:
    case = observed.case
    for fact in (*case.facts_required, *case.facts_forbidden):
        then = contains(before.text, fact) if before else None
        yield Fact(fact, contains(observed.text, fact), fact in case.facts_forbidden, then)


def _passage(body: Mapping[str, Any], observed: Observed) -> Passage:
    article = observed.articles.get(body["article_id"], {})
    language = article.get("language_code") or detect(str(body.get("excerpt", "")))
    return Passage(body, str(language), body["article_id"] in observed.case.relevant)


def _times(row: Row) -> Iterator[tuple[str, str, Markup]]:
    longest = max(row.timings_ms.values(), default=0.0) or 1.0
    for stage, elapsed in row.timings_ms.items():
        bar = latency_bar(elapsed, elapsed, highest=longest)
        yield words.STAGES.get(stage, stage), words.milliseconds(elapsed), bar


def _values(row: Row, before: Row | None) -> Iterator[tuple[str, str, str, str | None]]:
    for name, value in row.values.items():
        then = before.values.get(name) if before else None
        if value is not None or then is not None:
            yield name, METRICS[name].meaning, _number(name, value), _number(name, then) if before else None


def _number(metric: str, value: float | None) -> str:
    return "–" if value is None else words.number(value, METRICS[metric].unit)
