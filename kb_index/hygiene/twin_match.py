"""Articles that name no other language version -> the pairs that surely are one article in two languages.

Two articles belong together where they share most of the weight of their numbers and inline code, which a translation
keeps, share several rare ones, have nearly as many blocks, and neither has another article nearly as close.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kb_index.hygiene.statements import Block
from kb_index.hygiene.twins import Twins
from kb_index.records import Article

_SHARED = 5  # marks in common, at least
_CLOSE = 0.7  # of the weight of all marks of both
_AHEAD = 1.5  # times as close as the next
_CROWD = 8  # articles of one language: a mark in more of them finds nothing
_LENGTH = 0.7  # of the blocks of the longer


def match_twins(articles: Sequence[Article], blocks: Mapping[str, Sequence[Block]]) -> tuple[Twins, ...]:
    """Among these articles, of each two languages. Linear: marks in many articles find nothing."""
    marks = {article.article_id: _marks(blocks[article.article_id]) for article in articles}
    holders: defaultdict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        for mark in sorted(marks[article.article_id]):
            holders[article.language_code, mark].append(article)
    weights = {key: math.log(1 + len(articles) / len(held)) for key, held in holders.items()}
    best: dict[tuple[str, str], str] = {}
    languages = sorted({article.language_code for article in articles})
    for article in articles:
        for language in languages:
            rivals = _rivals(article, language, marks, holders)
            scored = sorted((_close(marks[article.article_id], marks[one], article, weights), one) for one in rivals)
            if scored and scored[-1][0] >= _CLOSE and (len(scored) < 2 or scored[-1][0] >= _AHEAD * scored[-2][0]):
                best[article.article_id, language] = scored[-1][1]
    return tuple(_mutual(articles, best, blocks))


def _marks(blocks: Sequence[Block]) -> frozenset[str]:
    return frozenset(mark for block in blocks for mark in block.marks if len(mark) > 1)


def _rivals(
    article: Article,
    language: str,
    marks: Mapping[str, frozenset[str]],
    holders: Mapping[tuple[str, str], Sequence[Article]],
) -> list[str]:
    if language == article.language_code:
        return []
    counts: Counter[str] = Counter()
    for mark in marks[article.article_id]:
        held = holders.get((language, mark), ())
        if len(held) <= _CROWD:
            counts.update(one.article_id for one in held)
    return [one for one, shared in counts.items() if shared and len(marks[one] & marks[article.article_id]) >= _SHARED]


def _close(
    one: frozenset[str], other: frozenset[str], article: Article, weights: Mapping[tuple[str, str], float]
) -> float:
    """Weighted Jaccard; a mark the language of the article does not have counts as the rarest."""
    rarest = max(weights.values())

    def weight(marks: frozenset[str]) -> float:
        return sum(weights.get((article.language_code, mark), rarest) for mark in sorted(marks))

    return weight(one & other) / weight(one | other)


def _mutual(
    articles: Sequence[Article], best: Mapping[tuple[str, str], str], blocks: Mapping[str, Sequence[Block]]
) -> Iterator[Twins]:
    by_id = {article.article_id: article for article in articles}
    for (article_id, language), found in sorted(best.items()):
        one, other = by_id[article_id], by_id[found]
        sizes = sorted((len(blocks[article_id]), len(blocks[found])))
        mutual = language > one.language_code and best.get((found, one.language_code)) == article_id
        if mutual and sizes[0] >= _LENGTH * sizes[1]:
            yield Twins(one, other, sure=False)
