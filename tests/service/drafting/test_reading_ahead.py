"""Articles are read before anybody asks, no more than is remembered, and again when the index changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import repeat

from kb_index.errors import IndexBusy
from kb_index.records import Article, Hit, Passage, Span
from service.drafting.candidates import candidates_of
from service.drafting.passages import READ_PASSAGES, forget_articles, sections_at
from service.drafting.reading_ahead import ReadingAhead, read

BODY = "# Возврат\n\nДеньги вернутся за 10 дней.\n\n# Отмена\n\nОткройте заказ и нажмите «Отменить».\n"
ARTICLE = Article("a", "Возврат", BODY, "ru")
FIRST, LAST = Span(0, BODY.index("# Отмена")), Span(BODY.index("# Отмена"), len(BODY))
PATIENCE = 30.0  # seconds: far more than it takes


def test_what_was_read_ahead_is_not_read_again_for_a_draft() -> None:
    forget_articles()
    assert len(list(read([(ARTICLE, FIRST), (ARTICLE, LAST)]))) == 2
    before = sections_at.cache_info().misses
    hit = Hit(Passage("a", 0, FIRST, FIRST.of(BODY), ()), ARTICLE, "v", 0.9, {})
    assert [one.section.heading for one in candidates_of((hit,), frozenset())] == ["Возврат", "Отмена"]
    assert sections_at.cache_info().misses == before


def test_what_is_forgotten_is_read_anew_and_reads_the_same() -> None:
    known = sections_at(BODY, LAST)
    forget_articles()
    assert sections_at(BODY, LAST) == known
    assert sections_at(BODY, LAST) is not known


def test_no_more_is_read_than_is_remembered() -> None:
    assert sum(1 for _ in read(repeat((ARTICLE, FIRST)))) == READ_PASSAGES


class Index:
    """An index whose version changes when it is told so."""

    def __init__(self) -> None:
        self.number, self.failures = 1, 0
        self.given: list[str] = []
        self.finished = threading.Condition()

    def version(self) -> str:
        if self.failures:
            self.failures -= 1
            raise IndexBusy("another process writes")
        return str(self.number)

    def spans(self) -> Iterator[tuple[Article, Span]]:
        yield ARTICLE, FIRST
        with self.finished:
            self.given.append(str(self.number))
            self.finished.notify_all()

    def read_as(self, versions: list[str]) -> bool:
        with self.finished:
            return self.finished.wait_for(lambda: self.given == versions, PATIENCE)


def test_an_index_is_read_once_and_again_when_it_has_changed() -> None:
    index = Index()
    reading = ReadingAhead(index.spans, index.version, settle=0.0, look=0.001)
    reading.start()
    try:
        assert index.read_as(["1"])
        index.number = 2
        assert index.read_as(["1", "2"])
    finally:
        reading.close()


def test_an_index_that_cannot_be_read_is_tried_again() -> None:
    index = Index()
    index.failures = 3
    reading = ReadingAhead(index.spans, index.version, settle=0.0, look=0.001)
    reading.start()
    try:
        assert index.read_as(["1"])
    finally:
        reading.close()


def test_closing_ends_a_reading() -> None:
    begun = threading.Event()

    def endless() -> Iterator[tuple[Article, Span]]:
        while True:
            begun.set()
            yield ARTICLE, FIRST

    reading = ReadingAhead(endless, lambda: "1", settle=0.0, look=0.001)
    reading.start()
    assert begun.wait(PATIENCE)
    reading.close()
    assert not any(thread.name == "reading-ahead" for thread in threading.enumerate())
