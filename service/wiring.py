"""Settings -> Services: the only module that names the concrete parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kb_index.build import IndexWriter
from kb_index.embedders.open import open_embedder
from kb_index.ports import Embedder
from kb_index.search import Searcher
from service.guardrail.engine import open_checker
from service.ports import ArticleShelf, Checker, Retriever
from service.settings import Settings
from service.standards.load import available
from service.standards.model import StandardInfo
from service.suggest import Suggester


@dataclass(frozen=True)
class WiredServices:
    """Everything a request needs, opened once."""

    suggester: Suggester
    retriever: Retriever
    shelf: ArticleShelf
    default_standard: str
    _close: Callable[[], None]

    def checker(self, name: str | None) -> Checker:
        """Raises UnknownStandard."""
        return open_checker(name or self.default_standard)

    def standards(self) -> tuple[StandardInfo, ...]:
        return tuple(available())

    def ready(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        self._close()


def open_services(settings: Settings, *, embedder: Embedder | None = None) -> WiredServices:
    """Raises KbError (no index, damaged index, another model), UnknownStandard, StandardInvalid."""
    embedder = embedder or open_embedder(settings.embedder, cache=settings.index)
    searcher = Searcher(settings.index, embedder)
    writer = IndexWriter(settings.index, embedder)

    def checker(name: str | None) -> Checker:
        return open_checker(name or settings.standard)

    checker(None)  # a wrong OTVET_STANDARD is known at the start, not at the first request
    return WiredServices(Suggester(searcher, checker), searcher, writer, settings.standard, _close=writer.close)
