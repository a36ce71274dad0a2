"""Every LexicalIndex scores as the formula written out term by term does."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pytest

from kb_index.lexical.bm25 import FAMILY_WEIGHT, K1, B, Bm25Index, family
from kb_index.ports import IntArray, LexicalIndex, TermColumn, Terms

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


def columns(documents: Sequence[Document]) -> Terms:
    vocabulary = sorted({term for document in documents for field in document.values() for term in field})
    fields = {}
    for name in WEIGHTS:
        rows = [list(document.get(name, ())) for document in documents]
        offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
        numbers = [vocabulary.index(term) for row in rows for term in row]
        fields[name] = TermColumn(offsets, np.array(numbers, np.int64))
    return Terms(tuple(vocabulary), fields)


def index_of(documents: Sequence[Document]) -> tuple[LexicalIndex, IntArray]:
    ids = np.arange(len(documents), dtype=np.int64) * 3 + 10
    return Bm25Index(ids, columns(documents)), ids


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


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_the_formula(seed: int) -> None:
    documents = random_documents(40, seed)
    index, ids = index_of(documents)
    query = ["склад", "оплатить", "export", "тариф", "тариф", "нигде"]
    found, scores = index.search(query, len(documents))
    expected = written_out(documents, query)
    assert dict(zip(found.tolist(), scores.tolist(), strict=True)) == pytest.approx(
        {int(id_): score for id_, score in zip(ids, expected, strict=True) if score > 0}, rel=1e-5
    )
    assert all(a >= b for a, b in pairwise(scores))


def test_only_allowed_documents_are_found_and_keep_their_scores() -> None:
    documents = random_documents(40, seed=9)
    index, ids = index_of(documents)
    everywhere = dict(zip(*map(np.ndarray.tolist, index.search(["склад"], 40)), strict=True))
    found, scores = index.search(["склад"], 40, allowed=ids[::4])
    assert set(found) == set(everywhere) & set(ids[::4].tolist())
    assert scores.tolist() == [everywhere[id_] for id_ in found.tolist()]


def test_ids_that_are_not_there_may_be_allowed() -> None:
    index, ids = index_of([{"body": ["склад"]}])
    found, _ = index.search(["склад"], 5, allowed=np.array([1, int(ids[0]), 99], np.int64))
    assert found.tolist() == ids.tolist()


def test_the_best_k_are_the_first_of_all() -> None:
    index, _ = index_of(random_documents(60, seed=3))
    everything, _ = index.search(["отчет", "csv"], 60)
    best, _ = index.search(["отчет", "csv"], 7)
    assert best.tolist() == everything[:7].tolist()


def test_equal_scores_stand_in_the_order_of_their_ids() -> None:
    index, ids = index_of([{"body": ["тариф"]}] * 5)
    assert index.search(["тариф"], 3)[0].tolist() == ids[:3].tolist()


def test_an_empty_index_and_an_empty_query_find_nothing() -> None:
    assert index_of([])[0].search(["склад"], 5)[0].tolist() == []
    assert index_of([{"body": ["склад"]}])[0].search([], 5)[0].tolist() == []


def test_a_derived_word_is_found_through_its_family_and_counts_for_less() -> None:
    documents = [{"body": ["подключение"]}, {"body": ["подключить"]}, {"body": ["склад"]}]
    found, scores = index_of(documents)[0].search(["подключить"], 5)
    assert found.tolist() == [13, 10]
    assert scores[0] > scores[1] > 0


def test_of_a_very_long_query_the_rarest_terms_decide() -> None:
    filler = [f"слово{number:03}" for number in range(200)]
    documents = [{"body": filler}, {"body": filler}, {"body": [*filler, "e-1044"]}]
    found, _ = index_of(documents)[0].search([*filler, "e-1044"], 1)
    assert found.tolist() == [16]
