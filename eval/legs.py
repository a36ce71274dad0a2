"""A folder of labelled knowledge bases -> one table: each leg of the search alone, fused and reranked, per slice.

Every knowledge base is indexed apart, as a team would have it. Protocol ``A`` scores against the labelled articles;
``B`` leaves the FAQ pages out and scores against the procedure pages that the answers link to. Vectors of equal texts
are computed once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.embedders import RememberingEmbedder
from eval.errors import EvalError
from eval.indexing import PASSAGES, Ranked, indexed_into, read_articles
from eval.metrics.paired import paired_difference
from eval.metrics.plain_bm25 import PlainBm25
from eval.metrics.retrieval import passage_recall, rankings_scored
from eval.questions import Question, read_questions
from kb_index.embedders.open import open_embedder
from kb_index.expansion.expander import WordExpander
from kb_index.ports import Embedder, Leg, Reranker
from kb_index.records import Article, Query
from kb_index.search import Searcher

PLAIN = "plain BM25"
# Name in the table -> the legs that take part.
LEGS: Mapping[str, frozenset[Leg]] = {
    "lexical": frozenset({Leg.LEXICAL}),
    "dense": frozenset({Leg.DENSE}),
    "fused": frozenset({Leg.LEXICAL, Leg.DENSE}),
    "reranked": frozenset({Leg.LEXICAL, Leg.DENSE, Leg.RERANK}),
}
GOALS = ("ndcg@10", "passage_recall@5")
Scores = Mapping[str, Mapping[str, float]]  # query id -> metric -> value


@dataclass(frozen=True, slots=True)
class Workload:
    """One knowledge base with its labelled questions."""

    name: str
    articles: Path
    queries: Path
    protocol: str


def workloads(data: Path) -> list[Workload]:
    """What a folder holds (docs/evaluation.md shows it). Raises EvalError where that is nothing."""
    found = []
    for base in sorted(data.glob("kb_??_noquestions/*.jsonl")):
        queries = data / f"queries_{base.parent.name.split('_')[1]}.jsonl"
        found += [Workload(f"{base.parent.name[3:5]}/{base.stem}", base, queries, protocol) for protocol in "AB"]
    for base in sorted(data.glob("labelled/*/kb.jsonl")):
        found.append(Workload(base.parent.name, base, base.parent / "queries.jsonl", "A"))
    usable = [one for one in found if one.queries.is_file()]
    if not usable:
        raise EvalError(f"{data} holds no knowledge base with queries; docs/evaluation.md shows the folder")
    return usable


def compare_legs(
    found: Sequence[Workload],
    *,
    embedder: str,
    reranker: Reranker | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> dict[str, Any]:
    """One row per slice and system; plain JSON, described in docs/retrieval.md. Raises EvalError, KbError."""
    with tempfile.TemporaryDirectory(prefix="otvet-eval-") as folder:
        model = RememberingEmbedder(open_embedder(embedder, cache=Path(folder)))
        slices: list[dict[str, Any]] = []
        for number, workload in enumerate(found):
            progress(f"{workload.name} {workload.protocol}")
            slices += _slices(workload, Path(folder) / str(number), model, reranker)
    return {"embedder": model.fingerprint, "slices": slices, "average": _average(slices)}


def _slices(workload: Workload, folder: Path, model: Embedder, reranker: Reranker | None) -> list[dict[str, Any]]:
    articles, questions = asked_of(workload)
    index = indexed_into(folder, articles, model)
    runs = {PLAIN: plain_run(articles, questions), **leg_runs(index, model, questions, reranker)}
    gold = [one for one in questions if one.gold and workload.protocol == "A"]
    scores = {name: scored(questions, gold, run) for name, run in runs.items()}
    return [_slice(name, workload.protocol, ids, scores) for name, ids in sorted(by_slice(questions).items())]


def asked_of(workload: Workload) -> tuple[list[Article], list[Question]]:
    """The articles and the questions that they answer. Raises EvalError."""
    articles, _ = read_articles([workload.articles], workload.protocol)
    questions = read_questions([workload.queries], [], articles, protocol=workload.protocol)
    return articles, [question for question in questions if question.relevant]


def by_slice(questions: Sequence[Question]) -> dict[str, list[str]]:
    """Slice -> the ids of its questions."""
    groups: dict[str, list[str]] = {}
    for question in questions:
        groups.setdefault(question.slice, []).append(question.query_id)
    return groups


def plain_run(articles: Sequence[Article], questions: Sequence[Question]) -> dict[str, Ranked]:
    """Query id -> what plain BM25 finds."""
    plain = PlainBm25(articles)
    return {one.query_id: plain.search(one.text, one.language_code, PASSAGES) for one in questions}


def leg_runs(
    index: Path, model: Embedder, questions: Sequence[Question], reranker: Reranker | None
) -> dict[str, dict[str, Ranked]]:
    """Name in LEGS -> query id -> what those legs find in an index. Raises KbError."""
    with closing(Searcher(index, model, expander=WordExpander(), reranker=reranker)) as searcher:
        return {
            name: {one.query_id: ranked_by(searcher, one, legs) for one in questions} for name, legs in LEGS.items()
        }


def ranked_by(searcher: Searcher, question: Question, legs: frozenset[Leg]) -> Ranked:
    """Passages of those legs, best first."""
    result = searcher.ranked(Query(question.text, question.language_code, limit=PASSAGES), legs=legs)
    return [(hit.article.article_id, hit.passage.span) for hit in result.hits]


def scored(questions: Sequence[Question], gold: Sequence[Question], run: Mapping[str, Ranked]) -> Scores:
    """Every measure of each question; passage recall for those of ``gold``."""
    ranked = {key: [article for article, _ in found] for key, found in run.items()}
    scores = rankings_scored(ranked, {one.query_id: one.relevant for one in questions})
    for one in gold:
        if one.gold:
            scores[one.query_id] |= passage_recall(run[one.query_id], one.gold)
    return scores


def _slice(name: str, protocol: str, ids: Sequence[str], scores: Mapping[str, Scores]) -> dict[str, Any]:
    """``to_plain``: differences to plain BM25; ``to_best_leg``: of the fused ranking to the better leg alone."""
    systems = {system: means(ids, values) for system, values in scores.items()}
    best_leg = max(("lexical", "dense"), key=lambda leg: systems[leg]["ndcg@10"])
    return {
        "name": name,
        "language": name.split("/", maxsplit=1)[0],
        "protocol": protocol,
        "n": len(ids),
        "systems": systems,
        "to_plain": {system: differences(ids, scores[system], scores[PLAIN]) for system in LEGS},
        "to_best_leg": {"leg": best_leg, **differences(ids, scores["fused"], scores[best_leg])},
        "to_fused": differences(ids, scores["reranked"], scores["fused"]),
    }


def means(ids: Sequence[str], scores: Scores) -> dict[str, float]:
    """Of each measure over those questions that have it."""
    names = list(dict.fromkeys(name for one in ids for name in scores[one]))
    held = {name: [scores[one][name] for one in ids if name in scores[one]] for name in names}
    return {name: round(float(np.mean(values)), 4) for name, values in held.items()}


def differences(
    ids: Sequence[str], ours: Scores, theirs: Scores, metrics: Sequence[str] = GOALS
) -> dict[str, dict[str, float]]:
    """Of each metric that the queries have: mean and 95 % interval of ours - theirs."""
    found = {}
    for metric in metrics:
        pairs = [(ours[one][metric], theirs[one][metric]) for one in ids if metric in ours[one]]
        if pairs:
            mean, low, high = paired_difference([a for a, _ in pairs], [b for _, b in pairs])
            found[metric] = {"mean": round(mean, 4), "low": round(low, 4), "high": round(high, 4)}
    return found


def _average(slices: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The mean over slices of each system's difference to plain BM25, by language and protocol."""
    groups = sorted({(one["language"], one["protocol"]) for one in slices})
    rows = []
    for language, protocol in groups:
        members = [one for one in slices if (one["language"], one["protocol"]) == (language, protocol)]
        row: dict[str, Any] = {"language": language, "protocol": protocol, "slices": len(members)}
        for system in LEGS:
            row[system] = {metric: _mean_of(members, system, metric) for metric in GOALS}
        rows.append(row)
    return rows


def _mean_of(members: Sequence[Mapping[str, Any]], system: str, metric: str) -> float | None:
    values = [one["to_plain"][system][metric]["mean"] for one in members if metric in one["to_plain"][system]]
    return round(float(np.mean(values)), 4) if values else None
