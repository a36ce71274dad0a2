"""Links of articles -> those that lead to a page or a heading of this knowledge base that is not there.

Other people's pages are never fetched. A sort of links of which hardly any can be found (the folder was not indexed
whole, headings are named in an unknown manner) is not judged, and the report says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from kb_index.hygiene.corpus import place
from kb_index.hygiene.finding import Check, Finding, Severity
from kb_index.hygiene.pages import PAGE_SUFFIX, Pages
from kb_index.records import Article, Span
from kb_index.text.markdown_document import read_document

_LINK = re.compile(
    r"(?<!!)\[(?:[^\[\]\n]|!?\[[^\[\]\n]*\](?:\([^()\n]*\))?){0,300}\]\(\s{0,3}(?:<(?P<angle>[^<>\n]+)>|(?P<plain>[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*))"
    r"(?:\s+[\"'(][^\n]*?[\"')])?\s{0,3}\)"
    r"|^ {0,3}\[[^\[\]\n]+\]:\s{0,3}(?P<named>[^\s<>]+)"
    r"|<(?P<auto>https?://[^\s<>]+)>",
    re.MULTILINE,
)
_INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:")
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_MANY, _TRUSTED = 20, 0.5  # of so many links of a sort, so many must be found for the rest to be dead


class Sort(StrEnum):
    ADDRESS = "absolute links to this site"
    RELATIVE = "relative links"
    ANCHOR = "links to headings"


@dataclass(frozen=True, slots=True)
class Judged:
    """A link to a page, or to a heading, of this knowledge base."""

    article: Article
    span: Span
    target: str
    sort: Sort
    found: bool


def dead_links(judged: Sequence[Judged]) -> Iterator[Finding]:
    """Of all links of a knowledge base those that lead to nothing."""
    for sort in Sort:
        own = [one for one in judged if one.sort is sort]
        dead = [one for one in own if not one.found]
        if len(own) >= _MANY and len(dead) > (1 - _TRUSTED) * len(own):
            message = (
                f"{len(dead)} of {len(own)} {sort} lead to nothing that is indexed; they are not judged one by one"
            )
            yield Finding(Check.LINKS_NOT_JUDGED, Severity.INFO, message, ())
            continue
        yield from map(_finding, dead)


def _finding(one: Judged) -> Finding:
    places = (place(one.article, one.span),)
    if one.sort is Sort.ANCHOR:
        return Finding(Check.DEAD_ANCHOR, Severity.WARNING, f"no heading for {one.target}", places, (one.target,))
    return Finding(Check.DEAD_LINK, Severity.ERROR, f"no article for {one.target}", places, (one.target,))


def judge(article: Article, pages: Pages) -> Iterator[Judged]:
    """The links of an article that lead into this knowledge base."""
    for span, target in links(article.body_markdown):
        found = _look_up(article, target, pages)
        if found is not None:
            sort, page = found
            if sort is not Sort.ANCHOR:
                yield Judged(article, span, target, sort, page is not None)
            anchor = unquote(urlsplit(target).fragment)
            if page is not None and anchor:
                yield Judged(article, span, target, Sort.ANCHOR, pages.has_anchor(page, anchor))


def links(markdown: str) -> Iterator[tuple[Span, str]]:
    """The stretches of inline links, definitions and autolinks, with their targets; none in code, no images."""
    leaves = read_document(markdown).leaves
    code = [leaf.span for leaf in leaves if leaf.kind == "code"]
    code += [Span(*match.span()) for match in _INLINE_CODE.finditer(markdown)]
    for match in _LINK.finditer(markdown):
        target = match["angle"] or match["plain"] or match["named"] or match["auto"]
        at = match.start(match.lastgroup or 0)
        if target and not any(span.start <= at < span.end for span in code):
            yield Span(*match.span()), target


def _look_up(article: Article, target: str, pages: Pages) -> tuple[Sort, str | None] | None:
    """How the target is written, and the id of the article it leads to; None: not a page of this knowledge base."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if target.startswith("#"):
        return (Sort.ANCHOR, article.article_id) if len(target) > 1 else None
    path = unquote(parts.path)
    if parts.scheme in ("http", "https") or target.startswith("//"):
        return (Sort.ADDRESS, pages.at(parts.netloc, path)) if pages.owns(parts.netloc, path) else None
    if _SCHEME.match(target) or not path or (_FILE.search(path) and not PAGE_SUFFIX.search(path)):
        return None
    if path.startswith("/"):
        return _from_root(article, path, pages)
    return Sort.RELATIVE, pages.beside(article, path)


def _from_root(article: Article, path: str, pages: Pages) -> tuple[Sort, str | None] | None:
    """``/ru/prices``: on the site of the article, or below the folder that was indexed."""
    host = urlsplit(article.uri or "").netloc
    found = pages.below_root(path)
    if found is None and host and pages.owns(host, path):
        found = pages.at(host, path)
    judged = found is not None or not host or pages.owns(host, path)
    return (Sort.RELATIVE, found) if judged else None
