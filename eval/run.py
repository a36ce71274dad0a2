"""Cases and an open service -> what came for each, asked twice, and its row of scores."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case, CaseInvalid, load_cases
from eval.endpoint import Endpoint, Reply
from eval.errors import EvalError
from eval.metrics.citations import citation_faults
from eval.metrics.drafts import answer_found
from eval.metrics.evidence import lost_evidence
from eval.metrics.registry import METRICS
from eval.observed import LABELS, Observed, said
from eval.report import Row

Asking = Callable[[Case, Endpoint], Awaitable[Observed]]
_TRIES = 2


def load(paths: Sequence[Path]) -> tuple[Case, ...]:
    """Raises CaseInvalid where two files use one id: a row is known by it."""
    cases: dict[str, Case] = {}
    for path in paths:
        for case in load_cases(path):
            if case.id in cases:
                raise CaseInvalid(f"{path}: the id `{case.id}` stands in another file too; give each case its own")
            cases[case.id] = case
    return tuple(cases.values())


async def ask(
    cases: Sequence[Case],
    endpoint: Endpoint,
    *,
    parallel: int,
    finished: Callable[[Observed], None],
    asking: Asking | None = None,
) -> None:
    """Tells ``finished`` of each case as it ends, in whatever order; ``parallel`` of them are asked at once.
    ``asking``: ``observe`` where none is given.

    A crash over one case is an Observed with the error. Raises EndpointUnusable where the service is gone; a case
    that was on its way then is not finished.
    """
    waiting = iter(cases)

    async def work() -> None:
        for case in waiting:
            finished(await _observed(case, endpoint, asking or observe))

    workers = [asyncio.create_task(work()) for _ in range(max(1, parallel))]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


async def _observed(case: Case, endpoint: Endpoint, asking: Asking) -> Observed:
    try:
        return await asking(case, endpoint)
    except EvalError:
        raise
    except Exception as exc:  # noqa: BLE001 - the one place that turns a crash into a row
        return Observed(case, None, error=f"{type(exc).__name__}: {exc}")


async def observe(case: Case, endpoint: Endpoint) -> Observed:
    """Raises EndpointUnusable where the service is gone: that is no fault of the case."""
    first = await _reply(case, endpoint)
    if first.answer is None:
        return Observed(case, None, error=first.error, elapsed_ms=first.elapsed_ms)
    second = await _reply(case, endpoint)
    cited = {one["source"]["article_id"] for draft in first.answer["drafts"] for one in draft["citations"]}
    labelled = {one.article_id for one in case.evidence}
    found = {article_id: await endpoint.article(article_id) for article_id in sorted(cited | labelled)}
    held = {article_id: article for article_id, article in found.items() if article is not None}
    return Observed(case, first.answer, second.answer, held, elapsed_ms=first.elapsed_ms)


async def observe_once(case: Case, endpoint: Endpoint) -> Observed:
    """Without a second answer and without the articles. Raises EndpointUnusable."""
    reply = await _reply(case, endpoint)
    return Observed(case, reply.answer, error=reply.error, elapsed_ms=reply.elapsed_ms)


async def _reply(case: Case, endpoint: Endpoint) -> Reply:
    """A second try where the first says nothing of the case, and the service is there."""
    for _ in range(_TRIES):
        reply = await endpoint.suggest(case.request)
        if not reply.doubtful:
            break
        await endpoint.require_ready()
    return reply


def row_of(observed: Observed) -> Row:
    case, answer = observed.case, observed.answer
    return Row(
        case_id=case.id,
        language=case.expected.language_code,
        channel=str(_held(case, "conversation").get("channel", "unknown")),
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
        stage=_stage(case),
        kind=case.kind,
        vendor=case.vendor,
        must_pass=case.must_pass,
        answer_found=answer_found(observed) if answer else None,
    )


def _stage(case: Case) -> str | None:
    """The first that is labelled, or the one that the request names."""
    named = _held(case, "case").get("stage")
    return next(iter(case.expected.stage or ()), named if isinstance(named, str) else None)


def _held(case: Case, field: str) -> Mapping[str, Any]:
    """An object of the request; nothing where something else stands there, which the service refuses."""
    found = case.request.get(field)
    return found if isinstance(found, dict) else {}


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
    wrong += [f"does not keep: {rule}" for rule in observed.broken_rules()]
    wrong += [f"skipped: {rule}" for rule in observed.skipped_rules()]
    wrong += [f"differs the second time: {name}" for name in observed.differing()]
    wrong += [f"no longer says what the label quotes: {article_id}" for article_id in lost_evidence(observed)]
    if METRICS["fact_recall"].of(observed) is not None:
        wrong += [f"does not say: {fact}" for fact in observed.missing_facts()]
    return wrong + [_told(name, observed) for name in LABELS if METRICS[name].of(observed) == 0.0]


def _told(label: str, observed: Observed) -> str:
    return f"{label}: expected {' or '.join(map(said, observed.expected(label)))}, got {said(observed.got(label))}"
