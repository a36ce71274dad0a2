"""The bodies that show what is stored: passages, articles, tone standards."""

from __future__ import annotations

from typing import Any, Literal

from service.api.schemas.answer import Answer, Maybe, Probability
from service.api.schemas.parts import SpanBody
from service.domain import Severity


class PassageBody(Answer):
    text: str
    span: SpanBody


class HitBody(Answer):
    article_id: str
    title: str
    uri: str | None
    version_hash: str
    language_code: str
    relevance_score: Probability
    passage: PassageBody


class RetrieveAnswer(Answer):
    """Passages, best first, and the probability that the top ones answer the question."""

    hits: list[HitBody]
    confidence: Probability
    warnings: Maybe[list[str]]


class ArticlePutAnswer(Answer):
    """What became of an article that was put."""

    article_id: str
    version_hash: str
    passages: int
    status: Literal["created", "updated", "unchanged"]
    reason: Maybe[str]
    warnings: Maybe[list[str]]


class ArticleHead(Answer):
    article_id: str
    version_hash: str
    title: str
    language_code: str
    uri: Maybe[str]
    product: Maybe[str]
    kind: Maybe[str]
    updated_at: Maybe[str]
    valid_from: Maybe[str]
    valid_to: Maybe[str]
    access_groups: Maybe[list[str]]


class ArticleAnswer(ArticleHead):
    """An article with its text as stored."""

    body_markdown: str
    metadata: dict[str, Any]


class ArticlePage(Answer):
    """Articles in the order of their ids; ``next_cursor`` is there while more follow."""

    articles: list[ArticleHead]
    next_cursor: Maybe[str]


class StandardBody(Answer):
    id: str
    version: str
    description: dict[str, str]
    extends: list[str]
    rule_count: int


class StandardRuleBody(Answer):
    """A rule in words, by language."""

    id: str
    severity: Severity
    kinds: list[str]
    statement: dict[str, str]
    message: dict[str, str]
    source: str


class StandardAnswer(StandardBody):
    """A tone standard with the rules that it holds, inherited ones too."""

    rules: list[StandardRuleBody]


class StandardsAnswer(Answer):
    standards: list[StandardBody]
