"""Articles + labelled queries -> our search and Haystack's beside each other: time per search, and what is found.

``python -m eval.rival --articles KB.jsonl --queries QUERIES.jsonl [--json]``; one run, one process, the same bundled
model, the same questions asked in turns. Haystack has to be installed beside the project (``eval/rival_haystack.py``).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from eval.bench import machine
from eval.errors import EvalError
from eval.indexing import PASSAGES, indexed_into, read_articles
from eval.metrics.paired import paired_difference
from eval.metrics.ranking import MEASURES
from eval.metrics.retrieval import rankings_scored
from eval.questions import Question, read_questions
from eval.report import percentiles
from eval.rival_haystack import open_haystack
from eval.sample import shipped_searcher
from kb_index.embedders.bundled import bundled_folder
from kb_index.embedders.open import BUNDLED, open_embedder
from kb_index.errors import KbError
from kb_index.records import Query
from kb_index.search import Searcher
from service import logs

OURS, HAYSTACK = "Otvet", "Haystack"
_WARM_UP = 10

Search = Callable[[Question], list[str]]  # article ids, best first, repeats allowed


def compare(articles: Path, queries: Path) -> dict[str, Any]:
    """One JSON document. Raises EvalError (Haystack is absent, nothing to ask) and KbError."""
    pages, _ = read_articles([articles], "A")
    asked = [one for one in read_questions([queries], [], pages, protocol="A") if one.relevant]
    started = time.perf_counter()
    rival = open_haystack(pages, bundled_folder())
    rival_s = time.perf_counter() - started
    with TemporaryDirectory(prefix="otvet-rival-") as name:
        embedder = open_embedder(BUNDLED, cache=Path(name))
        embedder.embed_passages(["warm"])
        started = time.perf_counter()
        index = indexed_into(Path(name) / "ours", pages, embedder)
        ours_s = time.perf_counter() - started
        with closing(shipped_searcher(index, embedder)) as searcher:
            searches: dict[str, Search] = {
                OURS: partial(_ours, searcher),
                HAYSTACK: lambda one: rival.search(one.text, PASSAGES),
            }
            ranked, spent = in_turns(searches, asked)
    return {
        "machine": machine(),
        "haystack": rival.version,
        "articles": len(pages),
        "questions": len(asked),
        "build_s": {OURS: round(ours_s, 1), HAYSTACK: round(rival_s, 1)},
        "search_ms": {name: percentiles(values) for name, values in spent.items()},
        **quality(asked, ranked),
    }


def _ours(searcher: Searcher, question: Question) -> list[str]:
    result = searcher.search(Query(question.text, question.language_code, limit=PASSAGES))
    return [hit.article.article_id for hit in result.hits]


def in_turns(
    searches: Mapping[str, Search], asked: Sequence[Question]
) -> tuple[dict[str, dict[str, list[str]]], dict[str, list[float]]]:
    """Rankings and milliseconds of each system; the first to be asked changes from question to question."""
    ranked: dict[str, dict[str, list[str]]] = {name: {} for name in searches}
    spent: dict[str, list[float]] = {name: [] for name in searches}
    for one in asked[:_WARM_UP]:
        for search in searches.values():
            search(one)
    for number, one in enumerate(asked):
        for name in sorted(searches, reverse=bool(number % 2)):
            started = time.perf_counter()
            ranked[name][one.query_id] = searches[name](one)
            spent[name].append((time.perf_counter() - started) * 1000)
    return ranked, spent


def quality(asked: Sequence[Question], ranked: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Any]:
    relevant = {one.query_id: one.relevant for one in asked}
    scores = {name: rankings_scored(rows, relevant) for name, rows in ranked.items()}
    means = {
        name: {metric: round(sum(row[metric] for row in rows.values()) / len(rows), 4) for metric in MEASURES}
        for name, rows in scores.items()
    }
    ours, theirs = ([scores[name][one.query_id]["ndcg@10"] for one in asked] for name in (OURS, HAYSTACK))
    mean, low, high = paired_difference(ours, theirs)
    difference = {"mean": round(mean, 4), "low": round(low, 4), "high": round(high, 4)}
    return {"metrics": means, "ndcg_difference": difference}


def table(found: Mapping[str, Any]) -> Table:
    gain, host = found["ndcg_difference"], found["machine"]
    interval = f"{gain['mean']:+.3f} [{gain['low']:+.3f}, {gain['high']:+.3f}]"
    shown = Table(
        title=f"{found['articles']} articles, {found['questions']} questions, Haystack {found['haystack']}; "
        f"{host['cores']} cores, load before {host['load']}; nDCG@10 ours less theirs {interval}",
        title_justify="left",
    )
    for column in ("system", "build s", "search p50 ms", "p95 ms", "hit@1", "hit@5", "nDCG@10"):
        shown.add_column(column, justify="left" if column == "system" else "right")
    for name, metrics in found["metrics"].items():
        times = found["search_ms"][name]
        quality = [f"{metrics[metric]:.3f}" for metric in ("hit@1", "hit@5", "ndcg@10")]
        shown.add_row(name, f"{found['build_s'][name]}", f"{times['p50']:.1f}", f"{times['p95']:.1f}", *quality)
    return shown


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    articles: Annotated[Path, typer.Option(help="The knowledge base, a file that `otvet index` reads.")],
    queries: Annotated[Path, typer.Option(help="Labelled queries, as for `otvet eval retrieval`.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Measure our search beside Haystack's on the same articles and questions."""
    logs.configure("warning", sys.stderr)
    try:
        found = compare(articles, queries)
    except (EvalError, KbError) as exc:
        typer.echo(f"rival: {exc}", err=True)
        raise typer.Exit(3) from exc
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        Console(highlight=False, width=120).print(table(found))


if __name__ == "__main__":
    app()
