"""Everyday questions × encoders -> how often a question finds its paraphrase among a thousand other sentences.

A pool holds, in one language, the sought sentence of every question, every near-miss, every distractor. Each sentence
is a short article without a title, searched by the legs of the product.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from eval.encoder_scores import BySystem, row
from eval.everyday_questions import LANGUAGES, Everyday
from eval.indexing import Ranked
from eval.legs import PLAIN, leg_runs, plain_run, scored
from eval.questions import Question
from kb_index.build import Tally, prepared
from kb_index.chunking import CHUNKING
from kb_index.ports import Embedder, Reranker
from kb_index.records import Article
from kb_index.store.sqlite import SqliteStore

METRICS = ("hit@1", "hit@5", "mrr@10")  # one sentence is right: recall@k is hit@k
_SOUGHT = {"reworded": "_reworded", "paraphrase": "_paraphrase", "direct": ""}
_NEAR = "near/"


@dataclass(frozen=True, slots=True)
class Pool:
    """Sentences of one language, and the questions that seek one of them."""

    language_code: str
    sought: str
    articles: tuple[Article, ...]
    asked: Mapping[str, tuple[Question, ...]]  # by the language of the questions


def pools(everyday: Everyday) -> Iterator[Pool]:
    """Rewordings (some words in common) and paraphrases (none) are sought from both languages; what the question is
    itself in the other language only from there."""
    for code in LANGUAGES:
        for sought, ending in _SOUGHT.items():
            sentences = {one.question_id: one.sentences[code + ending] for one in everyday.questions}
            sentences |= {_NEAR + one.question_id: one.sentences[f"{code}_near_miss"] for one in everyday.questions}
            sentences |= {f"else/{place}": text for place, text in enumerate(everyday.distractors[code])}
            askers = [asker for asker in LANGUAGES if ending or asker != code]
            articles = tuple(Article(key, "", text, code) for key, text in sentences.items())
            yield Pool(code, sought, articles, {asker: tuple(_asked(everyday, asker)) for asker in askers})


def _asked(everyday: Everyday, code: str) -> Iterator[Question]:
    for one in everyday.questions:
        key = one.question_id
        yield Question(f"{code}:{key}", one.sentences[code], code, one.topic, key, (key,), None)


def everyday_rows(
    everyday: Everyday, models: Mapping[str, Embedder], folder: Path, reranker: Reranker | None
) -> list[dict[str, Any]]:
    """A row per direction. A question's own near-miss shares its words by design, and says something of its own:
    ``near_miss_first`` is the share of questions where it stands above what is sought; for recall it is set aside.
    """
    rows = []
    for number, pool in enumerate(pools(everyday)):
        everything = [one for asked in pool.asked.values() for one in asked]
        plain = plain_run(pool.articles, everything)
        runs: dict[str, dict[str, dict[str, Ranked]]] = {}
        for place, (name, model) in enumerate(models.items()):
            index = sentences_indexed(folder / f"pool-{number}-{place}", pool.articles, model)
            runs[name] = leg_runs(index, model, everything, reranker)
        rows += [_row(pool, code, asked, plain, runs) for code, asked in pool.asked.items()]
    return rows


def sentences_indexed(folder: Path, articles: Sequence[Article], model: Embedder) -> Path:
    """An index of articles that are one sentence each; a loader would refuse them for want of a title."""
    folder.mkdir(parents=True, exist_ok=True)
    created = SqliteStore.create(folder, embedder=model.fingerprint, chunking=CHUNKING, dimension=model.dimension)
    with closing(created) as store:
        changed = [(article, "everyday", "everyday") for article in articles]
        store.commit(prepared(changed, store, model, Tally(None, len(changed))))
        store.forget_staged()
    return folder


def _row(
    pool: Pool,
    code: str,
    asked: Sequence[Question],
    plain: Mapping[str, Ranked],
    runs: Mapping[str, Mapping[str, Mapping[str, Ranked]]],
) -> dict[str, Any]:
    pages = {one.query_id: one.page for one in asked}
    ids = list(pages)

    def own(run: Mapping[str, Ranked]) -> dict[str, Ranked]:
        return {key: [one for one in run[key] if one[0] != _NEAR + page] for key, page in pages.items()}

    legs: dict[str, BySystem] = {
        name: {leg: scored(asked, (), own(run)) for leg, run in found.items()} for name, found in runs.items()
    }
    near = {
        name: {leg: _near_first(asked, run) for leg, run in {PLAIN: plain, **found}.items()}
        for name, found in runs.items()
    }
    return {
        "query": code,
        "index": pool.language_code,
        "sought": pool.sought,
        "pool": len(pool.articles),
        **row(ids, scored(asked, (), own(plain)), legs, METRICS),
        "near_miss_first": near,
    }


def _near_first(asked: Sequence[Question], run: Mapping[str, Ranked]) -> float:
    wrong = [_above(_NEAR + one.page, one.page, [article for article, _ in run[one.query_id]]) for one in asked]
    return round(float(np.mean(wrong)), 4)


def _above(near: str, right: str, found: Sequence[str]) -> bool:
    """A sentence that is not found at all stands below those that are."""
    return near in found and (right not in found or found.index(near) < found.index(right))
