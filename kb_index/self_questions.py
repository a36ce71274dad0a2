"""Articles -> questions made of their words, and everyday questions of other trades: what a calibration is fitted on.

Nobody wrote down which questions a knowledge base answers. Its headings and sentences, cut up and mixed with words of
other people's stories, come near enough to tell where its scores lie with and without an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from kb_index.chunking import split
from kb_index.records import Article, Passage
from kb_index.text.sentences import sentences
from kb_index.text.stopwords import STOP_WORDS
from kb_index.text.tokens import TokenKind, tokenize

LANGUAGES = ("ru", "en")  # there are everyday questions of
_WORDS = frozenset({TokenKind.WORD, TokenKind.CODE})
_CLAUSE = range(5, 31)  # words of a sentence that says something
_HEADING_KEPT, _CLAUSE_KEPT, _STORY_KEPT = 0.8, 0.65, 0.55  # shares of the words
_STRANGE = 3  # one word of another trade for so many words of a clause


class Form(StrEnum):
    HEADING = "heading"
    CLAUSE = "clause"
    STORY = "story"
    EVERYDAY = "everyday"


@dataclass(frozen=True, slots=True)
class SelfQuestion:
    """``source``: the article that it is made of; the trade that an everyday question belongs to."""

    text: str
    language_code: str
    source: str
    form: Form


def self_questions(article: Article) -> Iterator[SelfQuestion]:
    """One question of each form that the article has the words for. The same article, the same questions."""
    passages = [one for one in split(article) if one.text.strip()]
    if not passages:
        return
    passage = passages[_number(article.article_id, "passage") % len(passages)]
    for form, text in _texts(article, passage):
        if len(_words(text)) >= 2:
            yield SelfQuestion(text, article.language_code, article.article_id, form)


@cache
def everyday_questions(language_code: str) -> tuple[SelfQuestion, ...]:
    """Everyday questions of many trades that come with the package; none for a language that it has none of."""
    if language_code not in LANGUAGES:
        return ()
    lines = resources.files("kb_index").joinpath("everyday", f"{language_code}.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in lines.splitlines() if line)
    return tuple(SelfQuestion(text, language_code, trade, Form.EVERYDAY) for trade, text in pairs)


def _texts(article: Article, passage: Passage) -> Iterator[tuple[Form, str]]:
    key = article.article_id
    heading = f"{article.title} {passage.headings[-1] if passage.headings else ''}"
    yield Form.HEADING, _thinned(heading, _HEADING_KEPT, key) + "?"
    clauses = _clauses(passage, heading)
    if not clauses:
        return
    first = _number(key, "clause") % len(clauses)
    asked = _thinned(clauses[first], _CLAUSE_KEPT, key)
    strange = _words(_story(article))[: max(1, len(_words(asked)) // _STRANGE)]
    yield Form.CLAUSE, f"{asked} {' '.join(strange)}?"
    second = clauses[(first + 1) % len(clauses)]
    yield Form.STORY, f"{_story(article)} {_thinned(f'{second} {clauses[first]}', _STORY_KEPT, f'{key} story')}?"


def _clauses(passage: Passage, heading: str) -> list[str]:
    """Sentences that say more than their heading."""
    above = set(_words(heading))
    texts = (span.of(passage.text) for span in sentences(passage.text))
    return [text for text in texts if len(_words(text)) in _CLAUSE and not above.issuperset(_words(text))]


def _words(text: str) -> list[str]:
    return [one.norm for one in tokenize(text) if one.kind in _WORDS and one.norm not in STOP_WORDS]


def _thinned(text: str, kept: float, key: str) -> str:
    """That share of the words that say something, drawn evenly, at least two, among the small words about them."""
    tokens = [one for one in tokenize(text) if one.kind in _WORDS]
    weighty = [place for place, one in enumerate(tokens) if one.norm not in STOP_WORDS]
    drawn = sorted(weighty, key=lambda place: _number(key, str(place), tokens[place].norm))
    dropped = set(drawn[max(2, round(kept * len(weighty))) :])
    return " ".join(one.text for place, one in enumerate(tokens) if place not in dropped)


def _story(article: Article) -> str:
    """An everyday question, for the words that customers bring along."""
    told = everyday_questions(article.language_code) or everyday_questions("en")
    return told[_number(article.article_id, "story") % len(told)].text


def _number(*parts: str) -> int:
    """Evenly spread, and the same on every machine."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()[:8])
