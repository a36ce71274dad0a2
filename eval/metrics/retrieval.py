"""Rankings of many queries + relevant ids -> every measure per query, by ir-measures; passages against gold spans."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import ir_measures

from eval.metrics.ranking import MEASURES
from kb_index.records import Span

PASSAGE_CUTS = (1, 5, 10)


def rankings_scored(
    ranked: Mapping[str, Sequence[str]], relevant: Mapping[str, Collection[str]]
) -> dict[str, dict[str, float]]:
    """Query id -> measure of MEASURES -> value. A query without a ranking scores 0. Best id first."""
    # trec_eval breaks ties by document id: strictly decreasing scores keep the order that was given.
    run = [
        ir_measures.ScoredDoc(query, document, float(-rank))
        for query, documents in ranked.items()
        for rank, document in enumerate(dict.fromkeys(documents))
    ]
    qrels = [ir_measures.Qrel(query, document, 1) for query, wanted in relevant.items() for document in wanted]
    names = {str(measure): name for name, measure in MEASURES.items()}
    scored: dict[str, dict[str, float]] = {query: {} for query in relevant}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), qrels, run):
        scored[metric.query_id][names[str(metric.measure)]] = float(metric.value)
    return scored


def passage_recall(passages: Sequence[tuple[str, Span]], gold: tuple[str, Span]) -> dict[str, float]:
    """Whether one of the first 1, 5, 10 passages shares a character with the gold span of its article."""
    article, span = gold
    hits = [one == article and stretch.overlaps(span) for one, stretch in passages]
    return {f"passage_recall@{cut}": float(any(hits[:cut])) for cut in PASSAGE_CUTS}
