"""A knowledge base with questions -> what the ranker sees of each, and which passages answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from eval.legs import Workload
from eval.questions import Question
from kb_index.arrays import BoolArray, FloatArray
from kb_index.ports import Asked, Candidate, Embedder, Leg, Mode
from kb_index.ranking.features import features
from kb_index.ranking.learned import DEPTH
from kb_index.records import Query
from kb_index.search import Searcher

FUSED = frozenset({Leg.LEXICAL, Leg.DENSE, Leg.RERANK})
LEXICAL = frozenset({Leg.LEXICAL, Leg.RERANK})


@dataclass(frozen=True, slots=True)
class Example:
    """n candidates of one question."""

    rows: FloatArray  # (n, FEATURES)
    good: BoolArray  # (n,) passages that answer; of a question whose page alone is known, any of that page
    bad: BoolArray  # (n,) passages that do not; what may be either is in neither
    faq: BoolArray  # (n,) from a FAQ page: no feature, only there to keep the ranker neutral
    mode: Mode  # how it was searched
    vendor: str
    worth: float


@dataclass(slots=True)
class Witness:
    """A reranker that changes nothing and remembers what it was shown."""

    depth: int = DEPTH
    fingerprint: str = "witness"
    seen: list[tuple[Asked, Sequence[Candidate]]] = field(default_factory=list)

    def similarities(self, asked: Asked, candidates: Sequence[Candidate]) -> FloatArray:
        self.seen.append((asked, candidates))
        return np.array([one.similarity for one in candidates], np.float32)


def examples(
    workload: Workload, index: Path, embedder: Embedder, questions: Sequence[Question], *, worth: float
) -> list[Example]:
    """Every question without the dense leg, and with it where the embedder knows the language.

    The first case teaches what an encoder cannot see, in any language. A question whose answer is not among the
    candidates teaches nothing and is left out.
    """
    witness = Witness()
    found: list[Example] = []
    with closing(Searcher(index, embedder, reranker=witness)) as searcher:
        for question in questions:
            for legs in (LEXICAL, FUSED):
                found += _seen(searcher, witness, question, legs, vendor=workload.articles.stem, worth=worth)
    return found


def _seen(
    searcher: Searcher, witness: Witness, question: Question, legs: frozenset[Leg], *, vendor: str, worth: float
) -> Iterator[Example]:
    searcher.ranked(Query(question.text, question.language_code, limit=DEPTH), legs=legs)
    for asked, candidates in witness.seen:
        good, bad = _labels(question, candidates)
        if (asked.mode is not Mode.LEXICAL_ONLY) == (Leg.DENSE in legs) and good.any() and bad.any():
            faq = _flags(one.article.kind == "faq" for one in candidates)
            yield Example(features(asked, candidates), good, bad, faq, asked.mode, vendor, worth)
    witness.seen.clear()


def _labels(question: Question, candidates: Sequence[Candidate]) -> tuple[BoolArray, BoolArray]:
    page = _flags(one.article.article_id in question.relevant for one in candidates)
    if question.gold is None:
        return page, ~page
    article, span = question.gold
    own = _flags(one.article.article_id == article for one in candidates)
    good = own & _flags(one.passage.span.overlaps(span) for one in candidates)
    return good, (own & ~good) | ~page


def _flags(values: Iterable[bool]) -> BoolArray:
    return np.fromiter(values, np.bool_)


def pages_only(questions: Sequence[Question]) -> list[Question]:
    """The same questions, to be answered by any passage of their pages."""
    return [replace(question, gold=None) for question in questions]


def shuffled(questions: Sequence[Question], most: int) -> list[Question]:
    """At most so many of them, always the same."""
    order = np.random.default_rng(0).permutation(len(questions))[:most]
    return [questions[place] for place in order]
