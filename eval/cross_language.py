"""Questions of one language asked of the other, and of an index of both -> how often the right page is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from eval.encoder_scores import Asked, Base, BySystem, row
from eval.errors import EvalError
from eval.indexing import indexed_into
from eval.legs import LEGS, Scores, differences, means, ranked_by, scored
from eval.questions import Question
from kb_index.expansion.expander import WordExpander
from kb_index.ports import Embedder, Reranker
from kb_index.search import Searcher

METRICS = ("hit@1", "hit@5", "ndcg@10")
_LEGS = ("fused", "reranked")
_TOP = 5


def cross_rows(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """A row per knowledge base and language of the questions, and one per language over all knowledge bases."""
    groups: dict[tuple[str, str, str], list[Asked]] = {}
    for one in (one for one in asked if one.questions):
        query, index = one.questions[0].language_code, one.base.articles[0].language_code
        for kb in (one.base.kb, "all"):
            groups.setdefault((query, index, kb), []).append(one)
    return [
        {"query": query, "index": index, "kb": kb, **_together(members)}
        for (query, index, kb), members in sorted(groups.items())
    ]


def _together(members: Sequence[Asked]) -> dict[str, Any]:
    ids = [question.query_id for one in members for question in one.questions]
    legs: dict[str, BySystem] = {
        name: {leg: _merged([one.legs[name][leg] for one in members]) for leg in LEGS} for name in members[0].legs
    }
    return row(ids, _merged([one.plain for one in members]), legs, METRICS)


def _merged(parts: Sequence[Scores]) -> Scores:
    return {key: values for part in parts for key, values in part.items()}


def mixed_rows(
    asked: Sequence[Asked], name: str, model: Embedder, folder: Path, reranker: Reranker | None
) -> list[dict[str, Any]]:
    """Both languages of a knowledge base in one index; beside it the same questions in the index of their language.

    ``asked``: questions of their own language, scored there by the encoder ``name``. Raises EvalError, KbError.
    """
    by_kb: dict[str, list[Asked]] = {}
    for one in asked:
        by_kb.setdefault(one.base.kb, []).append(one)
    rows: list[dict[str, Any]] = []
    for kb, members in sorted(by_kb.items()):
        if len(members) > 1:
            rows += _mixed(kb, members, name, model, folder / f"mixed-{len(rows)}", reranker)
    return rows


def _mixed(
    kb: str, members: Sequence[Asked], name: str, model: Embedder, folder: Path, reranker: Reranker | None
) -> list[dict[str, Any]]:
    languages = _languages([one.base for one in members])
    articles = [article for one in members for article in one.base.articles]
    index = indexed_into(folder, articles, model)
    with closing(Searcher(index, model, expander=WordExpander(), reranker=reranker)) as searcher:
        return [
            {"kb": kb, "n": len(one.questions), **_row(one, leg, name, searcher, languages)}
            for one in members
            if one.questions
            for leg in _LEGS
        ]


def _row(one: Asked, leg: str, name: str, searcher: Searcher, languages: Mapping[str, str]) -> dict[str, Any]:
    runs = {question.query_id: ranked_by(searcher, question, LEGS[leg]) for question in one.questions}
    pages = {key: list(dict.fromkeys(article for article, _ in run)) for key, run in runs.items()}
    ids, alone = list(pages), one.legs[name][leg]
    both = scored(one.questions, (), runs)
    shares = [_foreign_shares(question, pages[question.query_id], languages) for question in one.questions]
    first, within = np.mean(np.array(shares, float), axis=0)
    return {
        "query": one.questions[0].language_code,
        "system": leg,
        "mixed": {metric: value for metric, value in means(ids, both).items() if metric in METRICS},
        "alone": {metric: value for metric, value in means(ids, alone).items() if metric in METRICS},
        "to_alone": differences(ids, both, alone, METRICS),
        "other_language_first": round(float(first), 4),
        "other_language_in_top_5": round(float(within), 4),
    }


def _foreign_shares(question: Question, pages: Sequence[str], languages: Mapping[str, str]) -> tuple[float, float]:
    """Whether the first page is in another language than the question; the share of such pages among the top five."""
    foreign = [languages[page] != question.language_code for page in pages[:_TOP]]
    return float(foreign[0]) if foreign else 0.0, float(np.mean(foreign)) if foreign else 0.0


def _languages(bases: Sequence[Base]) -> dict[str, str]:
    found: dict[str, str] = {}
    for article in (article for base in bases for article in base.articles):
        if article.article_id in found:
            raise EvalError(f"the id “{article.article_id}” stands in both languages; give each article its own")
        found[article.article_id] = article.language_code
    return found
