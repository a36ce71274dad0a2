"""The head of a web page -> its title, language, address and time of update."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from kb_index.article_rules import GROUPS, guards
from kb_index.loaders.html_tree import text_of

_UPDATED = ("article:modified_time", "og:updated_time", "last-modified", "dateModified", "dcterms.modified", "revised")
_PUBLISHED = ("article:published_time", "datePublished", "date", "dc.date")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_]|$)")
_MOST_LINKED_DATA = 200_000  # characters of one JSON-LD block
_MOST_NODES = 200


def metadata(tree: BeautifulSoup) -> dict[str, str | None]:
    """``title`` (of the head), ``language``, ``url`` and ``updated_at``, each as written or None.

    And ``access_groups``, where a ``<meta name="access_groups">`` limits the page.
    """
    meta = _meta(tree)
    limits = [value for name, value in meta.items() if guards(name)]
    guarded: dict[str, str | None] = {GROUPS: ",".join(limits)} if limits else {}
    linked = {key: value for node in _linked_data(tree) for key, value in node.items() if isinstance(value, str)}
    language = str(tree.html.get("lang") or tree.html.get("xml:lang") or "") if tree.html else ""
    title = meta.get("og:title") or (text_of(tree.title) if tree.title else "")
    updated = linked.get("dateModified") or _first(meta, _UPDATED) or _time(tree)
    return guarded | {
        "title": title or None,
        "language": language if _LANGUAGE.match(language) else None,
        "url": _address(tree, meta),
        "updated_at": updated or linked.get("datePublished") or _first(meta, _PUBLISHED),
    }


def _meta(tree: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tree.find_all("meta"):
        name = next((str(tag[key]) for key in ("property", "name", "itemprop", "http-equiv") if tag.has_attr(key)), "")
        found.setdefault(name, " ".join(str(tag.get("content", "")).split()))
    return found


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    lower = {key.lower(): value for key, value in meta.items()}
    return next((lower[name.lower()] for name in names if lower.get(name.lower())), None)


def _address(tree: BeautifulSoup, meta: Mapping[str, str]) -> str | None:
    canonical = tree.find("link", rel="canonical")
    found = [str(canonical.get("href", "")) if canonical else "", meta.get("og:url", "")]
    for address in found:
        try:
            if urlsplit(address).scheme in {"http", "https"}:
                return address
        except ValueError:  # http://[broken
            continue
    return None


def _time(tree: BeautifulSoup) -> str | None:
    marked = tree.find(itemprop="dateModified") or tree.find("time", attrs={"datetime": True})
    if marked is None:
        return None
    return str(marked.get("datetime") or marked.get("content") or "") or None


def _linked_data(tree: BeautifulSoup) -> Iterator[Mapping[str, object]]:
    """The nodes of JSON-LD that speak of a page or an article."""
    waiting: list[object] = []
    for script in tree.find_all("script", type="application/ld+json"):
        written = script.get_text()
        try:
            waiting.append(json.loads(written) if len(written) <= _MOST_LINKED_DATA else None)
        except (ValueError, RecursionError):
            continue
    for _ in range(_MOST_NODES):
        node = waiting.pop() if waiting else None
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, Mapping):
            waiting.append(node.get("@graph"))
            if re.search("Article|Page|Posting|HowTo", str(node.get("@type"))):
                yield node
