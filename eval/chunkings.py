"""A folder of labelled knowledge bases -> the search with articles cut in other ways, beside the way that ships.

The structure of an article (headings, question separators, lists, tables) against windows of a fixed size. Everything
else is the same, so a difference is one of chunking. By words alone unless the dense leg is asked for.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.table import Table

from eval.embedders import RememberingEmbedder
from eval.indexing import read_articles
from eval.legs import GOALS, Scores, Workload, differences, means, ranked_by, scored
from eval.legs_table import interval
from eval.questions import read_questions
from kb_index.chunking import CHUNKING, split
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.open import open_embedder
from kb_index.ports import Embedder, Leg
from kb_index.preparation import Cut, prepare
from kb_index.records import Article, Passage, Span
from kb_index.search import Searcher
from kb_index.store.sqlite import SqliteStore

Chunker = Callable[[Article], tuple[Passage, ...]]
SHIPPED = "structure"
_BLANK = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s+")


def windows(size: int, overlap: int = 0) -> Chunker:
    """Stretches of at most ``size`` characters, cut between words, each beginning ``overlap`` before the last ended."""

    def cut(article: Article) -> tuple[Passage, ...]:
        return _passages(article, _windows(article.body_markdown, size, overlap))

    return cut


def paragraphs(article: Article) -> tuple[Passage, ...]:
    """Each stretch between blank lines alone; long ones as windows of 1,500."""
    edges = [0, *(gap.end() for gap in _BLANK.finditer(article.body_markdown)), len(article.body_markdown)]
    spans = [Span(*pair) for pair in pairwise(edges)]
    parts = [
        part.shifted(span.start) for span in spans for part in _windows(span.of(article.body_markdown), 1500, overlap=0)
    ]
    return _passages(article, parts)


CHUNKERS: Mapping[str, Chunker] = {
    SHIPPED: split,
    "windows of 500": windows(500),
    "windows of 1,000": windows(1000),
    "windows of 1,500": windows(1500),
    "windows of 1,000, overlap 200": windows(1000, 200),
    "paragraphs": paragraphs,
}


def _windows(text: str, size: int, overlap: int) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = min(start + size, len(text))
        if end < len(text):
            gaps = [gap.start() for gap in _SPACE.finditer(text, start + size // 2, end)]
            end = gaps[-1] if gaps else end
        if text[start:end].strip():
            yield Span(start, end)
        start = end if end == len(text) else max(end - overlap, start + 1)


def _passages(article: Article, spans: Iterator[Span] | Sequence[Span]) -> tuple[Passage, ...]:
    return tuple(
        Passage(article.article_id, number, span, span.of(article.body_markdown)) for number, span in enumerate(spans)
    )


def compare_chunkings(
    found: Sequence[Workload], *, embedder: str | None, progress: Callable[[str], None] = lambda name: None
) -> dict[str, Any]:
    """One row per slice and chunker; ``embedder=None``: by words alone. Raises EvalError, KbError."""
    with tempfile.TemporaryDirectory(prefix="otvet-eval-") as folder:
        model = RememberingEmbedder(open_embedder(embedder, cache=Path(folder))) if embedder else HashingEmbedder()
        legs = frozenset({Leg.LEXICAL, Leg.DENSE}) if embedder else frozenset({Leg.LEXICAL})
        slices: list[dict[str, Any]] = []
        for number, workload in enumerate(one for one in found if one.protocol == "A"):
            progress(workload.name)
            slices += _slices(workload, Path(folder) / str(number), model, legs)
    return {"embedder": model.fingerprint if embedder else "none", "shipped": CHUNKING, "slices": slices}


def _slices(workload: Workload, folder: Path, model: Embedder, legs: frozenset[Leg]) -> list[dict[str, Any]]:
    articles, _ = read_articles([workload.articles], workload.protocol)
    questions = read_questions([workload.queries], [], articles, protocol=workload.protocol)
    questions = [question for question in questions if question.relevant]
    runs = {}
    for number, (name, chunker) in enumerate(CHUNKERS.items()):
        index = _indexed(folder / str(number), articles, chunker, model)
        with closing(Searcher(index, model)) as searcher:
            runs[name] = {one.query_id: ranked_by(searcher, one, legs) for one in questions}
    scores = {name: scored(questions, [one for one in questions if one.gold], run) for name, run in runs.items()}
    groups: dict[str, list[str]] = {}
    for question in questions:
        groups.setdefault(question.slice, []).append(question.query_id)
    return [_slice(name, ids, scores) for name, ids in sorted(groups.items())]


def _slice(name: str, ids: Sequence[str], scores: Mapping[str, Scores]) -> dict[str, Any]:
    others = {chunker: values for chunker, values in scores.items() if chunker != SHIPPED}
    return {
        "name": name,
        "n": len(ids),
        "chunkers": {chunker: means(ids, values) for chunker, values in scores.items()},
        "to_shipped": {chunker: differences(ids, values, scores[SHIPPED]) for chunker, values in others.items()},
    }


def _indexed(folder: Path, articles: Sequence[Article], chunker: Chunker, model: Embedder) -> Path:
    store = SqliteStore.create(folder, embedder=model.fingerprint, chunking=CHUNKING, dimension=model.dimension)
    with closing(store):
        cuts = [Cut(article, chunker(article), "eval", "") for article in articles]
        ready = prepare(cuts, model, known=store.known_vectors, embedded=lambda passages, seconds: None)
        store.commit(ready.articles)
    return folder


def table(report: Mapping[str, Any]) -> Table:
    """To be printed with rich."""
    shown = Table(title="Articles cut in other ways; difference to the shipped way with 95 % intervals")
    for heading in ("slice", "n", "chunking", *GOALS, *(f"Δ {goal}" for goal in GOALS)):
        shown.add_column(heading, justify="left" if heading in {"slice", "chunking"} else "right")
    for one in report["slices"]:
        for place, (chunker, values) in enumerate(one["chunkers"].items()):
            gains = one["to_shipped"].get(chunker, {})
            cells = [f"{values[goal]:.3f}" if goal in values else "" for goal in GOALS]
            shown.add_row(
                *((one["name"], str(one["n"])) if not place else ("", "")),
                chunker,
                *cells,
                *(interval(gains.get(goal)) for goal in GOALS),
            )
    return shown
