"""HTML -> a tree without what a reader of the page never sees: scripts, styles, forms, hidden text."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import PreformattedString

from kb_index.errors import SourceUnreadable

MAX_MARKUP_CHARS = 4_000_000  # without embedded pictures; a tree takes some fifty times as much memory

_DROPPED = [
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "canvas",
    "iframe",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "select",
    "textarea",
    "dialog",
    "audio",
    "video",
    "map",
    "math",
    "link",
    "meta",
    "base",
    "frame",
    "frameset",
]
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:\.0*)?\s*(?:px|pt|r?em|%)?\s*(?:;|!|$)|(?:text-indent|left|top|right)\s*:\s*-\d{3,}"
    r"|(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*0(?:px)?\s*(?:;|!|$)|clip\s*:\s*rect\(\s*[01]",
    re.IGNORECASE,
)
_UNSEEN_CLASSES = frozenset(
    [
        "hidden",
        "d-none",
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "is-hidden",
    ]
)
_EMBEDDED = re.compile(r"data:[\w/+.;=-]{0,100},[^\s\"'<>)]{200,}")
_MOST_LEVELS = 200  # of tags within tags; the writer calls itself for each


def read_tree(markup: str) -> BeautifulSoup:
    """Raises SourceUnreadable for more than 4 million characters of markup."""
    markup = _EMBEDDED.sub("data:,", markup)
    if len(markup) > MAX_MARKUP_CHARS:
        raise SourceUnreadable(
            f"{len(markup):,} characters of HTML, more than {MAX_MARKUP_CHARS:,}; split it into articles"
        )
    tree = BeautifulSoup(markup, "lxml")
    _flatten(tree)
    return tree


def drop_unseen(tree: BeautifulSoup) -> None:
    """Leaves what a reader sees; a folded panel that a button or a link on the page opens counts as seen."""
    for text in tree.find_all(string=lambda value: isinstance(value, (Comment, PreformattedString))):
        text.extract()
    for tag in tree.find_all(_DROPPED):
        tag.decompose()
    opened = _opened(tree)
    for tag in tree.find_all():
        if not tag.decomposed and _unseen(tag) and tag.get("id") not in opened:
            tag.decompose()
    for button in tree.find_all("button"):
        if button.find_parent(re.compile("^(?:h[1-6]|dt|summary)$")) is None and not button.get("aria-controls"):
            button.decompose()


def words_of(tag: Tag, name: str) -> list[str]:
    """The words of an attribute such as ``class``, lower case."""
    value = tag.get(name)
    return " ".join(value if isinstance(value, list) else [value or ""]).lower().split()


def text_of(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _opened(tree: BeautifulSoup) -> frozenset[str]:
    """Ids of what a click on the page unfolds."""
    found = set()
    for tag in tree.find_all(["a", "button", "summary", "div", "span", "h2", "h3", "h4"]):
        if tag.has_attr("aria-controls"):
            found.update(str(tag["aria-controls"]).split())
        for name in ("href", "data-target", "data-bs-target"):
            if str(tag.get(name, "")).startswith("#"):
                found.add(str(tag[name])[1:])
    return frozenset(found)


def _unseen(tag: Tag) -> bool:
    if tag.has_attr("hidden") or str(tag.get("aria-hidden", "")).lower() == "true":
        return True
    return bool(_UNSEEN_STYLE.search(str(tag.get("style", "")))) or not _UNSEEN_CLASSES.isdisjoint(
        words_of(tag, "class")
    )


def _flatten(tree: BeautifulSoup) -> None:
    """Of tags nested absurdly deep only the text stays."""
    deep: list[Tag] = []
    waiting: list[tuple[Tag, int]] = [(tree, 0)]
    while waiting:
        tag, level = waiting.pop()
        if level < _MOST_LEVELS:
            waiting.extend((child, level + 1) for child in tag.children if isinstance(child, Tag))
        else:
            deep.append(tag)
    for tag in deep:
        tag.string = tag.get_text(" ")
