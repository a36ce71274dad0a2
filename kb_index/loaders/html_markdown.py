"""A cleaned tree of HTML -> Markdown that reads and cuts like the page: headings, lists, tables, code, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from kb_index.loaders.html_tree import drop_unseen, read_tree, text_of, words_of

_PIPE = re.compile(r"(?<!\\)[|]")
_BREAKS = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
# Signs that would turn plain text into markup; those within a word or alone mean nothing to Markdown.
_MARKUP = re.compile(
    r"<(?=[A-Za-z/!?])|`|\*(?=\S)|(?<=\S)\*|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|^#(?=#{0,5}\s)", re.MULTILINE
)
_WEB = re.compile(r"(?:https?:|mailto:|tel:|/|\.|[\w%-]+(?:[/.?#]|$))", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HEADING = re.compile(r"h[1-6]$")
_BLOCKS = ["table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"]
_MOST_SPANNED = 2_000  # cells that a table may repeat


class _Writer(MarkdownConverter):
    """markdownify with the choices that search and citation need."""

    def escape(self, text: str, parent_tags: Any) -> str:
        del parent_tags
        return _MARKUP.sub(r"\\\g<0>", text)

    def convert_br(self, el: Tag, text: str, parent_tags: Any) -> str:
        """Two in a row part paragraphs, one at the end of a block does nothing."""
        del text
        if "_inline" in parent_tags:
            return " "
        if _beside(el, "previous_sibling") == "br":
            return ""
        after = _beside(el, "next_sibling")
        return {"br": "\n\n", "": "\n"}.get(after, "\\\n")

    def convert_dt(self, el: Tag, text: str, parent_tags: Any) -> str:
        del el, parent_tags
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: Any) -> str:
        del el, parent_tags
        return f"\n\n{text.strip()}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: Any) -> str:
        del el, parent_tags
        words = _PIPE.sub(r"\\|", " ".join(text.split()))
        return f" {words} |"

    convert_th = convert_td


def _beside(el: Tag, side: str) -> str:
    """The name of the tag next to an element, ``text`` for words, nothing at the edge."""
    node = getattr(el, side)
    while isinstance(node, NavigableString) and not node.strip():
        node = getattr(node, side)
    return "text" if isinstance(node, NavigableString) else node.name if isinstance(node, Tag) else ""


def markdown_of(markup: str, *, base: str | None = None) -> str:
    """HTML that is all article, as helpdesks export it -> Markdown. Raises SourceUnreadable."""
    tree = read_tree(markup)
    drop_unseen(tree)
    return write(tree, base=base)


def write(tree: Tag, *, base: str | None = None) -> str:
    """Addresses are completed with ``base``; the tree is used up. Plain text with no tag is kept as it is."""
    for details in tree.find_all("summary"):
        details.name = f"h{min(6, _level_above(details) + 1)}"
    _settle_tables(tree)
    _settle_links(tree, base)
    writer = _Writer(
        heading_style="ATX",
        bullets="-",
        autolinks=False,
        table_infer_header=True,
        newline_style="backslash",
        code_language_callback=_language_of_code,
    )
    text = str(writer.convert_soup(tree)).replace("\xa0", " ").replace("\u00ad", "")
    return _BREAKS.sub("\n\n", _TRAILING.sub("", text)).strip() + "\n"


def _level_above(tag: Tag) -> int:
    above = tag.find_previous(lambda other: bool(_HEADING.match(other.name)) and not other.has_attr("data-folded"))
    tag["data-folded"] = ""  # so that the next one is no heading below this
    return int(above.name[1]) if isinstance(above, Tag) else 1


def _language_of_code(pre: Tag) -> str:
    code = pre.find("code")
    names = words_of(pre, "class") + (words_of(code, "class") if isinstance(code, Tag) else [])
    found = (re.match(r"(?:language|lang|highlight-source)-([\w+#-]{1,20})$", name) for name in names)
    return next((match[1] for match in found if match), "")


def _settle_links(tree: Tag, base: str | None) -> None:
    for link in tree.find_all("a"):
        target = str(link.get("href", "")).strip()
        if _HEADING.match(getattr(link.parent, "name", None) or "") and not any(map(str.isalnum, text_of(link))):
            link.decompose()  # the ¶ beside a heading
        elif not _reachable(target) or not text_of(link):
            link.unwrap()  # a place on this page, a script: only the words count
        else:
            link["href"] = _joined(base, target).replace(" ", "%20").replace(")", "%29")
    for picture in tree.find_all("img"):
        target, words = str(picture.get("src", "")).strip(), " ".join(str(picture.get("alt", "")).split())
        if not words or not _reachable(target):
            picture.decompose()
        else:
            picture.attrs = {"src": _joined(base, target), "alt": words}


def _reachable(target: str) -> bool:
    known = re.match(r"(?:https?|mailto|tel):", target, re.IGNORECASE)
    return bool(known or (_WEB.match(target) and not _SCHEME.match(target)))


def _joined(base: str | None, target: str) -> str:
    try:
        return urljoin(base, target) if base else target
    except ValueError:  # http://[broken
        return target


def _settle_tables(tree: Tag) -> None:
    """Tables for layout become plain blocks; cells over several rows or columns are written out in each."""
    for table in reversed(tree.find_all("table")):  # inner ones first
        if table.find(_BLOCKS) or len(table.find_all(["td", "th"])) < 2:
            for part in table.find_all(["thead", "tbody", "tfoot", "tr", "td", "th"]):
                part.name = "div"
            table.name = "div"
        else:
            _write_out_spans(table)


def _write_out_spans(table: Tag) -> None:
    rows = table.find_all("tr")
    budget = _MOST_SPANNED
    for index, row in enumerate(rows):
        for cell in row.find_all(["td", "th"]):
            across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - index)
            budget -= across * down - 1
            if budget < 0:
                return
            _repeat(cell, row, across=across, below=rows[index + 1 : index + down])


def _repeat(cell: Tag, row: Tag, *, across: int, below: list[Tag]) -> None:
    place = row.find_all(["td", "th"]).index(cell)
    for _ in range(across - 1):
        cell.insert_after(_copy(cell))
    for other in below:
        there = other.find_all(["td", "th"])
        for _ in range(across):
            if place < len(there):
                there[place].insert_before(_copy(cell))
            else:
                other.append(_copy(cell))


def _span(cell: Tag, name: str) -> int:
    written = str(cell.attrs.pop(name, "1")).strip()
    return max(1, min(100, int(written))) if written.isdecimal() else 1


def _copy(cell: Tag) -> Tag:
    copied = BeautifulSoup("", "lxml").new_tag(cell.name)
    copied.string = text_of(cell)
    return copied


def headings(tree: Tag) -> Iterator[str]:
    """The words of each H1, in order."""
    for tag in tree.find_all("h1"):
        if text_of(tag):
            yield text_of(tag)
