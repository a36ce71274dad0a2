"""Every LexicalIndex scores as the formula written out term by term does."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest

from kb_index.contents import FIELDS, Terms
from kb_index.lexical.bm25 import FAMILY_WEIGHT, K1, B, Bm25Index, plain
from kb_index.lexical.frequencies import Frequencies
from kb_index.lexical.postings import Postings, body_lengths
from kb_index.lexical.words import Words, family
from kb_index.ports import LexicalIndex, QueryTerm

WEIGHTS = {"title": 0.5, "headings": 0.5, "product": 0.5, "body": 1.0}
WORDS = [
    "отчет",
    "отчетный",
    "склад",
    "складской",
    "оплата",
    "оплатить",
    "тариф",
    "e-1044",
    "export",
    "exporter",
    "csv",
]
Document = Mapping[str, Sequence[str]]


def columns(documents: Sequence[Document], vocabulary: Sequence[str]) -> Terms:
    held = [list(document.get(name, ())) for document in documents for name in FIELDS]
    offsets = np.concatenate([[0], np.cumsum([len(terms) for terms in held])]).astype(np.int64)
    return Terms(offsets, np.array([vocabulary.index(term) for terms in held for term in terms], np.uint32))


def index_of(documents: Sequence[Document], cuts: Sequence[int] = ()) -> Bm25Index:
    """Of all documents; those before each cut and behind it lie in lots of their own."""
    vocabulary = sorted({term for document in documents for field in document.values() for term in field})
    words = Words()
    words.extend(0, vocabulary)
    edges = [0, *cuts, len(documents)]
    lots = [columns(documents[start:end], vocabulary) for start, end in pairwise(edges)]
    return Bm25Index(
        [Postings.of(lot) for lot in lots],
        sizes=[end - start for start, end in pairwise(edges)],
        body_lengths=np.concatenate([body_lengths(lot) for lot in lots]),
        terms_of=columns(documents, vocabulary).whole_row,
        frequencies=reduce(add, [Frequencies.of(lot, words) for lot in lots]),
        words=words,
    )


def made(documents: Sequence[Document]) -> LexicalIndex:
    return index_of(documents)


def written_out(documents: Sequence[Document], query: Sequence[str]) -> list[float]:
    """BM25F of each document: lemmas in full, families at their share, no arrays."""
    return [
        a + FAMILY_WEIGHT * b
        for a, b in zip(_scores(documents, query, str), _scores(documents, query, family), strict=True)
    ]


def _scores(documents: Sequence[Document], query: Sequence[str], form: object) -> list[float]:
    assert callable(form)
    average = max(sum(len(document.get("body", ())) for document in documents) / len(documents), 1.0)
    frequencies: list[Counter[str]] = []
    for document in documents:
        counts: Counter[str] = Counter()
        for name, weight in WEIGHTS.items():
            length = 1 - B + B * len(document.get("body", ())) / average if name == "body" else 1.0
            for term in document.get(name, ()):
                counts[form(term)] += weight / length  # type: ignore[assignment]
        frequencies.append(counts)
    scores = []
    for counts in frequencies:
        total = 0.0
        for term in {form(term) for term in query}:
            documents_with = sum(term in other for other in frequencies)
            idf = math.log(1 + (len(documents) - documents_with + 0.5) / (documents_with + 0.5))
            total += idf * counts[term] * (K1 + 1) / (counts[term] + K1)
        scores.append(total)
    return scores


def random_documents(count: int, seed: int) -> list[Document]:
    random = np.random.default_rng(seed)
    return [
        {
            "title": list(random.choice(WORDS, 2)),
            "headings": list(random.choice(WORDS, int(random.integers(0, 3)))),
            "body": list(random.choice(WORDS, int(random.integers(0, 30)))),
            "product": ["склад"] if random.random() < 0.3 else [],
        }
        for _ in range(count)
    ]


QUERY = ["склад", "оплатить", "export", "тариф", "тариф", "нигде"]


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_the_formula(seed: int) -> None:
    documents = random_documents(40, seed)
    scores = made(documents).scores(plain(QUERY))
    assert scores.tolist() == pytest.approx(written_out(documents, QUERY), rel=1e-5)


@pytest.mark.parametrize("cuts", [(1,), (20,), (0, 7, 7, 39, 40)])
def test_scores_do_not_tell_how_the_index_is_cut(cuts: Sequence[int]) -> None:
    documents = random_documents(40, seed=6)
    assert index_of(documents, cuts).scores(plain(QUERY)).tolist() == made(documents).scores(plain(QUERY)).tolist()


def test_a_merge_keeps_what_stays_and_nothing_else() -> None:
    documents = random_documents(40, seed=8)
    vocabulary = [*WORDS, "zz"]
    stays = np.random.default_rng(1).random(40) < 0.5
    renamed = np.where(stays, np.cumsum(stays) - 1, -1).astype(np.int32)
    lots = [Postings.of(columns(part, vocabulary)) for part in (documents[:15], documents[15:], [])]
    merged = Postings.merged(list(zip(lots, np.split(renamed, [15, 40]), strict=True)))
    kept = [document for document, stay in zip(documents, stays, strict=True) if stay]
    expected = Postings.of(columns(kept, vocabulary))
    for name in ("numbers", "offsets", "rows", "short", "body"):
        assert getattr(merged, name).tolist() == getattr(expected, name).tolist()
        assert getattr(merged, name).dtype == getattr(expected, name).dtype


def test_an_empty_index_and_an_empty_query_score_nothing() -> None:
    assert made([]).scores(plain(["склад"])).tolist() == []
    assert made([{"body": ["склад"]}]).scores(()).tolist() == [0.0]


def test_a_derived_word_is_found_through_its_family_and_counts_for_less() -> None:
    documents = [{"body": ["подключение"]}, {"body": ["подключить"]}, {"body": ["склад"]}]
    relative, itself, other = made(documents).scores(plain(["подключить"])).tolist()
    assert itself > relative > other == 0


def test_of_a_very_long_query_the_rarest_terms_decide() -> None:
    filler = [f"слово{number:03}" for number in range(200)]
    documents = [{"body": filler}, {"body": filler}, {"body": [*filler, "e-1044"]}]
    assert int(made(documents).scores(plain([*filler, "e-1044"])).argmax()) == 2


# --- alternatives -----------------------------------------------------------------------------------


def alone(documents: Sequence[Document], term: str, weight: float = 1.0) -> list[float]:
    return [weight * score for score in written_out(documents, [term])]


@pytest.mark.parametrize("seed", range(3))
def test_a_term_with_alternatives_scores_as_the_best_of_them(seed: int) -> None:
    documents = random_documents(40, seed)
    term = QueryTerm("експорт", (("export", 0.8), ("csv", 0.5), ("nowhere", 0.9)))
    scores = made(documents).scores([term, QueryTerm("тариф")])
    best = [max(pair) for pair in zip(alone(documents, "export", 0.8), alone(documents, "csv", 0.5), strict=True)]
    expected = [a + b for a, b in zip(best, alone(documents, "тариф"), strict=True)]
    assert scores.tolist() == pytest.approx(expected, rel=1e-5)


def test_a_family_counts_once_whether_a_term_or_an_alternative_has_it() -> None:
    documents = random_documents(40, seed=4)
    index = made(documents)
    both = index.scores([QueryTerm("складд", (("складской", 1.0),)), QueryTerm("склад")])
    assert both.tolist() == pytest.approx(written_out(documents, ["складской", "склад"]), rel=1e-5)


def test_a_group_is_as_rare_as_its_heaviest_alternative_that_occurs() -> None:
    index = index_of([{"body": ["export", "csv"]}, {"body": ["csv"]}, {"body": ["csv"]}])
    group = QueryTerm("експорт", (("nowhere", 0.9), ("csv", 0.5), ("export", 0.7)))
    assert index.weights([group]) == index.weights(plain(["export"]))
    assert index.weights(plain(["експорт"])) == pytest.approx(index.rarest)
    assert index.knows([group, *plain(["експорт"])]).tolist() == [True, False]


def test_a_match_of_an_alternative_is_worth_its_weight() -> None:
    index = index_of([{"title": ["склад"]}, {"body": ["складской"]}, {"body": ["csv"]}], cuts=[1])
    group = QueryTerm("skład", (("склад", 0.8),))
    matched = index.matches([group, QueryTerm("склад"), QueryTerm("csv")], np.array([2, 0, 1], np.int64))
    assert matched.tolist() == pytest.approx(np.array([[0, 0.8, 0], [0, 1, 0], [1, 0, 0]]))
