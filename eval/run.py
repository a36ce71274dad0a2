"""Case files -> a report: every case asked of the service twice, scored into a row, rows averaged per slice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.cases import Case, CaseInvalid, load_cases
from eval.endpoint import Endpoint, in_process
from eval.metrics.citations import citation_faults
from eval.metrics.registry import METRICS
from eval.observed import Observed
from eval.report import Row, RunReport, report_json
from eval.sample import build_sample_index, sample_cases, sample_settings
from service.settings import Settings

Progress = Callable[[int, int], None]  # (cases done, cases in all)


def run_cases(
    cases: Sequence[Path] | None = None,
    *,
    settings: Settings | None = None,
    out: Path | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Scores the service on labelled tickets; ``out`` also gets the report as JSON.

    Without ``cases``: the sample tickets, answered from the sample knowledge base, which is indexed anew
    into a temporary folder with the bundled model, whatever the settings say, so that the result depends
    on the code alone. With ``cases``: the index and the standard of the settings.

    Raises CaseInvalid, EvalError, and what opening the services raises (KbError, OtvetError). A case that
    the service fails on is a row with an error.
    """
    loaded = _load(cases or sample_cases())
    report = asyncio.run(_report(loaded, settings if cases else None, progress or (lambda done, total: None)))
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(report_json(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return report


async def _report(cases: Sequence[Case], settings: Settings | None, progress: Progress) -> RunReport:
    async with _service(settings) as endpoint:
        return await score(cases, endpoint, progress=progress)


@asynccontextmanager
async def _service(settings: Settings | None) -> AsyncIterator[Endpoint]:
    if settings is not None:
        async with in_process(settings) as endpoint:
            yield endpoint
        return
    with TemporaryDirectory(prefix="otvet-eval-") as folder:
        build_sample_index(Path(folder) / "index")
        async with in_process(sample_settings(Path(folder) / "index")) as endpoint:
            yield endpoint


def _load(paths: Sequence[Path]) -> tuple[Case, ...]:
    """Raises CaseInvalid where two files use one id: a row is known by it."""
    cases: dict[str, Case] = {}
    for path in paths:
        for case in load_cases(path):
            if case.id in cases:
                raise CaseInvalid(f"{path}: the id `{case.id}` stands in another file too; give each case its own")
            cases[case.id] = case
    return tuple(cases.values())


async def score(cases: Sequence[Case], endpoint: Endpoint, *, progress: Progress) -> RunReport:
    """Asks for one case after the other: timings are those of a service with one client."""
    rows: list[Row] = []
    config: dict[str, Any] = {"cases": len(cases), "versions": None}
    for case in cases:
        observed = await observe(case, endpoint)
        if observed.answer and config["versions"] is None:
            config["versions"] = observed.answer["versions"]
        rows.append(row_of(observed))
        progress(len(rows), len(cases))
    return RunReport(config, tuple(rows))


async def observe(case: Case, endpoint: Endpoint) -> Observed:
    first = await endpoint.suggest(case.request)
    if first.answer is None:
        return Observed(case, None, error=first.error, elapsed_ms=first.elapsed_ms)
    second = await endpoint.suggest(case.request)
    cited = {one["source"]["article_id"] for draft in first.answer["drafts"] for one in draft["citations"]}
    found = {article_id: await endpoint.article(article_id) for article_id in sorted(cited)}
    held = {article_id: article for article_id, article in found.items() if article is not None}
    return Observed(case, first.answer, second.answer, held, elapsed_ms=first.elapsed_ms)


def row_of(observed: Observed) -> Row:
    case, answer = observed.case, observed.answer
    return Row(
        case_id=case.id,
        language=case.expected.language_code,
        channel=str(case.request.get("conversation", {}).get("channel", "unknown")),
        tags=case.tags,
        expected=case.expected.outcome,
        values={name: metric.of(observed) for name, metric in METRICS.items()},
        outcome=observed.outcome,
        error=observed.error,
        retrieved=observed.retrieved,
        relevant=case.relevant,
        confidence=answer["confidence"] if answer else None,
        findings=observed.findings(),
        remarks=tuple(remarks(observed)),
        timings_ms=_timings(answer, observed.elapsed_ms) if answer else {},
    )


def _timings(answer: Mapping[str, Any], elapsed_ms: float) -> dict[str, float]:
    return {**answer["timings_ms"], "http": round(elapsed_ms, 3)}


def remarks(observed: Observed) -> list[str]:
    """What is wrong with the answer, in words; empty where all is as labelled."""
    if observed.answer is None:
        return [observed.error or "no answer"]
    wrong = [f"error finding: {rule}" for severity, rule in observed.findings() if severity == "error"]
    wrong += [f"broken citation: {fault}" for fault in citation_faults(observed)]
    wrong += [f"unsupported: {text}" for text in observed.unsupported()]
    wrong += [f"says: {fact}" for fact in observed.forbidden_facts()]
    wrong += [f"skipped: {rule}" for rule in observed.skipped_rules()]
    wrong += [f"differs the second time: {name}" for name in observed.differing()]
    if METRICS["fact_recall"].of(observed) is not None:
        wrong += [f"does not say: {fact}" for fact in observed.missing_facts()]
    return wrong + [_told(name, observed) for name in _LABELLED if METRICS[name].of(observed) == 0.0]


_LABELLED = {"outcome": "outcome", "stage": "stage", "language": "language_code", "escalation": "should_escalate"}


def _told(metric: str, observed: Observed) -> str:
    field = _LABELLED[metric]
    expected = getattr(observed.case.expected, field)
    told = observed.answer[field] if observed.answer else None
    wanted = ", ".join(expected) if isinstance(expected, tuple) else expected
    return f"{field} is {told}, expected {wanted}"
