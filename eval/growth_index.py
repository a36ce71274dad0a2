"""Grown articles -> how a whole index of them is searched, loaded and changed.

The index is measured in a fresh process, as a service would open it: what building it left in memory does not count.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from eval.embedders import TimedEmbedder
from eval.growing import Grower, GrownEmbedder, Real, grown_articles
from eval.growth_engines import milliseconds
from eval.report import percentiles
from eval.sample import shipped_searcher
from kb_index.build import index_paths
from kb_index.embedders.open import open_embedder
from kb_index.ports import Embedder
from kb_index.records import Article, Query
from kb_index.search import Searcher
from kb_index.writer import IndexWriter

UPDATES = 20
SEARCHES = 100
_WARM_UP = 10
_ARTICLES_PER_FILE = 5_000
_FIELDS = ("title", "body_markdown", "language_code", "product")

Question = tuple[str, str]  # text and language


def whole(
    real: Real, grower: Grower, embedder: Embedder, sizes: Sequence[int], *, name: str, folder: Path
) -> list[dict[str, Any]]:
    """A row per size. ``name``: of the embedder, for the process that measures; ``folder``: where indexes may lie."""
    return [_whole(real, GrownEmbedder(embedder, real, grower), size, name, folder) for size in sizes]


def _whole(real: Real, embedder: GrownEmbedder, size: int, name: str, folder: Path) -> dict[str, Any]:
    index = folder / f"index-{size}"
    started = time.perf_counter()
    passages = 0
    for path in _files(grown_articles(real, passages=size), folder):
        passages += index_paths([path], into=index, embedder=embedder).passages
        path.unlink()
    built = time.perf_counter() - started
    first = _fresh(partial(load, index, name, folder))  # what a large index learns then is kept beside it
    measured = _fresh(partial(measure, index, name, folder, questions=real.questions, updates=_updates(real)))
    on_disk = sum(path.stat().st_size for path in index.iterdir())
    return {
        "passages": passages,
        "built_s": round(built, 1),
        "disk_bytes_per_passage": on_disk // passages,
        "first_load_s": first["load_s"],
        **measured,
    }


def _fresh(action: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """In a process that has done nothing before: memory that was used once is not given back."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(action).result()


def _files(articles: Iterator[Article], folder: Path) -> Iterator[Path]:
    number = 0
    while lot := list(islice(articles, _ARTICLES_PER_FILE)):
        path = folder / f"grown-{number}.jsonl"
        path.write_text("".join(_line(article) for article in lot), encoding="utf-8")
        yield path
        number += 1


def _line(article: Article) -> str:
    fields = {name: getattr(article, name) for name in _FIELDS}
    return json.dumps({"id": article.article_id, **fields}, ensure_ascii=False) + "\n"


def _updates(real: Real) -> list[Article]:
    """New versions of grown articles that no embedder has seen: their passages are really embedded."""
    chosen = [real.articles[number % len(real.articles)] for number in range(UPDATES)]
    return [
        replace(one, article_id=f"grown-{number}", body_markdown=f"Changed {number}.\n\n{one.body_markdown}")
        for number, one in enumerate(chosen)
    ]


def measure(
    index: Path, name: str, cache: Path, *, questions: Sequence[Question], updates: Sequence[Article]
) -> dict[str, Any]:
    """Loads, searches, updates. Milliseconds, but seconds for loading; memory by what the process grew."""
    embedder = TimedEmbedder(open_embedder(name, cache=cache))
    embedder.embed_query("warm")
    before = _resident_bytes()
    with closing(shipped_searcher(index, embedder)) as searcher:
        held = _resident_bytes() - before
        passages = max(searcher.describe().passages, 1)
        searched = _searched(searcher, embedder, questions)
        updated = _updated(searcher, embedder, index, updates)
    return {**load(index, name, cache), "memory_bytes_per_passage": held // passages, **searched, **updated}


def load(index: Path, name: str, cache: Path) -> dict[str, Any]:
    """Seconds until a searcher is ready, its embedder apart."""
    embedder = open_embedder(name, cache=cache)
    started = time.perf_counter()
    with closing(shipped_searcher(index, embedder)):
        return {"load_s": round(time.perf_counter() - started, 2)}


def _searched(searcher: Searcher, embedder: Embedder, questions: Sequence[Question]) -> dict[str, Any]:
    asked = [questions[number % len(questions)] for number in range(_WARM_UP + SEARCHES)]
    took = _each([partial(searcher.search, Query(*question)) for question in asked])[_WARM_UP:]
    embedded = _each([partial(embedder.embed_query, text) for text, _ in asked])[_WARM_UP:]
    return {"search_ms": percentiles(took), "of_it_embedding_ms": percentiles(embedded)}


def _updated(searcher: Searcher, embedder: TimedEmbedder, index: Path, updates: Sequence[Article]) -> dict[str, Any]:
    """From the call until the article is searchable, less the time that its passages took to embed."""
    rest, embedding = [], []
    with closing(IndexWriter(index, embedder, committed=searcher.refresh)) as writer:
        for article in updates:
            before = embedder.seconds
            took = milliseconds(partial(writer.put, article))
            embedding.append((embedder.seconds - before) * 1000)
            rest.append(took - embedding[-1])
    return {"update_rest_ms": percentiles(rest), "update_embedding_ms": percentiles(embedding)}


def _each(actions: Sequence[Callable[[], object]]) -> list[float]:
    return [milliseconds(action) for action in actions]


def _resident_bytes() -> int:
    """Of this process: https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html"""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
