"""A search's terms and candidates -> Evidence: what speaks for an answer among the best passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from kb_index.calibration import Evidence
from kb_index.fusion import Candidates
from kb_index.lexical.bm25 import Bm25Index, strongest
from kb_index.ports import FloatArray
from kb_index.text.lemmas import parses

TOP = 3  # passages that a draft is written from
FULL_QUERY = 5.0  # so many of the rarest terms make a question; a long message is measured against no more
UNSEEN = 0.5  # a word that stands nowhere is the missing topic as often as the customer's own story
OTHER_PART = 0.25
# How much a Russian word says of the topic, by part of speech; words of other scripts count in full.
_PARTS = {"NOUN": 1.0, "ADJF": 0.7, "ADJS": 0.5, "VERB": 0.5, "INFN": 0.5, "PRTF": 0.5, "PRTS": 0.5, "GRND": 0.5}
_CYRILLIC = re.compile("[а-я]")
# E-1043, ORA-01017, 0x80070005: who quotes one asks about that one. Not «s3», not «v2».
_CODE = re.compile(r"(?=\S*[0-9])(?=\S*[^\W\d_])\S{4,}")


def evidence(terms: Sequence[str], found: Candidates, lexical: Bm25Index) -> Evidence:
    """What the best passages hold of the query; nothing where nothing was found."""
    if not len(found.ids):
        return Evidence(coverage=0.0, lexical=0.0, matched=0.0, code=0.0)
    chosen = strongest(lexical, terms)
    best = float(found.lexical.max())
    ideal = min(found.ideal, FULL_QUERY * lexical.best_possible)
    matched = lexical.matches(chosen, found.ids[:TOP])
    dense = _dense(found)
    return Evidence(
        coverage=_coverage(chosen, matched, lexical),
        lexical=min(1.0, best / ideal) if ideal else 0.0,
        matched=best / lexical.best_possible,
        code=float(any(_CODE.fullmatch(term) and row.max() == 1.0 for term, row in zip(chosen, matched, strict=True))),
        cosine=dense[0] if dense else None,
        lead=dense[1] if dense else None,
    )


def _coverage(terms: Sequence[str], matched: FloatArray, lexical: Bm25Index) -> float:
    """Share of the query's weight that the best single passage holds."""
    weights = lexical.weights(terms) * np.array([_topical(term) for term in terms], np.float32)
    nowhere = ~lexical.knows(terms)
    # Orders, phones and sums that stand nowhere are no gap in the knowledge base.
    own = nowhere & np.array([term.isdecimal() for term in terms], np.bool_)
    total = float((weights * np.where(own, 0.0, np.where(nowhere, UNSEEN, 1.0))).sum())
    return min(1.0, float((weights @ matched).max()) / total) if total else 0.0


@lru_cache(maxsize=20_000)
def _topical(term: str) -> float:
    return _PARTS.get(parses(term)[0].pos, OTHER_PART) if _CYRILLIC.search(term) else 1.0


def _dense(found: Candidates) -> tuple[float, float] | None:
    """The best cosine, and its lead over the nearest passages, on the scale that begins at unrelated ones."""
    if found.cosine is None:
        return None
    best, scale = float(found.cosine.max()), 1.0 - found.unrelated
    return max(0.0, (best - found.unrelated) / scale), (best - found.background) / scale
