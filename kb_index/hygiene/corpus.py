"""The folder of an index -> everything that the checks read, from one committed generation."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kb_index.contents import Content
from kb_index.hygiene.finding import Place
from kb_index.records import Article, Span
from kb_index.store.current import CurrentFile
from kb_index.store.sqlite import SqliteStore


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """``articles`` by id; ``origins``: the file, below the root it was loaded from, of those that have one."""

    generation: int
    articles: tuple[Article, ...]
    content: Content
    origins: Mapping[str, str]


def read_corpus(folder: Path) -> Corpus:
    """No embedder is needed and nothing is written. Raises IndexMissing, IndexCorrupt."""
    with closing(SqliteStore(CurrentFile(folder, {}))) as store:
        snapshot, holdings = store.snapshot(), store.holdings()
    stored = snapshot.content.articles
    articles = tuple(stored[key].article for key in sorted(stored))
    origins = {key: held.origin for key, held in holdings.items() if held.origin and key in stored}
    return Corpus(snapshot.generation, articles, snapshot.content, origins)


def passages_in(folder: Path) -> int:
    """Raises IndexMissing, IndexCorrupt."""
    with closing(CurrentFile(folder, {})) as file, file.reading() as connection:
        return int(connection.execute("SELECT COUNT(*) FROM passages").fetchone()[0])


def whole(article: Article) -> Place:
    """The article as a place: its beginning, without text."""
    return Place(article.article_id, Span(0, 0), "")


def place(article: Article, span: Span) -> Place:
    return Place(article.article_id, span, span.of(article.body_markdown))
