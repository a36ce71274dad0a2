"""Article files + labelled queries -> what words are best cut to before they are searched: one row per way.

``python -m eval.term_variants --articles KB.jsonl --queries QUERIES.jsonl``. Plain BM25 over the same passages.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from eval.damage import with_slip
from eval.indexing import read_articles
from eval.metrics.paired import paired_difference
from eval.metrics.retrieval import rankings_scored
from eval.questions import Question, read_questions
from kb_index.arrays import FloatArray
from kb_index.chunking import indexed_text, split
from kb_index.lexical.words import family
from kb_index.records import Article
from kb_index.text.lemmas import lemma, search_terms, stem
from kb_index.text.stopwords import STOP_WORDS
from kb_index.text.tokens import TokenKind, tokenize

K1, B = 1.2, 0.75
GRAM = 4  # letters
SHARE = 0.7  # of a second leg in the sum
Cut = Callable[[str], list[str]]


def _words(text: str) -> list[str]:
    kinds = (TokenKind.WORD, TokenKind.NUMBER, TokenKind.CODE)
    return [token.norm for token in tokenize(text) if token.kind in kinds and token.norm not in STOP_WORDS]


def _snowball(word: str) -> str:
    return stem(word, "en" if word.isascii() else "ru")


def _grams(text: str) -> list[str]:
    padded = (f"_{word}_" for word in _words(text))
    return [word[place : place + GRAM] for word in padded for place in range(max(1, len(word) - GRAM + 1))]


def _families(text: str) -> list[str]:
    return list(map(family, search_terms(text)))


CUTS: Mapping[str, Sequence[Cut]] = {
    "words as they are": [_words],
    "lemmas, English as it is": [lambda text: [word if word.isascii() else lemma(word, "ru") for word in _words(text)]],
    "Snowball stems, ru and en": [lambda text: list(map(_snowball, _words(text)))],
    "lemmas, Snowball for en": [lambda text: [lemma(word, "ru") for word in _words(text)]],
    "search terms": [search_terms],
    "letters by four": [_grams],
    "search terms + letters by four": [search_terms, _grams],
    "search terms + families": [search_terms, _families],
}
REFERENCE = "search terms"


class FlatIndex:
    """BM25 over one bag of terms per text."""

    def __init__(self, texts: Sequence[str], cut: Cut) -> None:
        self._cut = cut
        counts = [Counter(cut(text)) for text in texts]
        lengths = np.array([max(1, count.total()) for count in counts], np.float32)
        self._norms = K1 * (1 - B + B * lengths / lengths.mean())
        rows: dict[str, list[tuple[int, int]]] = {}
        for row, count in enumerate(counts):
            for term, times in count.items():
                rows.setdefault(term, []).append((row, times))
        self._rows = {term: np.array(pairs).T for term, pairs in rows.items()}

    def scores(self, query: str) -> FloatArray:
        """Shape (texts,)."""
        scores = np.zeros(len(self._norms), np.float32)
        for term in dict.fromkeys(self._cut(query)):
            if term in self._rows:
                rows, times = self._rows[term]
                idf = np.log1p((len(scores) - len(rows) + 0.5) / (len(rows) + 0.5))
                scores[rows] += idf * times * (K1 + 1) / (times + self._norms[rows])
        return scores


def measured(
    articles: Sequence[Article], questions: Sequence[Question]
) -> Iterator[tuple[str, str, float, tuple[float, float, float], float]]:
    """Way, slice, nDCG@10, its difference to the reference with 95 % interval, and nDCG@10 after a slip."""
    passages = [(article, passage) for article in articles for passage in split(article)]
    texts = [indexed_text(article, passage) for article, passage in passages]
    owners = [article.article_id for article, _ in passages]
    slipped = {one.query_id: with_slip(one.text, one.query_id) for one in questions}
    asked = {one.query_id: one.text for one in questions}
    found = {name: _both(cuts, texts, owners, [asked, slipped], questions) for name, cuts in CUTS.items()}
    groups: dict[str, list[str]] = {}
    for one in questions:
        groups.setdefault(one.slice, []).append(one.query_id)
    for name, ids in groups.items():
        reference = [found[REFERENCE][0][one] for one in ids]
        for way, (clean, damaged) in found.items():
            ours = [clean[one] for one in ids]
            difference = paired_difference(ours, reference)
            yield way, name, float(np.mean(ours)), difference, float(np.mean([damaged[one] for one in ids]))


def _both(
    cuts: Sequence[Cut],
    texts: Sequence[str],
    owners: Sequence[str],
    runs: Sequence[Mapping[str, str]],
    questions: Sequence[Question],
) -> list[dict[str, float]]:
    indexes = [FlatIndex(texts, cut) for cut in cuts]
    relevant = {one.query_id: one.relevant for one in questions}
    scored = []
    for run in runs:
        ranked = {key: _ranked(indexes, text, owners) for key, text in run.items()}
        scored.append({key: values["ndcg@10"] for key, values in rankings_scored(ranked, relevant).items()})
    return scored


def _ranked(indexes: Sequence[FlatIndex], text: str, owners: Sequence[str]) -> list[str]:
    """The legs, each by its own maximum, the first in full and others at their share."""
    total = np.zeros(len(owners), np.float32)
    for place, index in enumerate(indexes):
        scores = index.scores(text)
        total += (SHARE if place else 1.0) * scores / max(float(scores.max(initial=0.0)), 1e-9)
    best = np.argsort(-total, kind="stable")[:200]
    return list(dict.fromkeys(owners[row] for row in best if total[row] > 0))


def main() -> None:
    """Prints one row per way and slice."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=Path, nargs="+", required=True)
    options.add_argument("--queries", type=Path, nargs="+", required=True)
    given = options.parse_args()
    articles, _ = read_articles(given.articles, "A")
    questions = [one for one in read_questions(given.queries, [], articles, protocol="A") if one.relevant]
    table = Table("words cut to", "slice", "ndcg@10", f"against {REFERENCE}, 95 %", "after a slip")
    for way, name, value, (mean, low, high), damaged in measured(articles, questions):
        table.add_row(way, name, f"{value:.3f}", f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]", f"{damaged:.3f}")
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
