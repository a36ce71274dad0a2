"""The tree of a web page -> the part of it that is the article, without menus, banners and votes."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from kb_index.loaders.html_tree import text_of, words_of

_ASIDE_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu", "menubar"]
)
_ASIDE_TAGS = ["nav", "footer", "aside", "menu"]
# Words of a class or an id that name a part of the page beside the article.
_ASIDE_NAMES = frozenset(
    [
        "breadcrumb",
        "breadcrumbs",
        "crumbs",
        "cookie",
        "cookies",
        "consent",
        "gdpr",
        "sidebar",
        "sidenav",
        "related",
        "recommended",
        "share",
        "sharing",
        "social",
        "vote",
        "votes",
        "voting",
        "feedback",
        "helpful",
        "rating",
        "pagination",
        "pager",
        "toc",
        "comments",
        "newsletter",
        "subscribe",
        "skip",
        "menu",
        "navbar",
        "navigation",
        "nav",
        "topbar",
        "footer",
        "masthead",
        "promo",
        "advert",
        "ads",
        "banner",
        "popup",
        "modal",
        "widget",
    ]
)
_ASIDE_PAIRS = frozenset({("see", "also"), ("read", "next"), ("skip", "link"), ("page", "actions")})
_BYLINES = frozenset({"author", "authors", "avatar", "byline", "meta"})
_LONGEST_BYLINE = 150
_BOXES = frozenset({"div", "section", "ul", "ol", "aside", "header", "footer"})
_NAME_PARTS = re.compile(r"[a-z]+")
_VOTE = re.compile(
    r"(?:was|is|did|how|rate)\b.{0,40}\b(?:helpful|useful|help you|this (?:article|page))\b.{0,60}"
    r"|(?:эта |данная )?(?:статья|страница|информация|это)?\s*(?:была |вам |оказалась )*"
    r"(?:полезн\w+|помог\w+)(?: (?:статья|вам|ли|информация|страница)){0,3}\s*\?.{0,40}"
    r"|\d+ (?:из|out of) \d+ .{0,60}(?:полезн|helpful).{0,20}|(?:©|copyright\b).{0,120}",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_VOTE = 200
_LABEL = re.compile(r"[^.!?…]{1,60}")
_MOSTLY_LINKS = 0.5  # the share of a block's letters that are links
_ROOTS = ("[itemprop=articleBody]", "main article", "article", "main", "[role=main]", "[role=article]")


def article_of(tree: BeautifulSoup) -> Tag:
    """The element that holds the article, with what stands beside the article taken out of the tree.

    A page that marks its article (``main``, ``article``, ``itemprop``) is taken at its word; in one that does not,
    jusText tells the blocks of links and notices around the text.
    """
    body = tree.body or tree
    root = _marked(body)
    _drop_asides(root or body, names=("class",) if root else ("class", "id"))
    for block in (root or body).find_all(["p", "div", "span", "h2", "h3", "h4", "h5", "section"]):
        if not block.decomposed and len(text := text_of(block)) < _LONGEST_VOTE and _VOTE.fullmatch(text):
            block.decompose()
    if root is None:
        _drop_around(body)
    return root or body


def _marked(body: Tag) -> Tag | None:
    for selector in _ROOTS:
        found = [tag for tag in body.select(selector) if len(text_of(tag)) > 20]
        if len(found) == 1:  # a list of teasers has many
            return found[0]
    return None


def _drop_asides(root: Tag, *, names: Sequence[str]) -> None:
    """``names``: the attributes that tell; in an article the id of a section is just its heading."""
    for tag in root.find_all():
        if not tag.decomposed and (_aside(tag) or _named_aside(tag, names)):
            tag.decompose()


def _aside(tag: Tag) -> bool:
    if tag.name in _ASIDE_TAGS or not _ASIDE_ROLES.isdisjoint(words_of(tag, "role")):
        return not _note(tag)
    if tag.name == "header":
        return tag.find(["h1", "h2"]) is None
    return False


def _named_aside(tag: Tag, names: Sequence[str]) -> bool:
    if tag.name not in _BOXES or tag.find("h1") is not None:
        return False
    for name in (word for attribute in names for word in words_of(tag, attribute)):
        parts = _NAME_PARTS.findall(name)
        if _ASIDE_NAMES.intersection(parts) or _ASIDE_PAIRS.intersection(itertools.pairwise(parts)):
            return True
        if _BYLINES.intersection(parts) and len(text_of(tag)) < _LONGEST_BYLINE:
            return True
    return False


def _note(tag: Tag) -> bool:
    """An aside within the text: a remark or a warning, written in sentences rather than links."""
    names = set(_NAME_PARTS.findall(" ".join(words_of(tag, "class"))))
    return tag.name == "aside" and bool(
        names & {"note", "tip", "warning", "callout", "admonition", "important", "info"}
    )


def _drop_around(body: Tag) -> None:
    """Takes out what stands before the first heading, and the links behind the last text, as jusText finds them."""
    from justext.core import ParagraphMaker
    from lxml import html as lxml_html

    blocks = ParagraphMaker.make_paragraphs(lxml_html.fromstring(f"<html>{body}</html>"))
    shells = [block.links_density() > _MOSTLY_LINKS for block in blocks]
    texts = [index for index, shell in enumerate(shells) if not shell]
    if not texts:
        return
    titles = [index for index, block in enumerate(blocks) if "h1" in block.dom_path.split(".")]
    first, last = (titles or texts)[0], texts[-1]
    while last > first and last + 1 < len(blocks) and _LABEL.fullmatch(blocks[last].text):
        last -= 1  # “Related articles” says nothing once its links are gone
    kept = {path for block in blocks[first : last + 1] for path in _above(block.xpath)}
    elements = _by_path(body)
    for block in (*blocks[:first], *blocks[last + 1 :]):
        if block.xpath not in kept and block.xpath in elements:
            elements[block.xpath].clear()


def _above(path: str) -> list[str]:
    """The XPath and those of the elements around it."""
    return [path[: match.end()] for match in re.finditer(r"\]", path)]


def _by_path(body: Tag) -> dict[str, Tag]:
    """Elements by XPaths such as ``/html[1]/body[1]/div[2]``, as jusText writes them."""
    found: dict[str, Tag] = {}
    waiting = [("/html[1]/body[1]", body)]
    while waiting:
        path, tag = waiting.pop()
        found[path] = tag
        numbers: Counter[str] = Counter()
        for child in tag.children:
            if isinstance(child, Tag):
                numbers[child.name] += 1
                waiting.append((f"{path}/{child.name}[{numbers[child.name]}]", child))
    return found
