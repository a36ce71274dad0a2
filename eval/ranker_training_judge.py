"""A ranker + a knowledge base that it was not trained on -> what it wins there, and whether it only likes FAQ pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.indexing import PASSAGES, Ranked
from eval.metrics.paired import paired_difference
from eval.metrics.plain_bm25 import PlainBm25
from eval.metrics.retrieval import passage_recall, rankings_scored
from eval.questions import Question
from eval.ranker_training_examples import FUSED, Witness
from kb_index.arrays import BoolArray, FloatArray
from kb_index.ports import Embedder, Leg, Reranker
from kb_index.records import Article, Query
from kb_index.search import Searcher

METRICS = ("ndcg@10", "passage_recall@5")
SYSTEMS = ("plain BM25", "fused", "reranked")
Scores = Mapping[str, Mapping[str, float]]  # question -> metric -> value


@dataclass(frozen=True, slots=True)
class Judged:
    """One slice and one metric: the means of SYSTEMS, and what the ranker adds with its 95 % interval."""

    slice: str
    protocol: str
    metric: str
    n: int
    means: tuple[float, ...]
    to_plain: tuple[float, float, float]
    to_fused: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Probe:
    """Unrelated questions: how well scores tell FAQ passages from others (area under ROC; 0.5 is blind)."""

    fused: float
    reranked: float
    questions: int


def judged(
    articles: Sequence[Article],
    questions: Sequence[Question],
    index: Path,
    embedder: Embedder,
    reranker: Reranker,
    *,
    protocol: str,
) -> list[Judged]:
    """Per slice of the questions and metric."""
    plain = PlainBm25(articles)
    runs = {"plain BM25": {one.query_id: plain.search(one.text, one.language_code, PASSAGES) for one in questions}}
    with closing(Searcher(index, embedder, reranker=reranker)) as searcher:
        for system, legs in (("fused", FUSED - {Leg.RERANK}), ("reranked", FUSED)):
            runs[system] = {one.query_id: _ranked(searcher, one, legs) for one in questions}
    scores = {system: _scored(questions, run, protocol) for system, run in runs.items()}
    slices: dict[str, list[str]] = {}
    for one in questions:
        slices.setdefault(one.slice, []).append(one.query_id)
    found = (_judged(name, protocol, metric, ids, scores) for name, ids in slices.items() for metric in METRICS)
    return [one for one in found if one is not None]


def _ranked(searcher: Searcher, question: Question, legs: frozenset[Leg]) -> Ranked:
    result = searcher.ranked(Query(question.text, question.language_code, limit=PASSAGES), legs=legs)
    return [(hit.article.article_id, hit.passage.span) for hit in result.hits]


def _scored(questions: Sequence[Question], run: Mapping[str, Ranked], protocol: str) -> Scores:
    ranked = {key: [article for article, _ in found] for key, found in run.items()}
    scores = rankings_scored(ranked, {one.query_id: one.relevant for one in questions})
    for one in questions:
        if one.gold and protocol == "A":  # gold spans lie in FAQ pages, which protocol B leaves out
            scores[one.query_id] |= passage_recall(run[one.query_id], one.gold)
    return scores


def _judged(name: str, protocol: str, metric: str, ids: Sequence[str], scores: Mapping[str, Scores]) -> Judged | None:
    values = [[scores[system][one][metric] for one in ids if metric in scores[system][one]] for system in SYSTEMS]
    if not values[0]:
        return None
    plain, fused, reranked = values
    means = tuple(float(np.mean(one)) for one in values)
    to_plain, to_fused = paired_difference(reranked, plain), paired_difference(reranked, fused)
    return Judged(name, protocol, metric, len(plain), means, to_plain, to_fused)


def probe(questions: Sequence[Question], index: Path, embedder: Embedder, reranker: Reranker) -> Probe | None:
    """Asks an index what it cannot answer; None where no candidates of both kinds came together."""
    witness = Witness()
    with closing(Searcher(index, embedder, reranker=witness)) as searcher:
        for one in questions:
            searcher.ranked(Query(one.text, one.language_code, limit=1), legs=FUSED)
    areas = []
    for asked, candidates in witness.seen:
        faq = np.array([one.article.kind == "faq" for one in candidates], np.bool_)
        if faq.any() and not faq.all():
            fused = np.array([one.similarity for one in candidates], np.float32)
            areas.append((_area(fused, faq), _area(reranker.similarities(asked, candidates), faq)))
    if not areas:
        return None
    before, after = np.mean(areas, axis=0)
    return Probe(float(before), float(after), len(areas))


def _area(scores: FloatArray, positive: BoolArray) -> float:
    """Share of pairs in which the positive one scores higher; equals count half."""
    gaps = scores[positive][:, None] - scores[~positive][None, :]
    return float((gaps > 0).mean() + (gaps == 0).mean() / 2)
