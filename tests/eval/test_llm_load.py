"""The load measure: what it tells of answers, and the slow model it waits for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx

from eval.llm_load import show, told
from eval.slow_model import slow_model


def row(p95: float) -> dict[str, object]:
    return {"checks": 2, "failed": 0, "check_ms": {"p50": 1.0, "p95": p95}, "livez_ms": {"p50": 1.0, "p95": 1.0}}


def test_answers_are_counted_by_status_mode_and_reason() -> None:
    answers = [
        httpx.Response(200, json={"mode": "llm"}),
        httpx.Response(200, json={"mode": "extractive", "degraded_reason": "llm_busy"}),
        httpx.Response(503, headers={"retry-after": "3"}, json={}),
    ]
    assert told(answers) == {
        "statuses": {"200": 2, "503": 1},
        "retry_after_s": [3],
        "modes": {"extractive": 1, "llm": 1},
        "degraded": {"llm_busy": 1, "none": 1},
    }


def test_the_page_names_the_limit_and_the_ratios() -> None:
    pair = {"idle": row(2.0), "busy": row(3.0), "p50_ratio": 1.0, "p95_ratio": 1.5}
    found = {
        **told([]),
        "requests": 200,
        "delay_s": 5.0,
        "limit": 8,
        "model": {"calls": 40, "most_at_once": 8},
        "before": pair,
        "meanwhile": pair,
    }
    page = show(found)
    assert "8 calls at once (limit 8)" in page
    assert "meanwhile busy / idle: p50 1.0, p95 1.5" in page


def test_the_slow_model_counts_its_calls_and_how_many_it_held_at_once() -> None:
    with slow_model(0.1) as model, ThreadPoolExecutor(3) as callers:
        url = f"{model.address}/chat/completions"
        answers = list(callers.map(lambda _: httpx.post(url, json={}, trust_env=False), range(3)))
    assert {one.json()["choices"][0]["finish_reason"] for one in answers} == {"stop"}
    assert (model.calls, model.inside) == (3, 0)
    assert 1 <= model.most <= 3
