"""Statements of different articles in one language -> pairs that say different things of the same matter.

Candidates share rare words. They are compared only where nothing tells them apart: the words of the statement, the
titles and headings above, the product, the time they are valid, who may see them, and every other fact in them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kb_index.hygiene.contrast import contrasts, stands_alone, unsupported
from kb_index.hygiene.corpus import place
from kb_index.hygiene.finding import Check, Finding, Severity
from kb_index.hygiene.statements import Block, Statement
from kb_index.moments import end, moment
from kb_index.records import Article
from kb_index.text.facts import FactKind
from kb_index.text.lemmas import search_terms

_LEAST_WORDS = 4
_RARE = 4  # words of a statement by which its rivals are looked up
_CROWD = 40  # statements that hold a word: beyond that it finds nothing
_CLOSE = 0.75  # share of the weight of the words of both that they have in common
_REPLACED = 0.08  # of it: so little may stand in the one instead of what stands in the other
# Words by which titles name a sort of page and not what it is about.
_PAGES = (
    "faq questions answers policy rules terms guide overview general common reference help manual information about "
    "вопрос ответ политика правило условие руководство обзор общий частый задавать справка инструкция информация"
)


_LETTERS = re.compile(r"[^\W\d_]+")
_TURNING_WORDS = (
    "not no never cannot without except unless only least most minimum maximum min max more less fewer longer shorter "
    "before previously formerly earlier old former previous new other another first next later "
    "не нет ни никогда нельзя без кроме только минимум максимум больше меньше более менее короче длиннее дольше "
    "раньше ранее прежде прежний старый старые прежние новый новые другой другие первый первая следующий позже"
)
_TEMPORAL_WORDS = "until till through before after from since by starting до после с со по начиная"
_TURNING, _TEMPORAL = (frozenset(words.split()) for words in (_TURNING_WORDS, _TEMPORAL_WORDS))


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A statement with facts. ``words``: without its facts; ``context``: of title and headings."""

    article: Article
    block: Block
    statement: Statement
    words: frozenset[str]
    context: frozenset[str]


def check_contradictions(articles: Sequence[Article], blocks: Mapping[str, Sequence[Block]]) -> Iterator[Finding]:
    """``blocks`` by article id. Linear in the number of statements: a crowded word finds nothing."""
    by_language: defaultdict[str, list[Told]] = defaultdict(list)
    for article in articles:
        by_language[article.language_code] += _told(article, blocks[article.article_id])
    vocabulary = _Vocabulary({})
    for language in sorted(by_language):
        told = by_language[language]
        weights = _weights(told)
        for one, other in _candidates(told, weights):
            if _same_words(one, other, weights) and _comparable(one, other) and vocabulary.same_subject(one, other):
                yield from _findings(one, other)


def _told(article: Article, blocks: Sequence[Block]) -> Iterator[Told]:
    title = frozenset(search_terms(article.title))
    for block in blocks:
        if block.step or block.shape[0] == "heading":
            continue
        for statement in block.statements:
            if any(map(stands_alone, statement.facts)):
                words = frozenset(search_terms(f"{statement.about} {_without_facts(statement)}"))
                if len(words) >= _LEAST_WORDS:
                    context = title | frozenset(search_terms(" ".join(block.headings)))
                    yield Told(article, block, statement, words, context)


def _without_facts(statement: Statement) -> str:
    pieces: list[str] = []
    position = 0
    for fact in statement.facts:
        pieces.append(statement.text[position : max(position, fact.span.start)])
        position = max(position, fact.span.end)
    return " ".join([*pieces, statement.text[position:]])


def _weights(told: Sequence[Told]) -> dict[str, float]:
    """Inverse document frequency of each word among the statements."""
    counts = Counter(word for one in told for word in one.words)
    return {word: math.log(1 + len(told) / count) for word, count in counts.items()}


def _candidates(told: Sequence[Told], weights: Mapping[str, float]) -> Iterator[tuple[Told, Told]]:
    """Statements of different articles that share one of their rarest words; each pair once, in order."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(told):
        for word in one.words:
            holders[word].append(index)
    for index, one in enumerate(told):
        shared = [word for word in one.words if 1 < len(holders[word]) <= _CROWD]
        rare = sorted(shared, key=lambda word: (-weights[word], word))[:_RARE]
        rivals = {rival for word in rare for rival in holders[word] if rival > index}
        for rival in sorted(rivals):
            if told[rival].article.article_id != one.article.article_id:
                yield one, told[rival]


def _comparable(one: Told, other: Told) -> bool:
    """Nothing about the statements and their articles says that both may be right."""
    first, second = one.article, other.article
    if first.product and second.product and first.product != second.product:
        return False
    if _told_of(one) != _told_of(other):
        return False
    if first.access_groups and second.access_groups and not set(first.access_groups) & set(second.access_groups):
        return False
    return valid_together(first, second)


def valid_together(first: Article, second: Article) -> bool:
    """Whether there is a moment at which both are valid."""
    starts = [_start(article) for article in (first, second)]
    ends = [_end(article) for article in (first, second)]
    return max(starts) < min(ends)


def _start(article: Article) -> float:
    found = moment(article.valid_from) if article.valid_from else None
    return -math.inf if found is None else found


def _end(article: Article) -> float:
    found = end(article.valid_to) if article.valid_to else None
    return math.inf if found is None else found


def _same_words(one: Told, other: Told, weights: Mapping[str, float]) -> bool:
    """The words are nearly the same, and hardly any stands in the place of another."""
    mine, its = (_weight(words, weights) for words in (one.words - other.words, other.words - one.words))
    union = _weight(one.words | other.words, weights)
    return mine + its <= (1 - _CLOSE) * union and min(mine, its) <= _REPLACED * union


def _told_of(side: Told) -> tuple[frozenset[str], bool]:
    """The small words that turn a statement over: negations, bounds, periods; prepositions of time beside a date."""
    text = side.statement.text.casefold().replace("ё", "е")
    dated = any(fact.kind is FactKind.DATE for fact in side.statement.facts)
    words = frozenset(_LETTERS.findall(text))
    return words & (_TURNING | _TEMPORAL if dated else _TURNING), dated


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """All terms of an article, read once for those articles that are compared."""

    read: dict[str, frozenset[str]]

    def same_subject(self, one: Told, other: Told) -> bool:
        """Neither's title or headings name something of which the other article says nothing."""
        return not (one.context - self._of(other.article) or other.context - self._of(one.article))

    def _of(self, article: Article) -> frozenset[str]:
        if article.article_id not in self.read:
            text = f"{article.title}\n{article.body_markdown}"
            self.read[article.article_id] = frozenset(search_terms(text)) | _page_words()
        return self.read[article.article_id]


@cache
def _page_words() -> frozenset[str]:
    return frozenset(search_terms(_PAGES))


def _weight(words: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights[word] for word in words)


def _findings(one: Told, other: Told) -> Iterator[Finding]:
    near = one.block.facts, other.block.facts
    pairs = contrasts(one.statement.facts, other.statement.facts, around_one=near[0], around_other=near[1])
    sides = (one.statement.facts, other.statement.facts), (other.statement.facts, one.statement.facts)
    alone = [sum(map(len, unsupported(*side).values())) for side in sides]
    if len(pairs) != 1 or max(alone) > 1 or not stands_alone(pairs[0][0]):
        return  # a further fact that one alone states may be the condition under which both are right
    told = [(one, pairs[0][0].text), (other, pairs[0][1].text)]
    told.sort(key=lambda side: (side[0].article.article_id, side[0].statement.span))
    places = tuple(place(side.article, side.statement.span) for side, _ in told)
    values = tuple(value for _, value in told)
    yield Finding(Check.CONTRADICTION, Severity.ERROR, f"one says {values[0]}, the other {values[1]}", places, values)
