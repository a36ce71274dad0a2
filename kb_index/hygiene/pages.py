"""Articles -> a directory of pages: by address, by file, by id, with the names of their headings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from kb_index.hygiene.corpus import Corpus
from kb_index.records import Article
from kb_index.text.markdown_document import read_document
from kb_index.text.markdown_leaf import leaf_text

PAGE_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|html?|xhtml|txt)$", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|_index|readme)$", re.IGNORECASE)
_NAMED = re.compile(r"""\{\s*#([^\s{}]+)\s*\}|<\w+[^<>]*?\s(?:id|name)=["']?([^"'\s<>]+)""")
_SIGN = re.compile(r"[^\w\- ]")


def page_path(path: str) -> str:
    """Without suffix, index page and slashes at the ends: one name for ``a/b.md``, ``/a/b/`` and ``a/b/index.html``."""
    bare = PAGE_SUFFIX.sub("", posixpath.normpath("/" + path.lstrip("/")))
    return _INDEX.sub("", bare).strip("/").casefold()


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """``addresses``: (host, path) -> article id; ``paths``: file or id without suffix -> article id."""

    addresses: Mapping[tuple[str, str], str]
    folders: frozenset[tuple[str, str]]  # (host, path) right above an article
    paths: Mapping[str, str]
    places: Mapping[str, str]  # article id -> its file, or id, as a path
    articles: Mapping[str, Article]

    def owns(self, host: str, path: str) -> bool:
        """Whether an article stands in the same folder of the site: what lies elsewhere may be no article."""
        return (_host(host), posixpath.dirname(page_path(path))) in self.folders

    def at(self, host: str, path: str) -> str | None:
        return self.addresses.get((_host(host), page_path(path)))

    def beside(self, article: Article, path: str) -> str | None:
        """A path as written in the article: relative to its file, to its id, or to its address."""
        here = self.places[article.article_id]
        parts = urlsplit(article.uri or "")
        base = unquote(parts.path)
        tried = [posixpath.join(folder, path) for folder in (posixpath.dirname(here), here)]
        found = next((self.paths[key] for key in map(page_path, tried) if key in self.paths), None)
        if found is None and parts.netloc:
            tried = [posixpath.join(folder, path) for folder in (posixpath.dirname(base), base)]
            found = next((one for one in (self.at(parts.netloc, key) for key in tried) if one), None)
        return found

    def below_root(self, path: str) -> str | None:
        return self.paths.get(page_path(path))

    def has_anchor(self, article_id: str, anchor: str) -> bool:
        wanted = {anchor.casefold(), _slug(anchor), anchor.casefold().removeprefix("user-content-")}
        return bool(wanted & anchors(self.articles[article_id].body_markdown))


def open_pages(corpus: Corpus) -> Pages:
    articles = {article.article_id: article for article in corpus.articles}
    places = {key: _place(key, corpus.origins.get(key, "")) for key in articles}
    paths = {page_path(key.replace(":", "/")): key for key in articles}
    paths |= {page_path(key): key for key in articles} | {page_path(path): key for key, path in places.items()}
    addresses = {(_host(host), page_path(path)): key for key, host, path in _addresses(corpus)}
    folders = frozenset((host, posixpath.dirname(path)) for host, path in addresses)
    return Pages(addresses, folders, paths, places, articles)


def _place(article_id: str, origin: str) -> str:
    """A file of one article is its place; in a file of many, the id is."""
    return origin if PAGE_SUFFIX.search(origin) else article_id.replace(":", "/")


def _addresses(corpus: Corpus) -> Iterator[tuple[str, str, str]]:
    for article in corpus.articles:
        parts = urlsplit(article.uri or "")
        if parts.netloc:
            yield article.article_id, parts.netloc, unquote(parts.path)


def _host(netloc: str) -> str:
    return netloc.casefold().removeprefix("www.")


@lru_cache(maxsize=10_000)
def anchors(markdown: str) -> frozenset[str]:
    """What an anchor may be called: headings as GitHub names them (repeated ones numbered), and names written out."""
    found = {(one or other).casefold() for one, other in _NAMED.findall(markdown)}
    seen: dict[str, int] = {}
    document = read_document(markdown)
    for leaf in document.leaves:
        if leaf.kind == "heading":
            name = _slug(_NAMED.sub("", leaf_text(document, leaf, with_urls=False).text))
            found.add(f"{name}-{seen[name]}" if name in seen else name)
            seen[name] = seen.get(name, 0) + 1
    return frozenset(found)


def _slug(text: str) -> str:
    """As GitHub does: https://github.com/Flet/github-slugger"""
    return _SIGN.sub("", text.strip().casefold()).replace(" ", "-")
