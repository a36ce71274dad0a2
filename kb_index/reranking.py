"""Candidates -> the same, the best of them in the order of a reranker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kb_index.fusion import Candidates, rescaled
from kb_index.lexical.bm25 import spellings, strongest
from kb_index.ports import Asked, Candidate, Mode, QueryTerm, Reranker
from kb_index.records import Query
from kb_index.view import Sight, View


def reranked(
    found: Candidates, reranker: Reranker, query: Query, terms: Sequence[QueryTerm], *, view: View, sight: Sight
) -> Candidates:
    """The best ``reranker.depth`` by its similarities; the rest behind them in the order that they had."""
    depth = min(reranker.depth, len(found.rows))
    if not depth:
        return found
    seen = _candidates(found, depth, view)
    similarities = np.clip(reranker.similarities(_asked(query, terms, sight, found.mode), seen), 0.0, 1.0)
    order = np.concatenate([np.argsort(-similarities, kind="stable"), np.arange(depth, len(found.rows))])
    rest = np.minimum(found.similarity[depth:], similarities.min())
    return replace(found.taken(order), similarity=np.concatenate([-np.sort(-similarities), rest]).astype(np.float32))


def _candidates(found: Candidates, depth: int, view: View) -> list[Candidate]:
    lexical = np.clip(found.lexical[:depth] / found.ideal, 0.0, 1.0) if found.ideal > 0 else np.zeros(depth)
    cosine = None
    if found.cosine is not None and found.unrelated is not None:
        cosine = rescaled(found.cosine[:depth], found.unrelated[:depth]).tolist()
    rows = zip(found.rows[:depth].tolist(), lexical.tolist(), found.similarity[:depth].tolist(), strict=True)
    seen = []
    for place, (row, share, similarity) in enumerate(rows):
        passage, stored = view.passage(row)
        near = None if cosine is None else cosine[place]
        seen.append(Candidate(passage, stored.article, share, near, similarity, view.fields(row)))
    return seen


def _asked(query: Query, terms: Sequence[QueryTerm], sight: Sight, mode: Mode) -> Asked:
    chosen = tuple(strongest(sight.lexical, terms))
    numbers, families = sight.lexical.numbers(chosen)
    return Asked(
        query.text,
        query.language_code,
        chosen,
        numbers,
        families,
        sight.lexical.weights(chosen),
        sight.vocabulary.words.family_of,
        tuple(_others(term, sight) for term in chosen),
        mode,
    )


def _others(term: QueryTerm, sight: Sight) -> tuple[tuple[int, float], ...]:
    held = sight.vocabulary
    return tuple((held.number(one), worth) for one, worth in spellings(term) if one != term.term and held.held(one))
