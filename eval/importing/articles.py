"""What an agent linked (an id, an address, a title) -> the article that is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from kb_index.hygiene.corpus import read_corpus
from kb_index.loaders.found import Found
from kb_index.loaders.walk import load_source, require_sources
from kb_index.records import Article

_URL = re.compile(r"https?://[^\s<>\"'«»()\[\]|]+", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
_DIVIDERS = re.compile(r"[\n;|]|,(?=\s|$)")
_CAPITAL = re.compile(r"[A-ZА-ЯЁ][\w\-]+")
_LEAST_PUBLISHED = 5  # characters
_NUMBERED = re.compile(r"\d{3,}")


def articles_of_index(folder: Path) -> tuple[Article, ...]:
    """No embedder is needed. Raises IndexMissing, IndexCorrupt."""
    return read_corpus(folder).articles


def articles_of_files(paths: Sequence[Path]) -> tuple[Article, ...]:
    """Raises SourceUnreadable for a path that is not there; what is no article there is passed over."""
    require_sources(paths)
    found = (one for path in paths for one in load_source(path))
    return tuple(one.article for one in found if isinstance(one, Found))


class Shelf:
    """The articles by id, address and title. Of several that a title or an address names, those of one language."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._ids: dict[str, Article] = {}
        self._addresses: dict[str, list[Article]] = {}
        self._titles: dict[str, list[Article]] = {}
        self._words: set[str] = set()
        self._published: list[str] = []
        for article in articles:
            self._ids[article.article_id] = article
            self._titles.setdefault(_folded(article.title), []).append(article)
            tail = article.article_id.rsplit("/", 1)[-1]
            self._addresses.setdefault(tail.casefold(), []).append(article)
            if article.uri:
                self._addresses.setdefault(_address(article.uri), []).append(article)
            self._published.append(article.body_markdown.casefold())
            self._words.update(_CAPITAL.findall(f"{article.title}\n{article.body_markdown}"))
        self._segments = {part for uri in self._addresses for part in uri.split("/")}

    def holds_segment(self, piece: str) -> bool:
        """Whether a part of an address belongs to an article's: nobody's data, however many digits it has."""
        return piece.strip("/").casefold() in self._segments

    def names(self, word: str) -> bool:
        """Whether the articles write a word with a capital: it is a product, a plan or a button."""
        return word in self._words

    def publishes(self, written: str) -> bool:
        """Whether an article tells it to everybody: the company's own phone, mailbox, address."""
        low = written.casefold()
        return len(low) >= _LEAST_PUBLISHED and any(low in body for body in self._published)

    def resolved(self, cell: str, *, language_code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(ids of articles, what is of none). Parts stand in lines, or behind commas, semicolons, bars."""
        whole = self._one(cell.strip(), language_code)
        if whole is not None:
            return (whole,), ()
        ids: list[str] = []
        unknown: list[str] = []
        for part in _parts(cell):
            found = self._one(part, language_code)
            (unknown if found is None else ids).append(part if found is None else found)
        return tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(unknown))

    def linked(self, text: str, *, language_code: str) -> tuple[str, ...]:
        """The articles whose addresses stand in a text."""
        found = (self._one(match.group().rstrip(".,;:!?"), language_code) for match in _URL.finditer(text))
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def _one(self, part: str, language_code: str) -> str | None:
        if part in self._ids:
            return part
        if _URL.fullmatch(part):
            return self._by_address(part, language_code)
        return _chosen(self._titles.get(_folded(part)) or self._addresses.get(part.casefold(), []), language_code)

    def _by_address(self, url: str, language_code: str) -> str | None:
        address = _address(url)
        exact = self._addresses.get(address)
        if exact:
            return _chosen(exact, language_code)
        for segment in reversed(address.split("/")[1:]):
            number = _NUMBERED.match(segment)
            for name in (segment, number.group() if number else segment):
                found = [self._ids[name]] if name in self._ids else self._addresses.get(name, [])
                if found:
                    return _chosen(found, language_code)
        return None


def unresolved(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Without articles to ask: (what has the shape of an id, the rest)."""
    parts = list(_parts(cell))
    ids = [part for part in parts if not re.search(r"\s|://", part) and len(part) <= 512]
    return tuple(dict.fromkeys(ids)), tuple(part for part in parts if part not in ids)


def _chosen(articles: Sequence[Article], language_code: str) -> str | None:
    own = [one for one in articles if one.language_code == language_code] or list(articles)
    return own[0].article_id if own else None


def _parts(cell: str) -> Iterator[str]:
    rest = cell
    for match in _URL.finditer(cell):
        yield match.group().rstrip(".,;:!?")
        rest = rest.replace(match.group(), "\n")
    yield from (part for part in (one.strip(" \t\"'«»[]()-–—") for one in _DIVIDERS.split(rest)) if part)


def _address(url: str) -> str:
    bare = re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)
    return unquote(re.split(r"[?#]", bare, maxsplit=1)[0]).rstrip("/").casefold()


def _folded(title: str) -> str:
    return " ".join(_SIGNS.sub(" ", title.casefold().replace("ё", "е")).split())
