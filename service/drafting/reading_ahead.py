"""The passages of an index -> what drafts need of their articles, read before anybody asks for it.

The first reading of a page costs more than all the rest of a draft, and is the same for every question.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from time import perf_counter

from kb_index.errors import KbError
from kb_index.records import Article, Span
from service.drafting.candidates import read_for
from service.drafting.passages import READ_PASSAGES

Passages = Callable[[], Iterable[tuple[Article, Span]]]

_SETTLE = 1.0  # seconds after the start: whatever waits for the service to get ready goes first
_LOOK = 60.0  # seconds between looks whether the index has changed
_REST = 3.0  # times what a passage took: requests share the interpreter with this thread


def read(passages: Iterable[tuple[Article, Span]]) -> Iterator[float]:
    """Reads no more than is remembered; gives after each passage the seconds that it took."""
    for article, span in islice(passages, READ_PASSAGES):
        started = perf_counter()
        read_for(article, span)
        yield perf_counter() - started


class ReadingAhead:
    """Reads in a thread of its own from `start` to `close`, a quarter of the time, and again what has changed."""

    def __init__(
        self, passages: Passages, version: Callable[[], str], *, settle: float = _SETTLE, look: float = _LOOK
    ) -> None:
        """``version``: of the index; another one, and its passages are read. ``settle``, ``look``: seconds."""
        self._passages, self._version = passages, version
        self._settle, self._look = settle, look
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reading-ahead", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Returns when nothing is read any more."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        read_last, wait = "", self._settle
        while not self._closing.wait(wait):
            wait = self._look
            try:
                version = self._version()
                if version == read_last or not self._read_all():
                    continue
            except KbError:  # /readyz tells it; the index may come back
                continue
            read_last = version
            gc.freeze()  # what was read stays: the collector need not walk it

    def _read_all(self) -> bool:
        """False: closed before the end."""
        return not any(self._closing.wait(_REST * spent) for spent in read(self._passages()))
