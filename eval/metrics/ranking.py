"""The names of ranking measures -> the measures, as ir-measures computes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ir_measures import RR, Success, nDCG

MEASURES: Mapping[str, Any] = {
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
    "hit@10": Success @ 10,
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
}
