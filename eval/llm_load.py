"""200 suggestions at once and a slow language model -> what that does to everything else, on this machine.

``python -m eval.llm_load [--requests 200] [--delay 5] [--json]`` starts two services on the sample help centre and a
slow model on loopback. One service idles all the time, the other gets the suggestions; /v1/check is asked of the one
and the other in turn, first before the suggestions and then while they wait. What else the machine does thus slows
both: the ratio of the two before is the noise, that meanwhile the effect.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Annotated, Any

import httpx
import typer

from eval.bench import machine
from eval.cases import load_cases
from eval.errors import EvalError
from eval.report import percentiles
from eval.sample import build_sample_index, sample_cases
from eval.serving import served
from eval.slow_model import SlowModel, slow_model
from kb_index.embedders.open import BUNDLED
from kb_index.errors import KbError
from service import logs

WARM_UP, CHECKS = 30, 300
PACE_S = 0.01  # between two of them: as many fall into a busy moment as it is long
LIMIT = 8  # calls of the model at once
CHECKED = {
    "text": "Здравствуйте, Мария! Заказ № 1043 отправлен 14 марта, деньги вернём в течение 5 рабочих дней. "
    "Если возникнут вопросы, напишите нам. С уважением, Олег",
    "conversation": {"channel": "email"},
    "sources": [{"id": "a", "title": "Доставка", "text": "Деньги возвращаются в течение 5 рабочих дней."}],
}


@dataclass(slots=True)
class Probe:
    """Asks /v1/check, and /livez after every tenth, one after the other."""

    client: httpx.Client
    check_ms: list[float] = field(default_factory=list)
    live_ms: list[float] = field(default_factory=list)
    failed: int = 0

    def ask(self) -> None:
        self._timed(self.check_ms, lambda: self.client.post("/v1/check", json=CHECKED))
        if len(self.check_ms) % 10 == 0:
            self._timed(self.live_ms, lambda: self.client.get("/livez"))

    def _timed(self, times: list[float], call: Callable[[], httpx.Response]) -> None:
        sleep(PACE_S)
        started = perf_counter()
        self.failed += call().status_code != httpx.codes.OK
        times.append((perf_counter() - started) * 1000)

    def report(self) -> dict[str, Any]:
        return {
            "checks": len(self.check_ms),
            "failed": self.failed,
            "check_ms": percentiles(self.check_ms),
            "livez_ms": percentiles(self.live_ms),
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """The service that idles and the one that works, asked in turn."""

    idle: Probe
    busy: Probe

    def ask(self) -> None:
        self.idle.ask()
        self.busy.ask()

    def report(self) -> dict[str, Any]:
        idle, busy = self.idle.report(), self.busy.report()
        ratios = {f"{name}_ratio": round(busy["check_ms"][name] / idle["check_ms"][name], 3) for name in ("p50", "p95")}
        return {"idle": idle, "busy": busy, **ratios}


def measure(*, requests: int, delay_s: float, limit: int = LIMIT) -> dict[str, Any]:
    """One JSON document. Raises KbError, EndpointUnusable."""
    with _services(delay_s, limit) as (idle, busy, model), _client(idle) as one, _client(busy) as other:
        for client in (one, other) * WARM_UP:
            client.post("/v1/check", json=CHECKED)
        before = Pair(Probe(one), Probe(other))
        for _ in range(CHECKS):
            before.ask()
        meanwhile = Pair(Probe(one), Probe(other))
        answers = _loaded(busy, requests, meanwhile)
    return {
        "machine": machine(),
        "requests": requests,
        "delay_s": delay_s,
        "limit": limit,
        "model": {"calls": model.calls, "most_at_once": model.most},
        **told(answers),
        "before": before.report(),
        "meanwhile": meanwhile.report(),
    }


@contextmanager
def _services(delay_s: float, limit: int) -> Iterator[tuple[str, str, SlowModel]]:
    """The address of the one that idles, that of the busy one, and the model of both."""
    with TemporaryDirectory(prefix="otvet-load-") as name, slow_model(delay_s) as model:
        folder = Path(name)
        build_sample_index(folder / "index")
        settings = {
            "OTVET_LLM__BASE_URL": model.address,
            "OTVET_LLM__MODEL": "slow",
            "OTVET_LLM__MAX_CONCURRENCY": str(limit),
            "OTVET_DEADLINE_S": "120",
        }
        start = partial(served, folder / "index", embedder=BUNDLED, settings=settings)
        with start(log=folder / "idle.log") as idle, start(log=folder / "busy.log") as busy:
            yield idle.address, busy.address, model


def _client(address: str) -> httpx.Client:
    limits = httpx.Limits(max_connections=None)
    return httpx.Client(base_url=address, timeout=120, limits=limits, trust_env=False)


def _loaded(address: str, requests: int, probes: Pair) -> list[httpx.Response]:
    """Suggestions all at once; the probes run until the last of them is answered."""
    bodies = [case.request for path in sample_cases() for case in load_cases(path)]
    together = threading.Barrier(requests)
    with _client(address) as callers, ThreadPoolExecutor(requests) as pool:

        def suggest(number: int) -> httpx.Response:
            together.wait()
            return callers.post("/v1/suggestions", json=bodies[number % len(bodies)])

        asked: list[Future[httpx.Response]] = [pool.submit(suggest, number) for number in range(requests)]
        while not all(one.done() for one in asked):
            probes.ask()
        return [one.result() for one in asked]


def told(answers: Sequence[httpx.Response]) -> dict[str, Any]:
    """What became of the suggestions."""
    refused = [one for one in answers if one.status_code == httpx.codes.SERVICE_UNAVAILABLE]
    served_ = [one.json() for one in answers if one.status_code == httpx.codes.OK]
    return {
        "statuses": dict(sorted(Counter(str(one.status_code) for one in answers).items())),
        "retry_after_s": sorted({int(one.headers["retry-after"]) for one in refused}),
        "modes": dict(sorted(Counter(one["mode"] for one in served_).items())),
        "degraded": dict(sorted(Counter(one.get("degraded_reason", "none") for one in served_).items())),
    }


def show(found: dict[str, Any]) -> str:
    """A few lines for reading."""
    lines = [
        f"{found['requests']} suggestions at once, a model that takes about {found['delay_s']:g} s",
        f"statuses {found['statuses']}, Retry-After {found['retry_after_s']} s, degraded {found['degraded']}",
        f"the model held {found['model']['most_at_once']} calls at once (limit {found['limit']}), "
        f"{found['model']['calls']} in all",
    ]
    for phase in ("before", "meanwhile"):
        pair = found[phase]
        for name in ("idle", "busy"):
            row = pair[name]
            check, live = row["check_ms"], row["livez_ms"]
            lines.append(
                f"{phase:9} {name} service: check p50 {check['p50']:.1f} p95 {check['p95']:.1f} ms, "
                f"livez p95 {live['p95']:.1f} ms, {row['checks']} checks, {row['failed']} failed"
            )
        lines.append(f"{phase:9} busy / idle: p50 {pair['p50_ratio']}, p95 {pair['p95_ratio']}")
    return "\n".join(lines)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    requests: Annotated[int, typer.Option(min=1, max=1000, help="Suggestions at once.")] = 200,
    delay: Annotated[float, typer.Option(min=0.0, help="Seconds that the model takes, on average.")] = 5.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Measure what a slow language model does to the rest of the service."""
    logs.configure("warning", sys.stderr)
    try:
        found = measure(requests=requests, delay_s=delay)
    except (EvalError, KbError) as exc:
        typer.echo(f"llm_load: {exc}", err=True)
        raise typer.Exit(3) from exc
    typer.echo(json.dumps(found, ensure_ascii=False) if as_json else show(found))


if __name__ == "__main__":
    app()
