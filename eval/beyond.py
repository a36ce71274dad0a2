"""An index and requests -> what a suggestion takes on top of its own search, without a language model.

Three times over: about articles that nobody has read yet, about articles that were read ahead, and asked again.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from rich.table import Table

from eval.answers import kept_index
from eval.encoder_cache import open_stored
from eval.endpoint import Endpoint, in_process
from eval.errors import EndpointUnusable
from eval.legs import Workload, workloads
from eval.report import percentiles
from eval.sample import sample_settings, shipped_searcher
from kb_index.embedders.open import open_embedder
from kb_index.records import IndexInfo, Query, SearchResult
from service import logs
from service.call import Call
from service.domain import Suggestion, Ticket
from service.drafting.passages import forget_articles
from service.drafting.reading_ahead import read
from service.ports import Retriever
from service.suggest import Suggester
from service.wiring import open_services

Request = Mapping[str, Any]  # a body of POST /v1/suggestions
STATES = {"first": "not read before", "ahead": "read ahead", "again": "asked again"}


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds: of this process's processors, all threads together, and of the clock."""

    cpu: float
    wall: float

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.cpu - other.cpu, self.wall - other.wall)

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.cpu + other.cpu, self.wall + other.wall)


def _now() -> Spent:
    return Spent(1000 * process_time(), 1000 * perf_counter())


@dataclass(slots=True)
class MeteredRetriever:
    """Searches, and sums what that took."""

    retriever: Retriever
    spent: Spent = Spent(0.0, 0.0)

    def search(self, query: Query) -> SearchResult:
        started = _now()
        try:
            return self.retriever.search(query)
        finally:
            self.spent += _now() - started

    def describe(self) -> IndexInfo:
        return self.retriever.describe()


@dataclass
class MeteredSuggester(Suggester):
    """Suggests, and notes for each suggestion what it took beyond its searches. One request at a time."""

    beyond: list[Spent] = field(default_factory=list)

    @classmethod
    def of(cls, suggester: Suggester) -> MeteredSuggester:
        parts = {one.name: getattr(suggester, one.name) for one in fields(Suggester)}
        return cls(**{**parts, "retriever": MeteredRetriever(suggester.retriever)})

    def suggest(self, ticket: Ticket, call: Call | None = None) -> Suggestion:
        assert isinstance(self.retriever, MeteredRetriever)
        started, searched = _now(), self.retriever.spent
        suggestion = super().suggest(ticket, call)
        self.beyond.append(_now() - started - (self.retriever.spent - searched))
        return suggestion


def measured(index: Path, requests: Sequence[Request], *, embedder: str) -> dict[str, Any]:
    """By state the number of suggestions, and p50 and p95 of both times. Raises KbError, EndpointUnusable.

    Before each of the first half of the requests, all articles are forgotten; the other half come when all have been
    read ahead. To be called in a process that has drafted nothing yet: `beyond` does that.
    """
    return asyncio.run(_measured(index, requests, embedder))


async def _measured(index: Path, requests: Sequence[Request], embedder: str) -> dict[str, Any]:
    opened = open_embedder(embedder, cache=index)
    services = open_services(sample_settings(index), embedder=opened)
    meter = MeteredSuggester.of(services.suggester)
    async with in_process(sample_settings(index), lambda _: replace(services, suggester=meter)) as endpoint:
        first = [one for request in requests[::2] for one in await _unread(endpoint, request, meter)]
        searcher = shipped_searcher(index, opened)
        for _ in read(searcher.spans()):
            pass
        searcher.close()
        ahead = await _asked(endpoint, requests[1::2], meter)
        again = await _asked(endpoint, requests, meter)
    return {name: _figures(spent) for name, spent in zip(STATES, (first, ahead, again), strict=True)}


async def _unread(endpoint: Endpoint, request: Request, meter: MeteredSuggester) -> list[Spent]:
    forget_articles()
    return await _asked(endpoint, [request], meter)


async def _asked(endpoint: Endpoint, requests: Sequence[Request], meter: MeteredSuggester) -> list[Spent]:
    meter.beyond.clear()
    for request in requests:
        reply = await endpoint.suggest(request)
        if reply.error:
            raise EndpointUnusable(f"a question was not answered ({reply.error}); `otvet eval run` says which")
    return list(meter.beyond)


def _figures(spent: Sequence[Spent]) -> dict[str, Any]:
    if not spent:
        return {"n": 0}
    return {
        "n": len(spent),
        "cpu_ms": percentiles(one.cpu for one in spent),
        "wall_ms": percentiles(one.wall for one in spent),
    }


def beyond(index: Path, requests: Sequence[Request], *, embedder: str) -> dict[str, Any]:
    """`measured` in a process of its own: what this one has read would make it kinder."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh, initializer=_quiet) as pool:
        return pool.submit(measured, index, list(requests), embedder=embedder).result()


def _quiet() -> None:
    logs.configure("warning", sys.stderr)


def of_folder(data: Path, *, embedder: str, cache: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each knowledge base of the folder that has FAQ questions; the indexes are kept in ``cache``."""
    for workload in (one for one in workloads(data) if one.protocol == "A"):
        requests = [_letter(text) for text in _questions(workload)]
        if requests:
            index = kept_index(workload.articles, cache, open_stored(embedder, cache))
            yield workload.name, beyond(index, requests, embedder=embedder)


def _questions(workload: Workload) -> Iterator[str]:
    for row in map(json.loads, filter(str.strip, workload.queries.read_text(encoding="utf-8").splitlines())):
        if row.get("origin") == "faq_question" and row["kb"] in (workload.articles.stem, workload.name):
            yield row["text"]


def _letter(text: str) -> Request:
    return {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": text}]}}


def table(found: Mapping[str, Mapping[str, Any]]) -> Table:
    """``found``: by name what `measured` gives."""
    shown = Table(title="Suggestions beyond their search, milliseconds", title_justify="left")
    for column in ("questions", "articles", "n", "CPU p50", "CPU p95", "wall p50", "wall p95"):
        shown.add_column(column, justify="left" if column in ("questions", "articles") else "right")
    for name, states in found.items():
        for state, one in states.items():
            figures = (
                [one[kind][share] for kind in ("cpu_ms", "wall_ms") for share in ("p50", "p95")] if one["n"] else []
            )
            shown.add_row(name, STATES[state], str(one["n"]), *(f"{figure:.1f}" for figure in figures))
    return shown
