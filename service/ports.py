"""What the service needs from the outside, as Protocols."""

from __future__ import annotations

from typing import Protocol

from kb_index.records import Article, IndexInfo, Query, SearchResult
from service.domain import CheckContext, Review


class Retriever(Protocol):
    """Searches one knowledge base. Safe to call from several threads."""

    def search(self, query: Query) -> SearchResult: ...

    def describe(self) -> IndexInfo: ...


class ArticleShelf(Protocol):
    """Reads and changes articles; a change is searchable when the call returns."""

    def get(self, article_id: str) -> Article | None: ...

    def put(self, article: Article) -> tuple[str, int]:
        """Returns (``"created" | "updated" | "unchanged"``, number of passages). Raises ArticleInvalid."""
        ...

    def delete(self, article_id: str) -> bool:
        """True if there was one."""
        ...

    def page(self, *, after: str | None, limit: int) -> tuple[Article, ...]:
        """The first ``limit`` articles whose ids sort (by code point) behind ``after``; None: from the start."""
        ...


class Checker(Protocol):
    """Judges a text by one tone standard; never changes it."""

    @property
    def version(self) -> str:
        """``name@hash`` of the standard: equal versions, equal verdicts."""
        ...

    def review(self, text: str, context: CheckContext) -> Review:
        """Raises RequestRefused for a text that is too long to be checked."""
        ...


class ChatModel(Protocol):
    """A language model: messages in, text out. Adapters follow with the LLM client."""

    def complete(self, messages: tuple[tuple[str, str], ...]) -> str: ...
