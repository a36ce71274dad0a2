"""Articles -> questions that nobody had to label: the words of a link ask for the page that it leads to.

People name a topic in the same way ("make a backup by hand"), and most help centres are full of such links. Those that
repeat the title of their page teach nothing but titles and are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from eval.questions import Question
from kb_index.records import Article

TAIL = 2  # last parts of an address by which a page is known, whatever stands before them
FEWEST_WORDS = 3

_LINK = re.compile(r"(?<!!)\[([^\]\n]{8,120})\]\(([^)\s]+)\)")
_ENDING = re.compile(r"(?:index)?(?:\.md|\.html?)?$")
_MARKS = re.compile(r"[*_`]+")


def link_questions(articles: Sequence[Article], base: str) -> list[Question]:
    """One question per wording that leads to one page only; pages are known by the end of their address."""
    pages = _pages(articles)
    wanted: dict[str, set[str]] = defaultdict(set)
    spoken: dict[str, str] = {}
    for article in articles:
        for text, target in _links(article, pages):
            wanted[text].add(target.article_id)
            spoken[text] = article.language_code
    return [
        Question(f"link-{number}", text, spoken[text], f"{spoken[text]}/{base}/link", text, tuple(ids), None)
        for number, (text, ids) in enumerate(wanted.items())
        if len(ids) == 1
    ]


def _links(article: Article, pages: Mapping[tuple[str, ...], Article]) -> Iterator[tuple[str, Article]]:
    for link in _LINK.finditer(article.body_markdown):
        target = pages.get(_tail(link[2]))
        text = _MARKS.sub("", link[1]).strip()
        if target is None or target is article or len(text.split()) < FEWEST_WORDS:
            continue
        if _plain(text) != _plain(target.title):
            yield text, target


def _pages(articles: Sequence[Article]) -> dict[tuple[str, ...], Article]:
    held: dict[tuple[str, ...], list[Article]] = defaultdict(list)
    for article in articles:
        held[_tail(article.uri or article.article_id)].append(article)
    return {tail: found[0] for tail, found in held.items() if len(found) == 1 and len(tail) == TAIL}


def _tail(address: str) -> tuple[str, ...]:
    path = _ENDING.sub("", urlsplit(address).path.strip("/"))
    return tuple(part for part in path.split("/") if part not in ("", ".", ".."))[-TAIL:]


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())
