"""Ranked article ids + relevant ones -> hit@k, MRR and nDCG, computed by ir-measures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import ir_measures
from ir_measures import RR, Success, nDCG

MEASURES: Mapping[str, Any] = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "hit@10": Success @ 10,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}


def ranking_value(name: str, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """The measure ``name`` of MEASURES for one query; 0 where nothing was found. Best id first."""
    unique = dict.fromkeys(ranked)
    # trec_eval breaks ties by document id: strictly decreasing scores keep the order that was given.
    run = [ir_measures.ScoredDoc("q", one, float(len(unique) - rank)) for rank, one in enumerate(unique)]
    qrels = [ir_measures.Qrel("q", one, 1) for one in relevant]
    return float(next(ir_measures.iter_calc([MEASURES[name]], qrels, run)).value)
