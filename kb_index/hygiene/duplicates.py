"""Articles of one language -> the texts that stand in several of them, as a whole or passage by passage."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kb_index.arrays import IntArray
from kb_index.contents import FIELDS, Terms
from kb_index.hygiene.corpus import Corpus, place, whole
from kb_index.hygiene.finding import Check, Finding, Place, Severity
from kb_index.records import Article
from kb_index.text.normalise import normalise

_WORDS = re.compile(r"[^\W_]+")
_WIDTH = 4  # terms of a shingle
_LEAST = 12  # shingles of a passage that can be told from a stock phrase
_ARTICLES = 4  # a shingle in more articles is a template: a warning, a step that many pages share
_SHARE = 0.6  # of the shorter passage's shingles
_BODY = FIELDS.index("body")


def check_duplicates(corpus: Corpus) -> Iterator[Finding]:
    """Whole texts first; of those, passages are not reported again."""
    groups = _same_text(corpus.articles)
    same: dict[str, int] = {}
    for number, group in enumerate(groups):
        same.update((article.article_id, number) for article in group)
        message = f"{len(group)} articles have the same text"
        yield Finding(Check.DUPLICATE, Severity.WARNING, message, tuple(map(whole, group)), share=1.0)
    yield from _near(corpus, same)


def _same_text(articles: Sequence[Article]) -> list[list[Article]]:
    """Groups of two and more; case, space and markup do not count, nor do articles without text."""
    groups: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        text = " ".join(_WORDS.findall(normalise(article.body_markdown).text.casefold()))
        if text:
            digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            groups[article.language_code, digest].append(article)
    return [group for group in groups.values() if len(group) > 1]


def _near(corpus: Corpus, same: Mapping[str, int]) -> Iterator[Finding]:
    """One finding for two articles, whatever the number of passages they share."""
    passages = corpus.content.passages
    held: defaultdict[tuple[str, str], list[tuple[Place, Place, float]]] = defaultdict(list)
    for first, second, share in _alike(corpus):
        one, other = passages.owner(first).article, passages.owner(second).article
        if one.language_code != other.language_code or same.get(one.article_id, -1) == same.get(other.article_id, -2):
            continue
        mine, its = sorted((place(one, passages[first].span), place(other, passages[second].span)))
        held[mine.article_id, its.article_id].append((mine, its, share))
    for pairs in held.values():
        share = max(share for _, _, share in pairs)
        places = tuple(it for mine, its, _ in sorted(pairs) for it in (mine, its))
        message = f"{len(pairs)} passages in common, up to {share:.0%} of the shorter one's text"
        yield Finding(Check.NEAR_DUPLICATE, Severity.WARNING, message, places, share=round(share, 3))


def _alike(corpus: Corpus) -> Iterator[tuple[int, int, float]]:
    """Pairs of rows of different articles with the share of the shorter. Exact, and linear: rare shingles pair rows."""
    owners = corpus.content.passages.owners
    rows, shingles = _shingles(corpus.content.terms, len(owners))
    sizes = np.bincount(rows, minlength=len(owners))
    order = np.lexsort((rows, shingles))
    rows, shingles = rows[order], shingles[order]
    edges = np.flatnonzero(np.r_[True, shingles[1:] != shingles[:-1], True]) if len(rows) else np.zeros(1, np.int64)
    lengths = np.diff(edges)
    counts: defaultdict[tuple[int, int], int] = defaultdict(int)
    common: npt.NDArray[np.int64] = np.zeros(len(owners), np.int64)  # shingles of a row that are templates
    for start, length in zip(edges[:-1][lengths > 1].tolist(), lengths[lengths > 1].tolist(), strict=True):
        held = rows[start : start + length].tolist()
        if len({int(owners[row]) for row in held}) > _ARTICLES:
            common[held] += 1
        elif length <= 2 * _ARTICLES:
            _count_pairs(held, owners, counts)
    for (first, second), shared in sorted(counts.items()):
        own = min(int(sizes[first] - common[first]), int(sizes[second] - common[second]))
        if own >= _LEAST and shared >= _SHARE * own:
            yield first, second, shared / own


def _count_pairs(held: Sequence[int], owners: IntArray, counts: dict[tuple[int, int], int]) -> None:
    for index, first in enumerate(held):
        for second in held[index + 1 :]:
            if owners[first] != owners[second]:
                counts[first, second] += 1


def _shingles(terms: Terms, count: int) -> tuple[IntArray, npt.NDArray[np.uint64]]:
    """Rows, and hashes of four terms in a row of the body; each once per row."""
    pairs = [_row_shingles(terms, row) for row in range(count)]
    rows = np.repeat(np.arange(count), [len(found) for found in pairs]).astype(np.int64)
    return rows, np.concatenate(pairs) if pairs else np.zeros(0, np.uint64)


def _row_shingles(terms: Terms, row: int) -> npt.NDArray[np.uint64]:
    start, end = terms.offsets[len(FIELDS) * row + _BODY : len(FIELDS) * row + _BODY + 2].tolist()
    numbers = terms.numbers[start:end].astype(np.uint64)
    if len(numbers) < _WIDTH:
        return np.zeros(0, np.uint64)
    mixed = np.zeros(len(numbers) - _WIDTH + 1, np.uint64)
    for step in range(_WIDTH):  # wraps around: a polynomial hash modulo 2^64
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + numbers[step : step + len(mixed)] + np.uint64(1)
    return np.unique(mixed)
