"""Knowledge bases with labelled questions × encoders -> scores of each leg, per slice, beside plain BM25.

Each knowledge base is indexed once per encoder; the questions of its own language and those of the other one are asked
of the same index. The legs are those of eval/legs.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from eval.errors import EvalError
from eval.indexing import Ranked, indexed_into
from eval.legs import (
    GOALS,
    LEGS,
    PLAIN,
    Scores,
    Workload,
    asked_of,
    by_slice,
    differences,
    leg_runs,
    means,
    plain_run,
    scored,
    workloads,
)
from eval.metrics.paired import paired_difference
from eval.questions import Question, read_questions
from kb_index.ports import Embedder, Reranker
from kb_index.records import Article

QUICK_QUESTIONS, QUICK_ARTICLES = 20, 100
_T = TypeVar("_T")
BySystem = dict[str, Scores]  # name of a system -> its scores


@dataclass(frozen=True, slots=True)
class Base:
    """One knowledge base; ``foreign`` are questions in the other language that an article of it answers."""

    name: str
    kb: str
    articles: tuple[Article, ...]
    own: tuple[Question, ...]
    foreign: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was found in one base: scores of plain BM25, and by encoder those of each leg."""

    base: Base
    questions: tuple[Question, ...]
    plain: Scores
    legs: Mapping[str, BySystem]  # by encoder


def read_bases(data: Path, slices: Sequence[str], *, quick: bool) -> list[Base]:
    """Knowledge bases of a folder (protocol A) with the questions of those slices. Raises EvalError for none."""
    found = [one for one in workloads(data) if one.protocol == "A"]
    bases = [_base(one, found, slices, quick=quick) for one in found]
    kept = [one for one in bases if one.own or one.foreign]
    if not kept:
        raise EvalError(f"no question of {data} is of the slices {', '.join(slices)}; give names such as ru-yc-faq")
    return kept


def _base(workload: Workload, among: Sequence[Workload], slices: Sequence[str], *, quick: bool) -> Base:
    articles, own = asked_of(workload)
    kb = workload.articles.stem
    twins = [one for one in among if one.name.endswith(f"/{kb}") and one.queries != workload.queries]
    foreign = [one for twin in twins for one in _foreign(twin.queries, articles)]
    own, foreign = ([one for one in asked if _wanted(one.slice, slices)] for asked in (own, foreign))
    if quick:
        own, foreign = (_spread(asked, QUICK_QUESTIONS) for asked in (own, foreign))
        needed = {article for one in (*own, *foreign) for article in one.relevant}
        others = _spread([one for one in articles if one.article_id not in needed], QUICK_ARTICLES)
        articles = [one for one in articles if one.article_id in needed] + others
    return Base(workload.name, kb, tuple(articles), tuple(own), tuple(foreign))


def _foreign(queries: Path, articles: Sequence[Article]) -> list[Question]:
    try:
        return read_questions([queries], [], articles, protocol="cross")
    except EvalError:  # the file is read, and refused, with its own knowledge base; here no page may have a twin
        return []


def _wanted(name: str, slices: Sequence[str]) -> bool:
    """``ru-yc-faq`` is ru/yandex_cloud/faq_question: each part stands in its field, or is made of its initials."""
    fields = name.split("/")
    return not slices or any(_names(one.split("-"), fields) for one in slices)


def _names(parts: Sequence[str], fields: Sequence[str]) -> bool:
    initials = ["".join(word[:1] for word in field.split("_")) for field in fields]
    pairs = zip(parts, fields, initials, strict=False)
    return len(parts) <= len(fields) and all(part in field or part == short for part, field, short in pairs)


def _spread(items: Sequence[_T], most: int) -> list[_T]:
    """At most so many, from everywhere in the list."""
    step = max(1, -(-len(items) // most))
    return list(items[::step])


def ask_base(
    base: Base, models: Mapping[str, Embedder], folder: Path, reranker: Reranker | None
) -> tuple[Asked, Asked]:
    """The questions of its own language and those of the other. Raises KbError."""
    everything = (*base.own, *base.foreign)
    plain = plain_run(base.articles, everything)
    runs = {}
    for name, model in models.items():
        place = folder / hashlib.sha256(f"{base.name} {name}".encode()).hexdigest()[:16]
        runs[name] = leg_runs(indexed_into(place, base.articles, model), model, everything, reranker)
    return _asked(base, base.own, plain, runs), _asked(base, base.foreign, plain, runs)


def _asked(
    base: Base,
    questions: tuple[Question, ...],
    plain: Mapping[str, Ranked],
    runs: Mapping[str, Mapping[str, Mapping[str, Ranked]]],
) -> Asked:
    return Asked(
        base,
        questions,
        _judged(questions, plain),
        {name: {leg: _judged(questions, run) for leg, run in legs.items()} for name, legs in runs.items()},
    )


def _judged(questions: Sequence[Question], run: Mapping[str, Ranked]) -> Scores:
    # The stretch that answers is labelled in the question's own language.
    gold = [one for one in questions if one.gold and one.gold[0] in one.relevant]
    return scored(questions, gold, {one.query_id: run[one.query_id] for one in questions})


def slice_rows(asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """A row per slice: ``systems`` by encoder and leg, differences ``to_plain``, ``to_lexical`` and ``to_other``."""
    return [
        {"name": name, "language": name.split("/", maxsplit=1)[0], **row(ids, one.plain, one.legs, GOALS)}
        for one in asked
        for name, ids in sorted(by_slice(one.questions).items())
    ]


def row(ids: Sequence[str], plain: Scores, legs: Mapping[str, BySystem], metrics: Sequence[str]) -> dict[str, Any]:
    """``to_other`` holds, for each encoder but the first, the first one's scores less its own."""
    first, *others = legs
    return {
        "n": len(ids),
        "plain": means(ids, plain),
        "systems": {name: {leg: means(ids, one) for leg, one in found.items()} for name, found in legs.items()},
        "intervals": {
            name: {leg: intervals(ids, one, metrics) for leg, one in {PLAIN: plain, **found}.items()}
            for name, found in legs.items()
        },
        "to_plain": {
            name: {leg: differences(ids, found[leg], plain, metrics) for leg in LEGS} for name, found in legs.items()
        },
        "to_lexical": {
            name: {leg: differences(ids, found[leg], found["lexical"], metrics) for leg in LEGS if leg != "lexical"}
            for name, found in legs.items()
        },
        "to_other": {
            name: {leg: differences(ids, legs[first][leg], legs[name][leg], metrics) for leg in LEGS} for name in others
        },
    }


def intervals(ids: Sequence[str], scores: Scores, metrics: Sequence[str]) -> dict[str, dict[str, float]]:
    """Mean of each metric that the questions have, with its 95 % bootstrap interval."""
    found = {}
    for metric in metrics:
        values = [scores[one][metric] for one in ids if metric in scores[one]]
        if values:
            mean, low, high = paired_difference(values, [0.0] * len(values))
            found[metric] = {"mean": round(mean, 4), "low": round(low, 4), "high": round(high, 4)}
    return found
