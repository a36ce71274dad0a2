"""Markdown of site generators (Jekyll, Hugo, Docusaurus, MkDocs) -> plain Markdown that says the same.

What the generator would carry out is taken off, what a reader of the site sees stays. Code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_INLINE_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|<!--.*?-->", re.DOTALL)
_REFERENCE = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+\"?([^\"\s>%]+)\"?\s*[>%]\}\}|\{%-?\s*(?:link|post_url)\s+([^\s%]+)\s*-?%\}"
)
_TAG = re.compile(r"\{\{[<%].*?[>%]\}\}|\{%.*?%\}")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?\s*[#.][^{}\n]*\}[ \t]*$|^\{:[^{}\n]*\}[ \t]*$")
_ADMONITION = re.compile(
    r"(?P<indent> *)(?:!!!|\?\?\?\+?|===!?\+?)[ \t]+(?P<kind>[\w -]*?)[ \t]*(?:\"(?P<title>[^\"]*)\")?[ \t]*$"
)
_CONTAINER = re.compile(r" {0,3}:::+[ \t]*(?P<kind>[\w-]*)[ \t]*(?P<title>.*?)[ \t]*$")
_MDX = re.compile(
    r"(?:import\s.+\sfrom\s+['\"].+['\"];?|export\s+(?:const|default|function)\b.*|</?[A-Z]\w*(?:\s[^<>]*)?/?>)\s*$"
)
_TOC = re.compile(r"\[TOC\]|\[\[_TOC_\]\]|\* TOC|- TOC", re.IGNORECASE)
_ANY = re.compile(
    r"^ *(?:!!!|\?\?\?|===|:::|[*-] TOC)|^(?:import|export|</?[A-Z])|\{:?\s*[#.:]|\[TOC\]|\[\[_TOC", re.M | re.I
)
_LABEL = re.compile(r"[\[\]{}]")


def plain(body: str) -> str:
    """``body`` itself where it holds nothing of the kind."""
    parts = list(_parts(body))
    return "".join(text if code else _lines(_inline(text)) for text, code in parts)


def _parts(body: str) -> Iterator[tuple[str, bool]]:
    """Stretches of lines, and whether they are a code fence."""
    held: list[str] = []
    fence = ""
    for line in body.splitlines(keepends=True):
        opened = _FENCE.match(line)
        if fence:
            held.append(line)
            if opened and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield "".join(held), True
                held, fence = [], ""
        elif opened:
            yield "".join(held), False
            held, fence = [line], opened["fence"]
        else:
            held.append(line)
    yield "".join(held), bool(fence)


def _inline(text: str) -> str:
    if "{" not in text and "<!--" not in text:
        return text
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\0{len(kept) - 1}\0"

    text = _INLINE_CODE.sub(hide, text)
    text = _REFERENCE.sub(lambda match: match[1] or match[2], _COMMENT.sub("", text))
    text = _TAG.sub("", text)
    return re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], text)


def _lines(text: str) -> str:
    if not re.search(
        r"(?m)^ *(?:!!!|\?\?\?|===|:::|\* TOC|- TOC)|^(?:import|export|</?[A-Z])|\{:?\s*[#.:]|\[TOC\]|\[\[_TOC", text
    ):
        return text
    out: list[str] = []
    inside: list[int] = []  # how far the text of an admonition is set in
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(" "))
        while inside and line.strip() and depth < inside[-1]:
            inside.pop()
        bare = line[min(depth, inside[-1]) :] if inside else line
        opening = _ADMONITION.match(line)
        if opening and (opening["title"] or opening["kind"]):
            inside.append(len(opening["indent"]) + 4)
            out += _label(opening["title"] if opening["title"] is not None else opening["kind"])
        elif container := _CONTAINER.match(bare):
            out += _label(_LABEL.sub("", container["title"]) or container["kind"])
        elif not (_MDX.match(bare) or _TOC.fullmatch(bare.strip())):
            out.append(_ATTRIBUTES.sub("", bare))
    return "\n".join(out)


def _label(words: str) -> list[str]:
    """``**Note**`` as a paragraph of its own."""
    return ["", f"**{words[:1].upper()}{words[1:]}**", ""] if words.strip() else [""]
