"""The sample help centre and tickets -> how fast it is indexed, started and answered from, on this machine.

``python -m eval.bench [--data FOLDER] [--json]``; with --data also how well articles are found in the knowledge
bases of that folder, and how long their FAQ questions take beyond the search. Figures are printed, never judged: they
are those of one machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from eval.beyond import beyond, of_folder
from eval.beyond import table as beyond_table
from eval.cases import Case, load_cases
from eval.endpoint import Reply, over_http
from eval.errors import EndpointUnusable, EvalError
from eval.report import percentiles
from eval.retrieval import evaluate, table
from eval.sample import build_sample_index, sample_cases
from eval.serving import served
from kb_index.embedders.open import BUNDLED
from kb_index.errors import KbError
from service import logs

WARM_UP = 30
REQUESTS = 240
CACHE = Path(".otvet/eval")  # as of `otvet eval answers`
PARTS = ("understand", "retrieve", "draft", "check")


def bench(*, embedder: str = BUNDLED, requests: int = REQUESTS, warm_up: int = WARM_UP) -> dict[str, Any]:
    """Builds, starts, asks; one JSON document. Raises KbError, EndpointUnusable."""
    measured_on = machine()
    with TemporaryDirectory(prefix="otvet-bench-") as name:
        index = Path(name) / "index"
        build = build_sample_index(index, embedder=embedder)
        with served(index, embedder=embedder, log=Path(name) / "log") as service:
            replies = asyncio.run(_ask(service.address, requests, warm_up))
        cases = interleaved([load_cases(path) for path in sample_cases()])
        drafted = beyond(index, [case.request for case in cases], embedder=embedder)
    return {
        "machine": measured_on,
        "build": {
            "articles": build.added,
            "passages": build.passages,
            "seconds": round(build.seconds, 2),
            "passages_per_second": round(build.passages_per_second, 1),
        },
        "ready_s": round(service.ready_s, 2),
        "requests": len(replies),
        **speed(replies),
        "beyond": {"sample": drafted},
    }


def machine() -> dict[str, Any]:
    """``load``: processes that wanted a core in the minute before; above ``cores`` the times say little."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "arch": platform.machine(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


async def _ask(address: str, requests: int, warm_up: int) -> list[Reply]:
    """One client, one request after the other, the tickets in turn and the languages mixed."""
    tickets = interleaved([load_cases(path) for path in sample_cases()])
    async with over_http(address) as endpoint:
        replies = [
            await endpoint.suggest(tickets[number % len(tickets)].request) for number in range(warm_up + requests)
        ]
    failed = next((reply.error for reply in replies if reply.error), None)
    if failed:
        raise EndpointUnusable(f"a sample ticket was not answered ({failed}); `otvet eval run` says which")
    return replies[warm_up:]


def interleaved(files: Sequence[Sequence[Case]]) -> list[Case]:
    """The files mixed so that every stretch holds each in its proportion."""
    placed = [(number / len(cases), case.id, case) for cases in files for number, case in enumerate(cases)]
    return [case for _, _, case in sorted(placed, key=lambda one: one[:2])]


def speed(replies: Sequence[Reply]) -> dict[str, Any]:
    """Milliseconds over HTTP and as the service counted them, and the share of each part in its total."""
    timings = [reply.answer["timings_ms"] for reply in replies if reply.answer]
    total = sum(one["total"] for one in timings)
    rest = percentiles(one["total"] - one.get("retrieve", 0.0) for one in timings)
    counted = {stage: percentiles(one.get(stage, 0.0) for one in timings) for stage in (*PARTS, "total")}
    spent = {part: sum(one.get(part, 0.0) for one in timings) for part in PARTS}
    return {
        "latency_ms": {"http": percentiles(reply.elapsed_ms for reply in replies), **counted, "total − retrieve": rest},
        "share": {part: round(sum_ms / total, 3) for part, sum_ms in spent.items()},
    }


def retrieval(data: Path, *, embedder: str = BUNDLED) -> dict[str, Any]:
    """Knowledge base -> its retrieval report, each indexed apart; docs/evaluation.md shows the folder.

    Raises EvalError where the folder holds none.
    """
    bases = sorted(data.glob("kb_??_noquestions/*.jsonl"))
    if not bases:
        raise EvalError(f"{data} holds no kb_ru_noquestions/*.jsonl or kb_en_noquestions/*.jsonl; check the folder")
    return {f"{_language(base)}/{base.stem}": _retrieval(base, data, embedder) for base in bases}


def _retrieval(base: Path, data: Path, embedder: str) -> dict[str, Any]:
    unanswered = data / f"noanswer_{_language(base)}.jsonl"
    return evaluate(
        [base],
        [data / f"queries_{_language(base)}.jsonl"],
        [unanswered] if unanswered.exists() else [],
        protocol="A",
        embedder=embedder,
        progress=None,
    )


def _language(base: Path) -> str:
    return base.parent.name.split("_")[1]


def show(measured: Mapping[str, Any], paper: Console) -> None:
    machine_, build = measured["machine"], measured["build"]
    paper.print(
        f"{machine_['cores']} cores, {machine_['arch']}, Python {machine_['python']}, load before {machine_['load']}"
    )
    paper.print(
        f"index: {build['articles']} articles, {build['passages']} passages in {build['seconds']} s, "
        f"{build['passages_per_second']} passages/s"
    )
    paper.print(f"start to ready: {measured['ready_s']} s")
    shown = Table(title=f"One client, {measured['requests']} requests, milliseconds", title_justify="left")
    for column in ("part", "p50", "p95", "share"):
        shown.add_column(column, justify="left" if column == "part" else "right")
    for part, values in measured["latency_ms"].items():
        share = measured["share"].get(part)
        shown.add_row(part, f"{values['p50']:.1f}", f"{values['p95']:.1f}", "" if share is None else f"{share:.0%}")
    paper.print(shown)
    if "beyond" in measured:
        paper.print(beyond_table(measured["beyond"]))
    for name, report in measured.get("retrieval", {}).items():
        paper.print(name)
        paper.print(table(report))


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    data: Annotated[Path | None, typer.Option(help="Folder with knowledge bases and labelled queries.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Measure speed on the sample help centre and, with --data, retrieval on the knowledge bases there."""
    logs.configure("warning", sys.stderr)
    try:
        measured = bench()
        if data is not None:
            measured["retrieval"] = retrieval(data)
            measured["beyond"] |= of_folder(data, embedder=BUNDLED, cache=CACHE)
    except (EvalError, KbError) as exc:
        typer.echo(f"bench: {exc}", err=True)
        raise typer.Exit(3) from exc
    if as_json:
        typer.echo(json.dumps(measured, ensure_ascii=False))
    else:
        show(measured, Console(highlight=False))


if __name__ == "__main__":
    app()
