"""What the service needs from the outside, as Protocols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from kb_index.records import Article, IndexInfo, Query, SearchResult
from service.call import Call
from service.domain import ChatAnswer, ChatRequest, CheckContext, Report, Review, Statement


class Retriever(Protocol):
    """Searches one knowledge base. Safe to call from several threads."""

    def search(self, query: Query) -> SearchResult: ...

    def describe(self) -> IndexInfo: ...


Permit = Callable[[], None]
Heard = Callable[[str], None]


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


class Closeness(Protocol):
    """Compares a question with sentences by meaning. Safe to call from several threads."""

    def near(self, question: str, texts: Sequence[str], language_code: str) -> Sequence[float]:
        """A cosine for each text; nothing at all where the question or its language is not known."""
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

    def mend(self, text: str, report: Report, context: CheckContext) -> tuple[str, Report]:
        """The text with every safe replacement applied, and its report with the ``repairs``; what is left is left."""
        ...

    def statements(self, language_code: str) -> tuple[Statement, ...]:
        """What the standard asks of a writer, the gravest first."""
        ...


class ChatModel(Protocol):
    """A language model behind some server. Safe to call from several threads; blocks the one that calls."""

    @property
    def name(self) -> str:
        """The model as configured: what ``versions.model`` shows."""
        ...

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        """One exchange, ended before ``call.until`` and at once when ``call`` is cancelled.

        ``heard`` gets each new stretch of the answer while it comes in, on the calling thread; what it raises ends the
        exchange. Raises ChatFailed (the reason tells what happened), RequestCancelled.
        """
        ...
