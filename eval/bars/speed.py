"""Replies of 200 words -> milliseconds to judge one, from cold and warm, beside other checkers where there are any."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random
from statistics import median

from eval.bars.bar import Bar
from eval.bars.corpus import Sample, labelled
from eval.bars.rivals import percentiles, rivals
from service.guardrail.engine import StandardChecker

WORDS = 200
TEXTS = 40
_SEED = 5
_STARTS = 5
_BOUNDS: Mapping[str, float | None] = {"p50": None, "p95": 3.0, "p99": 6.0}


def speed_bars(checker: StandardChecker, standard: str, rounds: int = 25) -> tuple[Bar, ...]:
    """One thread. Times are those of this machine under whatever else it does."""
    texts = replies("ru")
    data = f"{len(texts)} Russian replies of {WORDS} words, {len(checker.standard.rules)} rules"
    load = {"load": os.getloadavg()[0], "cores": len(os.sched_getaffinity(0))}
    warm = _ours(checker, texts, rounds)
    return (
        *(_row(f"speed: {at}", data, rounds * len(texts), warm[at], _BOUNDS[at], load) for at in warm),
        _row("speed: p95 (cpu)", data, 5 * len(texts), _ours(checker, texts, 5, time.thread_time)["p95"], None, load),
        Bar("speed: cold start", "a fresh process, median", _STARTS, _cold(standard), 300, at_least=False, unit=" ms"),
        *_beside(checker),
    )


def _row(name: str, data: str, n: int, value: float, bound: float | None, load: Mapping[str, float]) -> Bar:
    return Bar(name, data, n, value, bound, at_least=False, unit=" ms", detail=load)


def replies(language_code: str, texts: int = TEXTS) -> list[Sample]:
    """Labelled replies one after the other until there are 200 words, in the context of the first."""
    random = Random(_SEED)
    pool = [one for one in labelled() if one.context.language_code == language_code]
    return [_padded(random.sample(pool, len(pool))) for _ in range(texts)]


def _padded(samples: list[Sample]) -> Sample:
    words: list[str] = []
    for sample in samples:
        if len(words) >= WORDS:
            break
        words += sample.text.split(" ")
    return Sample(" ".join(words[:WORDS]), samples[0].context)


def _ours(
    checker: StandardChecker, texts: list[Sample], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    contexts = {one.text: one.context for one in texts}
    # A request is an object of its own: nothing remembered of the one before may help.
    return percentiles(lambda text: checker.review(text, replace(contexts[text])), list(contexts), rounds, clock)


def _cold(standard: str) -> float:
    return median(_once(standard) for _ in range(_STARTS))


def _once(standard: str) -> float:
    ended = subprocess.run(  # noqa: S603 - this interpreter, a module of ours
        [sys.executable, "-m", "eval.bars.cold", standard], capture_output=True, check=True, text=True
    )
    return float(ended.stdout)


def _beside(checker: StandardChecker) -> Iterator[Bar]:
    """How many times as long as ours the median of another takes, on the same English texts."""
    texts = replies("en")
    ours = _ours(checker, texts, 5)
    data = f"{len(texts)} English replies of {WORDS} words"
    found = list(rivals())
    for name, judge in found:
        theirs = percentiles(judge, [one.text for one in texts], 2)
        detail = {"ours_ms": ours, "theirs_ms": theirs}
        yield Bar(
            f"speed: {name} / ours", data, len(texts), round(theirs["p50"] / ours["p50"], 2), unit="x", detail=detail
        )
    if not found:
        note = "proselint and presidio-analyzer are not installed here: nothing to compare with"
        yield Bar("speed: other checkers found", data, 0, 0, detail={"note": note})
