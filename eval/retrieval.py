"""Article files + labelled queries -> retrieval scores per slice, beside plain BM25, and what is refused rightly.

Protocol ``A`` scores against ``relevant``; ``B`` drops the FAQ articles and scores against ``relevant_linked``;
``cross`` scores against ``relevant_other_lang``.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Group
from rich.table import Table
from rich.text import Text

from eval.indexing import PASSAGES, Ranked, indexed_into, read_articles
from eval.metrics.abstention import Judged, abstention
from eval.metrics.paired import paired_difference
from eval.metrics.plain_bm25 import PlainBm25
from eval.metrics.retrieval import passage_recall, rankings_scored
from eval.questions import Question, read_questions
from eval.sample import shipped_searcher
from kb_index.calibration import DEFAULT_THRESHOLD
from kb_index.chunking import CHUNKING
from kb_index.embedders.open import open_embedder
from kb_index.ports import Embedder
from kb_index.records import Article, Query
from kb_index.search import Searcher

_KEPT = 10  # articles of each ranking that the report holds
_SHOWN = ("hit@1", "hit@5", "hit@10", "mrr@10", "ndcg@10", "passage_recall@5")


@dataclass(frozen=True, slots=True)
class _Found:
    """What one system found for one question."""

    articles: tuple[str, ...]
    scores: Mapping[str, float]
    confidence: float
    seconds: float


def evaluate(
    articles: Sequence[Path],
    queries: Sequence[Path],
    noanswer: Sequence[Path],
    *,
    protocol: str,
    embedder: str,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Index the articles in a temporary folder and score each query whose relevant ids are all among them.

    Queries labelled ``answerable: false``, and those of ``noanswer``, count for abstention, unless the page they come
    from is indexed. ``embedder``: a name as in OTVET_EMBEDDER; ``progress(done, total)`` counts articles. The report
    is plain JSON, described in docs/retrieval.md. Raises EvalError for unusable input, KbError for articles.
    """
    indexed, skipped = read_articles(articles, protocol)
    questions = read_questions(queries, noanswer, indexed, protocol=protocol)
    with tempfile.TemporaryDirectory(prefix="otvet-eval-") as folder:
        model = open_embedder(embedder, cache=Path(folder))
        ours = _search_all(indexed, questions, Path(folder), embedder=model, progress=progress)
    plain = _search_plain(indexed, [question for question in questions if question.relevant])
    inputs = {"articles": articles, "queries": queries, "noanswer": noanswer}
    config = {"protocol": protocol, "embedder": model.fingerprint, **_config(inputs, len(indexed), ours)}
    config["skipped"] = [f"{one.path.name}:{one.line}: {one.reason}" for one in skipped]
    return {"config": config, **_report(questions, ours, plain)}


def _config(inputs: Mapping[str, Sequence[Path]], indexed: int, ours: Mapping[str, _Found]) -> dict[str, Any]:
    return {
        **{name: [path.name for path in paths] for name, paths in inputs.items()},
        "indexed_articles": indexed,
        "chunking": CHUNKING,
        "threshold": DEFAULT_THRESHOLD,
        "search_ms": _percentiles([found.seconds * 1000 for found in ours.values()]),
    }


# --- searching --------------------------------------------------------------------------------------


def _search_all(
    articles: Sequence[Article],
    questions: Sequence[Question],
    folder: Path,
    *,
    embedder: Embedder,
    progress: Callable[[int, int], None] | None,
) -> dict[str, _Found]:
    index = indexed_into(folder, articles, embedder, progress=progress)
    with closing(shipped_searcher(index, embedder)) as searcher:
        rows = {question.query_id: _search(searcher, question) for question in questions}
    return _scored(questions, rows)


def _search(searcher: Searcher, question: Question) -> tuple[Ranked, float, float]:
    started = time.perf_counter()
    result = searcher.search(Query(question.text, question.language_code, limit=PASSAGES))
    seconds = time.perf_counter() - started
    return [(hit.article.article_id, hit.passage.span) for hit in result.hits], result.confidence, seconds


def _search_plain(articles: Sequence[Article], questions: Sequence[Question]) -> dict[str, _Found]:
    index = PlainBm25(articles)
    rows = {
        question.query_id: (index.search(question.text, question.language_code, PASSAGES), 0.0, 0.0)
        for question in questions
    }
    return _scored(questions, rows)


def _scored(questions: Iterable[Question], rows: Mapping[str, tuple[Ranked, float, float]]) -> dict[str, _Found]:
    ranked = {key: tuple(dict.fromkeys(article for article, _ in row[0])) for key, row in rows.items()}
    relevant = {question.query_id: question.relevant for question in questions if question.relevant}
    scores = rankings_scored(ranked, relevant)
    for question in questions:
        if question.gold:
            scores[question.query_id] |= passage_recall(rows[question.query_id][0], question.gold)
    return {key: _Found(ranked[key], scores.get(key, {}), *rows[key][1:]) for key in rows}


# --- reporting --------------------------------------------------------------------------------------


def _report(questions: Sequence[Question], ours: Mapping[str, _Found], plain: Mapping[str, _Found]) -> dict[str, Any]:
    slices: dict[str, list[str]] = {}
    for question in questions:
        if question.relevant:
            slices.setdefault(question.slice, []).append(question.query_id)
    report: dict[str, Any] = {"slices": [_slice(name, ids, ours, plain) for name, ids in sorted(slices.items())]}
    judged = [
        Judged(one.page, one.language_code, bool(one.relevant), ours[one.query_id].confidence) for one in questions
    ]
    if not all(one.answerable for one in judged):
        report["abstention"] = abstention(judged, DEFAULT_THRESHOLD)
    report["per_query"] = [_query_row(question, ours[question.query_id]) for question in questions]
    return report


def _slice(name: str, ids: Sequence[str], ours: Mapping[str, _Found], plain: Mapping[str, _Found]) -> dict[str, Any]:
    metrics, baseline = _means(ids, ours), _means(ids, plain)
    differences = {}
    for metric in metrics:
        pairs = [(ours[one].scores[metric], plain[one].scores[metric]) for one in ids if metric in ours[one].scores]
        mean, low, high = paired_difference([a for a, _ in pairs], [b for _, b in pairs])
        differences[metric] = {"mean": round(mean, 4), "low": round(low, 4), "high": round(high, 4)}
    return {"name": name, "n": len(ids), "metrics": metrics, "baseline": baseline, "difference": differences}


def _means(ids: Sequence[str], found: Mapping[str, _Found]) -> dict[str, float]:
    names = list(dict.fromkeys(name for one in ids for name in found[one].scores))
    return {
        name: round(float(np.mean([found[one].scores[name] for one in ids if name in found[one].scores])), 4)
        for name in names
    }


def _query_row(question: Question, found: _Found) -> dict[str, Any]:
    return {
        "id": question.query_id,
        "slice": question.slice,
        "relevant": list(question.relevant),
        "ranked": list(found.articles[:_KEPT]),
        "confidence": round(found.confidence, 4),
        "metrics": {name: round(value, 4) for name, value in found.scores.items()},
    }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{cut}": round(float(np.percentile(values, cut)), 2) for cut in (50, 95)}


# --- showing ----------------------------------------------------------------------------------------


def table(report: Mapping[str, Any]) -> Group:
    """Each slice with plain BM25 below it, and the shares that would be served: to be printed with rich."""
    config = report["config"]
    speed = config["search_ms"]
    note = (
        f"{config['indexed_articles']} articles indexed, {len(config['skipped'])} skipped, "
        f"protocol {config['protocol']}, {config['embedder']}; "
        f"search p50 {speed['p50']} ms, p95 {speed['p95']} ms"
    )
    refused = [_abstention(report["abstention"])] if "abstention" in report else []
    return Group(_slice_table(report), *refused, Text(note))


def _slice_table(report: Mapping[str, Any]) -> Table:
    shown = Table(title="Retrieval; in brackets the 95 % interval of the difference in nDCG@10 to plain BM25")
    for heading in ("slice", "n", *_SHOWN, "difference"):
        shown.add_column(heading, justify="left" if heading == "slice" else "right")
    for one in report["slices"]:
        gain = one["difference"]["ndcg@10"]
        interval = f"{gain['mean']:+.3f} [{gain['low']:+.3f}, {gain['high']:+.3f}]"
        shown.add_row(one["name"], str(one["n"]), *_values(one["metrics"]), interval, style="bold")
        shown.add_row("  plain BM25", "", *_values(one["baseline"]), "", style="dim")
    return shown


def _values(metrics: Mapping[str, float]) -> list[str]:
    return [f"{metrics[name]:.3f}" if name in metrics else "" for name in _SHOWN]


def _abstention(report: Mapping[str, Any]) -> Table:
    shown = Table(title=f"Abstention at {report['threshold']}; unseen: threshold from the other half, split by page")
    for heading in ("language", "answerable", "served", "no answer", "wrong", "auroc", "unseen served", "unseen wrong"):
        shown.add_column(heading, justify="left" if heading == "language" else "right")
    for name, one in {**report["by_language"], "all": report}.items():
        half = one.get("half_split") or {}
        unseen = [f"{half[key]:.3f}" if key in half else "" for key in ("served", "wrong")]
        counts = (str(one["n_answerable"]), f"{one['served']:.3f}", str(one["n_noanswer"]), f"{one['wrong']:.3f}")
        shown.add_row(name, *counts, "" if one["auroc"] is None else f"{one['auroc']:.3f}", *unseen)
    return shown
