"""Settings -> Services: the only module that names the concrete parts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb_index.errors import KbError
from kb_index.expansion.expander import WordExpander
from kb_index.ports import Embedder
from kb_index.ranking.open import open_reranker
from kb_index.records import IndexInfo, Query, SearchResult
from kb_index.search import Searcher
from kb_index.store.database import connect
from kb_index.writer import IndexWriter
from service.closeness import QuickReader, quick_encoders
from service.domain import Channel, Conversation, Message, Role, Ticket
from service.drafting.asking.templates import Templates
from service.drafting.chat.work import Desk
from service.drafting.chat.writer import ChatWriter
from service.drafting.reading_ahead import ReadingAhead
from service.drafting.rewriting.rewriter import Rewriter
from service.encoder import open_encoder
from service.errors import UnknownStandard
from service.guardrail.engine import StandardChecker
from service.guardrail.fresh import FreshChecker
from service.guardrail.open import open_checker
from service.llm.open import open_chat
from service.llm.resting import RestingChat
from service.ports import ArticleShelf, ChatModel, Retriever
from service.settings import Settings
from service.standards.load import SUFFIX, available
from service.standards.model import StandardInfo
from service.suggest import Suggester

# Dictionaries, phrases and patterns load on first use; the first customer should not wait for them.
_WARM_UP = ("Как это настроить, Йцукенг?", "How do I set up the qwertyng?")  # with words that no index holds


@dataclass(frozen=True, slots=True)
class WiredServices:
    """Everything a request needs, opened once."""

    suggester: Suggester
    retriever: Retriever
    shelf: ArticleShelf
    checker: Callable[[str | None], StandardChecker]
    refusal: Callable[[], KbError | None]  # why the index in the folder is not the one that is searched
    close: Callable[[], None]
    rewriter: Rewriter
    model: ChatModel | None = None

    def standards(self) -> tuple[StandardInfo, ...]:
        return tuple(available())

    def ready(self) -> tuple[str, ...]:
        """Everything was opened before this object existed; the index can still be taken away or damaged later.

        One that was replaced by an index of another embedder is searched on in memory, and named here.
        """
        try:
            self.retriever.describe()
            refused = self.refusal()
        except KbError as exc:
            return (str(exc),)
        return () if refused is None else (str(refused),)


class Checkers:
    """Standards by name, each compiled once. A request may name a shipped one, never a file of the machine.

    A default given as a file is read anew when it, or a pack beside it that it extends, changes.
    """

    def __init__(self, default: str) -> None:
        """Raises UnknownStandard or StandardInvalid, so that a wrong setting is known at the start."""
        self._default = default
        self._file = FreshChecker(default) if default.endswith(SUFFIX) else None
        self._opened = {} if self._file else {default: open_checker(default)}
        self._opening = threading.Lock()

    def __call__(self, name: str | None) -> StandardChecker:
        """Raises UnknownStandard."""
        if self._file is not None and name in (None, self._default):
            return self._file.current()
        name = name or self._default
        with self._opening:
            if name not in self._opened:
                self._opened[name] = open_checker(self._shipped(name))
            return self._opened[name]

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _shipped(self, name: str) -> str:
        names = [standard.name for standard in available()]
        if name not in names:
            raise UnknownStandard(f"there is no standard “{name}”; choose one of {', '.join(names)}")
        return name


@dataclass(frozen=True, slots=True)
class AgeMindingRetriever:
    """Searches with a half-life of articles' age, in days; None: age counts nothing."""

    retriever: Retriever
    freshness_days: float | None

    def search(self, query: Query) -> SearchResult:
        return self.retriever.search(replace(query, freshness_days=self.freshness_days))

    def describe(self) -> IndexInfo:
        return self.retriever.describe()


def open_searcher(settings: Settings, embedder: Embedder) -> Searcher:
    """The search as the service runs it. Raises KbError."""
    return Searcher(settings.index, embedder, expander=WordExpander(), reranker=open_reranker(settings.reranker))


def open_services(
    settings: Settings,
    *,
    embedder: Embedder | None = None,
    model: ChatModel | None = None,
    templates: Templates | None = None,
    ahead: bool = False,
) -> WiredServices:
    """``model``: instead of that of the settings, and closed by whoever opened it.

    ``ahead``: articles are read before anybody asks for them, for a process that lives long.

    Raises KbError (no index, damaged index, another model), UnknownStandard, StandardInvalid, ConfigInvalid.
    """
    # Over 30 lines: each part is named once, and closed in one place.
    connect(settings.index).close()  # before the model: a missing index is told at once
    embedder = embedder or open_encoder(settings, cache=settings.index)
    searcher = open_searcher(settings, embedder)
    writer = IndexWriter(settings.index, embedder, committed=searcher.refresh)
    checkers = Checkers(settings.standard)
    opened = open_chat(settings.llm) if model is None else None
    model = model or opened
    model = None if model is None else RestingChat(model)

    reading = ReadingAhead(searcher.spans, lambda: searcher.describe().version) if ahead else None

    def close() -> None:
        if reading is not None:
            reading.close()
        if opened is not None:
            opened.close()
        writer.close()
        searcher.close()
        checkers.close()

    retriever = AgeMindingRetriever(searcher, settings.freshness_days)
    closeness = QuickReader(quick_encoders(embedder))
    _warm_up(Suggester(retriever, checkers, closeness=closeness))
    if reading is not None:
        reading.start()
    desk = Desk(ChatWriter(model, settings.llm, templates) if model else None)
    suggester = Suggester(retriever, checkers, desk=desk, closeness=closeness)
    rewriter = Rewriter(checkers, model, frozenset(settings.llm.may_leave), settings.llm.max_tokens)
    return WiredServices(suggester, retriever, writer, checkers, lambda: writer.refusal, close, rewriter, model)


def _warm_up(suggester: Suggester) -> None:
    """By the composer alone: a start must not depend on the server of a model."""
    for text in _WARM_UP:
        suggester.suggest(Ticket(Conversation(Channel.CHAT, (Message(Role.END_USER, text),))))
