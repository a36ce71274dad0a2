"""What the service needs from the outside, as Protocols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from kb_index.records import Article, IndexInfo, Query, SearchResult
from service.domain import CheckContext, Review


class Retriever(Protocol):
    """Searches one knowledge base. Safe to call from several threads."""

    def search(self, query: Query) -> SearchResult: ...

    def describe(self) -> IndexInfo: ...


Permit = Callable[[], None]


class ArticleShelf(Protocol):
    """Reads and changes articles; a change is searchable when the call returns.

    A change calls its ``permit`` when all is written and nothing is committed; what that raises undoes the change.
    """

    def get(self, article_id: str) -> Article | None: ...

    def put(self, article: Article, *, permit: Permit | None = None) -> tuple[str, int]:
        """Returns (``"created" | "updated" | "unchanged"``, number of passages). Raises ArticleInvalid."""
        ...

    def batch(
        self, articles: Sequence[Article], deletes: Sequence[str] = (), *, permit: Permit | None = None
    ) -> tuple[tuple[str, int], ...]:
        """All or nothing: as ``put`` for each article, then (``"deleted" | "absent"``, 0) for each delete.

        Raises BatchInvalid.
        """
        ...

    def rename(self, article_id: str, to: str, *, permit: Permit | None = None) -> str:
        """``"renamed"``, or why not: ``"unchanged"`` (done before), ``"absent"``, ``"taken"``.

        Raises ArticleInvalid.
        """
        ...

    def delete(self, article_id: str, *, permit: Permit | None = None) -> bool:
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
